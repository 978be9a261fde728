import type { Labels } from '../../platform/model/labels.ts';
import { type Directory, type EnvironmentEntry, nodeOf } from '../../platform/tenancy/directory.ts';
import { contains } from '../../platform/tenancy/scope-name.ts';
import { RULE_LABEL } from '../rules/alert-labels.ts';
import type { Rule } from '../rules/rule.ts';
import type { RuleBook } from '../rules/rule-book.ts';
import type { ClusterIntake, IntakeToken } from './intake-token.ts';
import type { ReadRuleLabel } from './rule-label-cache.ts';

/** Why an alert was given to its owner. */
export type OwnedReason = 'rule_label' | 'namespace_label' | 'environment_token';

/** Why an alert could not be given to anybody. */
export type UnassignedReason =
  | 'rule_label_forged'
  | 'rule_unknown'
  | 'rule_disabled'
  | 'rule_of_another_owner'
  | 'cluster_outside_rule_scope'
  | 'namespace_outside_rule_scope'
  | 'namespace_of_another_environment'
  | 'namespace_not_trusted'
  | 'namespace_missing'
  | 'namespace_without_owner'
  | 'environment_gone';

export type Identity =
  | {
      readonly kind: 'owned';
      /** Tenant, or `_platform`. */
      readonly owner: string;
      readonly environment: EnvironmentEntry | null;
      readonly namespace: string | null;
      /** Null for an alert that no rule of ours raised. */
      readonly rule: Rule | null;
      readonly reason: OwnedReason;
    }
  | { readonly kind: 'unassigned'; readonly reason: UnassignedReason };

export interface IdentifyContext {
  readonly token: IntakeToken;
  readonly cluster: ClusterIntake;
  readonly directory: Directory;
  readonly rules: RuleBook;
  readonly readRuleLabel: ReadRuleLabel;
}

/**
 * Whose alert is it? The cluster comes from the token, never from a label. A `tocsin_rule` label
 * counts only with the right MAC and inside that rule's scope; it is never ignored when wrong.
 * Without one, an environment token decides by its own pair and a cluster token by the namespace
 * label, where that cannot be forged. Anything else is unassigned: never dropped, never guessed.
 */
export function identify(labels: Labels, context: IdentifyContext): Identity {
  const { token, cluster, directory } = context;
  const namespace = namespaceOf(labels, cluster);
  if (token.kind === 'environment-intake') {
    const refusal = refuseForToken(token.environment, namespace, directory);
    if (refusal) return unassigned(refusal);
  }
  const ruleLabel = labels.get(RULE_LABEL);
  if (ruleLabel !== undefined) return identifyByRule(ruleLabel, namespace, context);
  if (token.kind === 'environment-intake') {
    return ownedBy(token.environment, null, 'environment_token');
  }
  if (namespace === null) return unassigned('namespace_missing');
  if (!cluster.namespaceTrusted) return unassigned('namespace_not_trusted');
  const environment = directory.ownerOf(cluster.cluster, namespace);
  if (!environment) return unassigned('namespace_without_owner');
  return ownedBy(environment, null, 'namespace_label');
}

function identifyByRule(
  ruleLabel: string,
  namespace: string | null,
  context: IdentifyContext,
): Identity {
  const { token, cluster, directory } = context;
  const ruleId = context.readRuleLabel(cluster.cluster, ruleLabel);
  if (ruleId === undefined) return unassigned('rule_label_forged');
  const rule = context.rules.get(ruleId);
  if (!rule) return unassigned('rule_unknown');
  if (!rule.enabled) return unassigned('rule_disabled');
  if (token.kind === 'environment-intake') {
    if (rule.owner !== token.environment.tenant) return unassigned('rule_of_another_owner');
    if (!covers(rule, token.environment)) return unassigned('namespace_outside_rule_scope');
    return ownedBy(token.environment, rule, 'rule_label');
  }
  if (rule.scope.kind === 'platform') {
    const isCovered = covers(rule, cluster) && directory.clusters.includes(cluster.cluster);
    return isCovered ? owned(rule, null, namespace) : unassigned('cluster_outside_rule_scope');
  }
  if (namespace === null) return identifyByScope(rule, cluster, directory);
  const environment = directory.ownerOf(cluster.cluster, namespace);
  if (!environment || !covers(rule, environment)) return unassigned('namespace_outside_rule_scope');
  return ownedBy(environment, rule, 'rule_label');
}

function refuseForToken(
  environment: EnvironmentEntry,
  namespace: string | null,
  directory: Directory,
): UnassignedReason | undefined {
  const current = directory.ownerOf(environment.cluster, environment.namespace);
  const isSame =
    current?.tenant === environment.tenant &&
    current.project === environment.project &&
    current.id === environment.id;
  if (!isSame) return 'environment_gone';
  const isForeign = namespace !== null && namespace !== environment.namespace;
  return isForeign ? 'namespace_of_another_environment' : undefined;
}

/** True when the rule's scope holds the environment (or, of a platform rule, the cluster). */
function covers(rule: Pick<Rule, 'scope'>, place: EnvironmentEntry | ClusterIntake): boolean {
  const { scope } = rule;
  if (scope.cluster !== null && scope.cluster !== place.cluster) return false;
  if (scope.kind === 'platform') return true;
  return 'tenant' in place && contains(scope.node, nodeOf(place));
}

/** Without a namespace: the one environment of the scope on this cluster, or the owner as a whole. */
function identifyByScope(rule: Rule, cluster: ClusterIntake, directory: Directory): Identity {
  const [first, ...others] = directory.environments.filter(
    (environment) => environment.cluster === cluster.cluster && covers(rule, environment),
  );
  if (!first) return unassigned('cluster_outside_rule_scope');
  return others.length > 0 ? owned(rule, null, null) : ownedBy(first, rule, 'rule_label');
}

function owned(rule: Rule, environment: null, namespace: string | null): Identity {
  return { kind: 'owned', owner: rule.owner, environment, namespace, rule, reason: 'rule_label' };
}

function namespaceOf(labels: Labels, cluster: ClusterIntake): string | null {
  if (cluster.namespaceLabel === null) return null;
  return labels.get(cluster.namespaceLabel) ?? null;
}

function ownedBy(environment: EnvironmentEntry, rule: Rule | null, reason: OwnedReason): Identity {
  const { tenant: owner } = environment;
  return { kind: 'owned', owner, environment, namespace: environment.namespace, rule, reason };
}

function unassigned(reason: UnassignedReason): Identity {
  return { kind: 'unassigned', reason };
}
