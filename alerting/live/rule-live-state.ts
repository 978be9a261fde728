import type { Rule } from '../rules/rule.ts';
import type { RuleStatus } from '../sinks/rule-status.ts';
import { isLate } from '../watch/judge-rule.ts';

/** `stale`: not evaluated any more. `waiting`: not evaluated yet. `gone`: deleted. */
export const RULE_LIVE_STATES = [
  'firing',
  'error',
  'stale',
  'pending',
  'waiting',
  'ok',
  'disabled',
  'gone',
] as const;

export type RuleLiveState = (typeof RULE_LIVE_STATES)[number];

/** How a rule does in one word: what wants to be looked at first, over all its clusters. */
export function ruleLiveState(rule: Rule, statuses: readonly RuleStatus[]): RuleLiveState {
  if (!rule.enabled) return 'disabled';
  const words = new Set(statuses.map((status) => stateOnCluster(rule, status)));
  return RULE_LIVE_STATES.find((word) => words.has(word)) ?? 'waiting';
}

function stateOnCluster(rule: Rule, status: RuleStatus): RuleLiveState {
  if (status.stage === 'failed' || status.health === 'err') return 'error';
  if (status.stage === 'disabled') return 'disabled';
  if (isLate(rule, status)) return 'stale';
  if (status.stage !== 'evaluated') return 'waiting';
  return status.state === 'inactive' ? 'ok' : status.state;
}

/** Equal while a rule does the same; instants move all the time and do not count. */
export function ruleStateKey(rule: Rule, statuses: readonly RuleStatus[]): string {
  return JSON.stringify([
    rule.revision,
    rule.enabled,
    statuses.map((one) => [one.cluster, one.stage, one.health, one.state, one.message]),
    statuses.map((one) => [one.failingSinceMs, one.steps.acceptedAtMs, isLate(rule, one)]),
  ]);
}
