import type { Scope } from '../../../platform/tenancy/scope.ts';
import type { BackendPart } from '../backend-plan.ts';
import type { RuleOwnership } from '../filtered-answer.ts';
import { filterAlerts } from '../filters/filter-alerts.ts';
import {
  filterRules,
  joinGroups,
  type RuleFilter,
  type RuleWish,
} from '../filters/filter-rules.ts';
import type { LokiParameters } from './read-loki-parameters.ts';

/** A backend's answer; null where it has no ruler or no rules, which Loki answers with 404. */
export interface RulesAnswer {
  readonly part: BackendPart;
  readonly data: unknown;
}

/** `data` of `/prometheus/api/v1/alerts`: the alerts of the scope on all its backends. */
export function scopedAlerts(answers: readonly RulesAnswer[]): unknown {
  const alerts = answers.flatMap(({ part, data }) =>
    data === null ? [] : filterAlerts(data, part.labels),
  );
  return { alerts };
}

/** `data` of `/prometheus/api/v1/rules`. */
export function scopedRules(
  answers: readonly RulesAnswer[],
  parameters: LokiParameters,
  scope: Scope,
  ownership: RuleOwnership,
): unknown {
  const wish = wishOf(parameters);
  const own = ownership.within(scope, 'logql');
  const groups = answers.flatMap(({ part, data }) => {
    if (data === null) return [];
    const ownRule: RuleFilter['ownRule'] = (labels, group) =>
      own.find(labels, group, part.clusters);
    return filterRules(data, { scope: part.labels, ownRule, wish });
  });
  return { groups: joinGroups(groups) };
}

function wishOf({ passed, texts }: LokiParameters): RuleWish {
  const type = passed.get('type');
  const named = (name: string) => [...(texts.get(name) ?? []), ...(texts.get(`${name}[]`) ?? [])];
  return {
    type: type === 'alert' || type === 'record' ? type : null,
    names: named('rule_name'),
    groups: named('rule_group'),
    withAlerts: passed.get('exclude_alerts') !== 'true',
    fits: () => true,
  };
}
