import { RuleStateFeed } from '../../../alerting/live/rule-state-feed.ts';
import type { RuleBook } from '../../../alerting/rules/rule-book.ts';
import type { StatusBook } from '../../../alerting/sinks/status-book.ts';
import { encodeRuleState } from '../resources/present-rule-state.ts';
import type { Floor } from './floor.ts';

/** How rules do, for live readers. */
export function composeRuleStates(
  { clock }: Pick<Floor, 'clock'>,
  { allRules: rules, statuses }: { readonly allRules: RuleBook; readonly statuses: StatusBook },
): { readonly ruleStates: RuleStateFeed } {
  return { ruleStates: new RuleStateFeed({ rules, statuses, clock, encode: encodeRuleState }) };
}
