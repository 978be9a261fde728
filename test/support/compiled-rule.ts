import { compileRule } from '../../alerting/rules/compile-rule.ts';
import type { AlertingRule, RuleGroup } from '../../alerting/rules/manifests/rule-group.ts';
import type { Rule } from '../../alerting/rules/rule.ts';
import { targetsOf } from '../../alerting/rules/rule-targets.ts';
import { testCluster, testDirectory, testMacKey } from './rule-fixture.ts';

/** The compiled group per cluster, or the reason why there is none. */
export function compile(
  rule: Rule,
  clusters = [testCluster('lab'), testCluster('edge')],
  directory = testDirectory(),
) {
  const { language, expression } = rule;
  const reading = { language, expression, nowMs: 0 };
  return targetsOf(rule.scope, directory, clusters, reading).map((target) => {
    const compiled = compileRule(rule, target, testMacKey);
    const group = compiled.kind === 'group' ? compiled.group : null;
    const reason = compiled.kind === 'refused' ? compiled.reason : null;
    const within = compiled.kind === 'group' ? compiled.within : null;
    return { cluster: target.cluster.id, group, reason, within };
  });
}

/** The rules of a group that alert. */
export function alertsOf(group: RuleGroup | null | undefined): readonly AlertingRule[] {
  return (group?.rules ?? []).filter((rule) => rule.kind === 'alerting');
}
