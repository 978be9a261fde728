import { groupKeyOf, type RuledGroup } from '../ruler/ruled-group.ts';
import type { RunningRule } from '../ruler/running-rule.ts';
import { evaluationOf, type RuleCondition } from './compare-group.ts';
import { currentAlerts } from './current-alerts.ts';
import type { RuleFile, RuleOutcome, RuleSink, SinkReport } from './rule-sink.ts';

/** One group as the ruler has it. */
export interface EvaluatedGroup {
  /** What is evaluated now. */
  readonly group: RuledGroup;
  /** What is evaluated from the next time on. */
  readonly wanted: RuledGroup;
  readonly rules: readonly Pick<
    RunningRule,
    | 'definition'
    | 'health'
    | 'state'
    | 'lastEvaluationAtMs'
    | 'lastError'
    | 'isUnavailable'
    | 'evaluationMs'
    | 'active'
  >[];
}

/** What the sink needs of the ruler; `Ruler` is one. */
export interface GroupEvaluator {
  /** @returns why groups are not evaluated, by `groupKeyOf` */
  assign(cluster: string, groups: readonly RuledGroup[]): ReadonlyMap<string, string>;
  runners(cluster: string): readonly EvaluatedGroup[];
}

/** A look costs nothing here. */
const LOOK_EVERY_MS = 5_000;

/** Hands the rules of a cluster to our own ruler, in this process. */
export class EmbeddedSink implements RuleSink {
  readonly lookEveryMs = LOOK_EVERY_MS;
  readonly #cluster: string;
  readonly #ruler: GroupEvaluator;
  #desired: readonly RuleFile[] = [];
  #refused: ReadonlyMap<string, string> = new Map();
  /** So that a file that did not change hands over the same group. */
  readonly #groups = new WeakMap<RuleFile, RuledGroup>();

  constructor(cluster: string, ruler: GroupEvaluator) {
    this.#cluster = cluster;
    this.#ruler = ruler;
  }

  async reconcile(desired: readonly RuleFile[], signal: AbortSignal): Promise<SinkReport> {
    signal.throwIfAborted();
    this.#desired = desired;
    this.#refused = this.#ruler.assign(
      this.#cluster,
      desired.map((file) => this.#groupOf(file)),
    );
    return this.#report();
  }

  async observe(): Promise<SinkReport> {
    return this.#report();
  }

  #report(): SinkReport {
    const runners = this.#ruler.runners(this.#cluster);
    const byKey = new Map(runners.map((runner) => [groupKeyOf(runner.group), runner]));
    const outcomes = this.#desired.map((file): [string, RuleOutcome] => {
      const key = groupKeyOf(this.#groupOf(file));
      return [file.ruleId, outcomeOf(this.#refused.get(key), byKey.get(key))];
    });
    return { rules: new Map(outcomes), problem: null, reloaded: false };
  }

  #groupOf(file: RuleFile): RuledGroup {
    const known = this.#groups.get(file);
    if (known !== undefined) return known;
    const made = ruledGroup(file, this.#cluster);
    this.#groups.set(file, made);
    return made;
  }
}

function outcomeOf(refusal: string | undefined, runner: EvaluatedGroup | undefined): RuleOutcome {
  if (refusal !== undefined) return { kind: 'failed', message: refusal };
  if (runner === undefined) return { kind: 'waiting', message: 'the ruler has not taken it yet' };
  if (runner.group !== runner.wanted) {
    return {
      kind: 'delivered',
      message: 'its former version is being evaluated for the last time',
      isTaken: true,
    };
  }
  return { kind: 'running', evaluation: evaluationOf({ rules: runner.rules.map(conditionOf) }) };
}

/** How a rule that our own ruler runs does. */
export function conditionOf(rule: EvaluatedGroup['rules'][number]): RuleCondition {
  const { definition, health, state, lastEvaluationAtMs, lastError, isUnavailable } = rule;
  const active = [...rule.active.values()].flatMap(({ labels, state, activeAtMs, value }) =>
    state === 'inactive' ? [] : [{ labels, state, activeAtMs, value }],
  );
  return {
    health,
    state,
    lastEvaluationAtMs,
    lastError,
    isUnavailable,
    durationMs: rule.evaluationMs,
    ...(definition.kind === 'alerting' ? { alerts: currentAlerts(active) } : {}),
  };
}

function ruledGroup(
  { fileName, owner, scope, within, group }: RuleFile,
  cluster: string,
): RuledGroup {
  return {
    file: fileName,
    name: group.name,
    owner,
    scope: scope.includes('@') ? scope : `${scope}@${cluster}`,
    within,
    language: group.language,
    intervalMs: group.intervalMs,
    limit: group.limit,
    queryOffsetMs: 0,
    rules: group.rules,
  };
}
