import { type Labels, labelsKey } from '../../platform/model/labels.ts';
import { type GroupRule, ruleNameOf } from '../rules/manifests/rule-group.ts';
import type { AlertState, RuleHealth } from '../sinks/rule-sink.ts';
import type { ActiveAlerts } from './alert-state.ts';
import { type EvaluationRecord, RuleHistory } from './rule-history.ts';
import type { SeriesByKey } from './series-memory.ts';

/** A rule with what its evaluations left behind. Only its group's runner changes it. */
export class RunningRule {
  readonly definition: GroupRule;
  active: ActiveAlerts = new Map();
  /** Written by the last evaluation that could write. */
  series: SeriesByKey = new Map();
  /** False until what alerts were before a restart is known; no series is written before. */
  isRestored: boolean;
  health: RuleHealth = 'unknown';
  lastError: string | null = null;
  /** The last error is that the source could not be asked. */
  isUnavailable = false;
  /** Of the clock, not of the schedule; null before the first. */
  lastEvaluationAtMs: number | null = null;
  evaluationMs = 0;
  readonly history: RuleHistory;

  constructor(definition: GroupRule, isRestored: boolean, history: RuleHistory) {
    this.definition = definition;
    this.isRestored = isRestored;
    this.history = history;
  }

  /** The highest of its alerts. */
  get state(): AlertState {
    let state: AlertState = 'inactive';
    for (const alert of this.active.values()) {
      if (alert.state === 'firing') return 'firing';
      if (alert.state === 'pending') state = 'pending';
    }
    return state;
  }

  note(record: EvaluationRecord): void {
    this.history.add(record);
    this.lastEvaluationAtMs = record.startedAtMs;
    this.evaluationMs = record.durationMs;
    this.health = record.error === null ? 'ok' : 'err';
    this.lastError = record.error;
    this.isUnavailable = record.isUnavailable;
  }

  takeOver(from: RunningRule): void {
    this.active = from.active;
    this.series = from.series;
    this.isRestored = from.isRestored;
  }
}

/** Rules of a group after a change, and the series of those that are no more. */
export interface ChangedRules {
  readonly rules: readonly RunningRule[];
  readonly abandoned: readonly Labels[];
}

/**
 * Makes the rules of a changed group. One that has the name and the labels of one before goes on
 * with its alerts, also when its query or durations are others: what fires then is ended, or goes
 * on, by the new query. The first of several equal ones goes on as the first, and so forth.
 */
export function changeRules(
  before: readonly RunningRule[],
  definitions: readonly GroupRule[],
  isRestored: boolean,
  keepEvaluations: number,
): ChangedRules {
  const left = new Map<string, RunningRule[]>();
  for (const rule of before) {
    const key = identityOf(rule.definition);
    left.set(key, [...(left.get(key) ?? []), rule]);
  }
  const rules = definitions.map((definition) => {
    const same = left.get(identityOf(definition))?.shift();
    const history = same?.history ?? new RuleHistory(keepEvaluations);
    const rule = new RunningRule(definition, isRestored, history);
    if (same !== undefined) rule.takeOver(same);
    return rule;
  });
  const gone = [...left.values()].flat();
  return { rules, abandoned: gone.flatMap((rule) => [...rule.series.values()]) };
}

function identityOf(definition: GroupRule): string {
  return `${definition.kind} ${ruleNameOf(definition)} ${labelsKey(definition.labels)}`;
}
