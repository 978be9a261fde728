import { isDeepStrictEqual } from 'node:util';
import type { ActiveAlerts } from '../alert-state.ts';
import { type EvaluationRecord, RuleHistory } from '../rule-history.ts';
import type { RuledGroup } from '../ruled-group.ts';
import { RunningRule } from '../running-rule.ts';
import type { ShownRunner } from '../shown-runner.ts';

/** What another process says of a group that it evaluates: plain data, with maps. */
export interface GroupReport {
  readonly cluster: string;
  readonly group: RuledGroup;
  readonly evaluationMs: number;
  readonly lastEvaluationAtMs: number | null;
  /** In the order of the group's rules. */
  readonly rules: readonly RuleReport[];
}

interface RuleReport {
  readonly active: ActiveAlerts;
  readonly health: RunningRule['health'];
  readonly lastError: string | null;
  readonly isUnavailable: boolean;
  readonly lastEvaluationAtMs: number | null;
  readonly evaluationMs: number;
  /** Newest first. */
  readonly records: readonly EvaluationRecord[];
}

export function reportOf({
  cluster,
  group,
  evaluationMs,
  lastEvaluationAtMs,
  rules,
}: ShownRunner): GroupReport {
  return {
    cluster,
    group,
    evaluationMs,
    lastEvaluationAtMs,
    rules: rules.map((rule) => ({
      active: rule.active,
      health: rule.health,
      lastError: rule.lastError,
      isUnavailable: rule.isUnavailable,
      lastEvaluationAtMs: rule.lastEvaluationAtMs,
      evaluationMs: rule.evaluationMs,
      records: rule.history.records,
    })),
  };
}

/**
 * A group as it is shown here.
 * @param wanted what the other one is to evaluate
 * @param report what it said last; null: nothing yet
 */
export function runnerElsewhere(
  cluster: string,
  wanted: RuledGroup,
  report: GroupReport | null,
): ShownRunner {
  const said = report ?? {
    cluster,
    group: wanted,
    evaluationMs: 0,
    lastEvaluationAtMs: null,
    rules: [],
  };
  const group = isDeepStrictEqual(said.group, wanted) ? wanted : said.group;
  const { evaluationMs, lastEvaluationAtMs } = said;
  const rules = group.rules.map((definition, index) =>
    ruleElsewhere(definition, said.rules[index]),
  );
  return { cluster, group, wanted, rules, evaluationMs, lastEvaluationAtMs };
}

function ruleElsewhere(
  definition: RuledGroup['rules'][number],
  said: RuleReport | undefined,
): RunningRule {
  const records = said?.records ?? [];
  const history = new RuleHistory(records.length);
  for (const record of [...records].reverse()) history.add(record);
  const rule = new RunningRule(definition, true, history);
  if (said === undefined) return rule;
  rule.active = said.active;
  rule.health = said.health;
  rule.lastError = said.lastError;
  rule.isUnavailable = said.isUnavailable;
  rule.lastEvaluationAtMs = said.lastEvaluationAtMs;
  rule.evaluationMs = said.evaluationMs;
  return rule;
}
