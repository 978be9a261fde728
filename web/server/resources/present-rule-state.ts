import type { RuleStateItem } from '../../../alerting/live/rule-state-feed.ts';
import type { RuleLiveItem } from '../../contract/live.ts';
import { presentStatus } from './present-rule.ts';

/** How a rule does, as a live message says it. */
export function encodeRuleState({ rule, state, statuses }: RuleStateItem): string {
  const item: RuleLiveItem = {
    id: rule.id,
    revision: rule.revision,
    state,
    status: statuses.map((status) => presentStatus(rule, status)),
  };
  return JSON.stringify(item);
}
