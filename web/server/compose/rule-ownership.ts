import { RULE_LABEL, SEVERITY_LABEL } from '../../../alerting/rules/alert-labels.ts';
import type { Rule } from '../../../alerting/rules/rule.ts';
import type { RuleBook } from '../../../alerting/rules/rule-book.ts';
import {
  exchangeRuleOf,
  type RulerGroups,
} from '../../../alerting/rules/ruler-groups/ruler-groups.ts';
import { type Directory, pairKey } from '../../../platform/tenancy/directory.ts';
import { scopeOfRule } from '../../../platform/tenancy/rule-scope.ts';
import type { Scope } from '../../../platform/tenancy/scope.ts';
import type { RuleOwnership } from '../../../queries/proxy/filtered-answer.ts';
import type { OwnRule } from '../../../queries/proxy/filters/filter-rules.ts';
import type { AnsweredLabels } from '../../../queries/scope/label-scope.ts';

export interface RuleOwnershipOptions {
  readonly rules: RuleBook;
  readonly groups: Pick<RulerGroups, 'placesIn'>;
  readonly directory: () => Directory;
  /** The rule that a signed label names on a cluster. */
  readonly readRuleLabel: (cluster: string, value: string) => string | undefined;
}

/** Tells the query plane whose a rule is that we have delivered, by its signed label. */
export function ruleOwnership({
  rules,
  groups,
  directory,
  readRuleLabel,
}: RuleOwnershipOptions): RuleOwnership {
  return {
    within: (scope, language) => {
      let places: ReturnType<RulerGroups['placesIn']> | null = null;
      const shownOf = (rule: Rule, severity: string | undefined): OwnRule['shown'] => {
        places ??= groups.placesIn(scope.name, language);
        const place = places.get(rule.id);
        const told = place && exchangeRuleOf(rule, severity);
        if (!told) return null;
        const { labels, annotations } = told;
        return {
          ...{ namespace: place.namespace, group: place.name },
          ...{ labels: Object.fromEntries(labels), annotations: Object.fromEntries(annotations) },
        };
      };
      const find = (labels: AnsweredLabels, signed: string, cluster: string): OwnRule[] => {
        const id = readRuleLabel(cluster, signed);
        const rule = id === undefined ? undefined : rules.get(id);
        const isOwn = rule && holdsAll(scope, scopeOfRule(directory(), rule.scope));
        return isOwn ? [{ shown: shownOf(rule, labels[SEVERITY_LABEL]) }] : [];
      };
      return {
        find: (labels, group, clusters) => {
          // What a rule records has the labels of its series only; the name of its group is signed.
          const signed = labels[RULE_LABEL] ?? group.slice(group.lastIndexOf('/') + 1);
          return clusters.flatMap((cluster) => find(labels, signed, cluster))[0] ?? null;
        },
      };
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
