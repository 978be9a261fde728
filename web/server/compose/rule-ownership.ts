import { RULE_LABEL } from '../../../alerting/rules/alert-labels.ts';
import type { RuleBook } from '../../../alerting/rules/rule-book.ts';
import { type Directory, pairKey } from '../../../platform/tenancy/directory.ts';
import { scopeOfRule } from '../../../platform/tenancy/rule-scope.ts';
import type { Scope } from '../../../platform/tenancy/scope.ts';
import type { RuleOwnership } from '../../../queries/proxy/filtered-answer.ts';

/** Tells the query plane whose a rule is that we have delivered, by its signed label. */
export function ruleOwnership(
  rules: RuleBook,
  directory: () => Directory,
  readRuleLabel: (cluster: string, value: string) => string | undefined,
): RuleOwnership {
  return {
    liesWithin: (labels, clusters, scope) => {
      const value = labels[RULE_LABEL];
      if (value === undefined) return false;
      return clusters.some((cluster) => {
        const id = readRuleLabel(cluster, value);
        const rule = id === undefined ? undefined : rules.get(id);
        return rule !== undefined && holdsAll(scope, scopeOfRule(directory(), rule.scope));
      });
    },
  };
}

/** True when everything the rule covers is in the scope. */
function holdsAll(scope: Scope, ofRule: Scope): boolean {
  if (ofRule.isPlatform) return scope.isPlatform;
  const held = new Set(scope.pairs.map((pair) => pairKey(pair.cluster, pair.namespace)));
  return (
    ofRule.pairs.length > 0 &&
    ofRule.pairs.every((pair) => held.has(pairKey(pair.cluster, pair.namespace)))
  );
}
