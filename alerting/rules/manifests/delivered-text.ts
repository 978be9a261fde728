import type { KubernetesSinkSettings } from '../../../platform/tenancy/kubernetes-sink-settings.ts';
import type { RuleCluster } from '../rule-cluster.ts';
import { printPlainYaml } from './plain-yaml.ts';
import { printRuleFile, type RuleFileOrigin } from './rule-file.ts';
import type { RuleGroup } from './rule-group.ts';
import { ruleManifest } from './rule-object.ts';

/**
 * What a rule is where it is delivered to, as YAML: the object of Kubernetes where that is what the
 * cluster gets, else the rule file.
 *
 * @param home namespace of the rule's first environment on the cluster
 */
export function deliveredText(
  { ruleSink }: Pick<RuleCluster, 'ruleSink'>,
  home: string | null,
  origin: RuleFileOrigin,
  group: RuleGroup,
): string {
  const file = () => printRuleFile(origin, group);
  if (ruleSink.kind !== 'kubernetes' && ruleSink.kind !== 'directory') return file();
  if (ruleSink.kind === 'kubernetes' && !isObject(ruleSink, group)) return file();
  const { labels, lokiTenantId } = ruleSink;
  const namespace = ruleSink.namespace ?? home;
  if (namespace === null) return file();
  const made = ruleManifest({ ...origin, namespace, labels, lokiTenantId }, group);
  return made.kind === 'manifest' ? printPlainYaml(made.manifest) : file();
}

/** Rules on logs may be files in a ConfigMap, or of our own ruler. */
function isObject({ logRules }: KubernetesSinkSettings, { language }: RuleGroup): boolean {
  return language === 'promql' || logRules === 'alertingrule';
}
