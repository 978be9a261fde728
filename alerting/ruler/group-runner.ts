import type { Timer } from '../../platform/clock/clock.ts';
import type { Labels } from '../../platform/model/labels.ts';
import { dueAt, type EvalSchedule, firstAfter, scheduleOf } from './eval-schedule.ts';
import { evaluateRule } from './evaluate-rule.ts';
import { restoreRules } from './restore-rules.ts';
import { groupKeyOf, type RuledGroup } from './ruled-group.ts';
import type { RunnerParts } from './ruler-parts.ts';
import { changeRules, type RunningRule } from './running-rule.ts';
import { StaleSeries } from './stale-series.ts';

/**
 * What alerts a group may have had before it is evaluated here: none, those before a restart of the
 * service, or those that another process had a moment ago.
 */
export type GroupPast = 'none' | 'before_restart' | 'elsewhere';

/** Evaluations before what alerts were is looked up: recording rules have then filled their series. */
const EVALUATIONS_BEFORE_RESTORE = 2;
/** Then the group goes on without. */
const MAX_RESTORE_TRIES = 10;

/**
 * Evaluates one group on its schedule, one evaluation at a time, its rules in order. A change takes
 * effect between two evaluations.
 */
export class GroupRunner {
  readonly cluster: string;
  readonly #parts: RunnerParts;
  readonly #abort = new AbortController();
  readonly #stale: StaleSeries;
  readonly #isMoved: boolean;
  #group: RuledGroup;
  #next: RuledGroup | null = null;
  #rules: readonly RunningRule[];
  #schedule: EvalSchedule;
  #evaluations = 0;
  #restoreTries = 0;
  #isClosing = false;
  #isRunning = false;
  #wake: () => void = () => undefined;
  #done: Promise<void> = Promise.resolve();
  /** Evaluations of the group that were left out since it runs here. */
  missed = 0;
  evaluationMs = 0;
  lastEvaluationAtMs: number | null = null;

  /** @param past unless none, it is read what its alerts were */
  constructor(cluster: string, group: RuledGroup, past: GroupPast, parts: RunnerParts) {
    this.cluster = cluster;
    this.#group = group;
    this.#isMoved = past === 'elsewhere';
    this.#parts = this.#isMoved ? withoutGrace(parts) : parts;
    this.#stale = new StaleSeries(parts);
    const { evaluationsKept } = parts.settings;
    this.#rules = changeRules([], group.rules, past === 'none', evaluationsKept).rules;
    this.#schedule = scheduleOf(`${cluster};${groupKeyOf(group)}`, group.intervalMs);
  }

  /** What is evaluated; a change appears here when it takes effect. */
  get group(): RuledGroup {
    return this.#group;
  }

  /** What is to be evaluated: the group, or the change that has not taken effect. */
  get wanted(): RuledGroup {
    return this.#next ?? this.#group;
  }

  get rules(): readonly RunningRule[] {
    return this.#rules;
  }

  start(): void {
    if (this.#isRunning || this.#isClosing) return;
    this.#isRunning = true;
    this.#done = this.#run();
  }

  /** From now on this is to be evaluated; the same name and file. */
  change(group: RuledGroup): void {
    this.#next = group;
    if (!this.#isRunning) this.#takeChange();
    this.#wake();
  }

  /** No further evaluation begins; resolves when the one under way is over. */
  async finish(): Promise<void> {
    this.#isClosing = true;
    this.#wake();
    await this.#done;
  }

  /** Ends the evaluation under way, too. */
  async stop(reason: Error): Promise<void> {
    this.#abort.abort(reason);
    await this.finish();
  }

  /** Series of all its rules: what must be ended when the group is no more. */
  takeSeries(): readonly Labels[] {
    const series = this.#rules.flatMap((rule) => [...rule.series.values()]);
    for (const rule of this.#rules) rule.series = new Map();
    return [...series, ...this.#stale.take()];
  }

  /** Never rejects. */
  async #run(): Promise<void> {
    const { clock } = this.#parts;
    let plannedMs = firstAfter(this.#schedule, clock.nowMs());
    while (!this.#isClosing) {
      if (this.#takeChange()) plannedMs = firstAfter(this.#schedule, clock.nowMs());
      const waitMs = plannedMs - clock.nowMs();
      if (waitMs > this.#schedule.intervalMs) {
        plannedMs = firstAfter(this.#schedule, clock.nowMs()); // the clock was set back
      } else if (waitMs > 0) {
        await this.#pause(waitMs);
      } else {
        const { atMs, missed } = dueAt(this.#schedule, plannedMs, clock.nowMs());
        this.#noteMissed(missed);
        await this.#evaluate(atMs);
        plannedMs = atMs + this.#schedule.intervalMs;
      }
    }
  }

  #noteMissed(count: number): void {
    if (count === 0) return;
    this.missed += count;
    this.#parts.metrics.missed(count);
  }

  async #evaluate(atMs: number): Promise<void> {
    const { clock, logger } = this.#parts;
    const started = { atMs: clock.nowMs(), monotonicMs: clock.monotonicMs() };
    try {
      await this.#evaluateRules(atMs);
    } catch (err) {
      if (this.#abort.signal.aborted) return;
      logger.error({ cluster: this.cluster, group: this.#group.name, err }, 'rule group failed');
    }
    this.evaluationMs = clock.monotonicMs() - started.monotonicMs;
    this.lastEvaluationAtMs = started.atMs;
  }

  async #evaluateRules(atMs: number): Promise<void> {
    const turn = { cluster: this.cluster, group: this.#group, signal: this.#abort.signal };
    for (const rule of this.#rules) await evaluateRule(rule, { ...turn, atMs }, this.#parts);
    await this.#stale.end(turn, this.#rules, atMs - this.#group.queryOffsetMs);
    this.#evaluations += 1;
    await this.#restore();
    await this.#keep(atMs);
  }

  async #restore(): Promise<void> {
    const isKnown = this.#rules.every((rule) => rule.isRestored);
    const needed = this.#isMoved ? 1 : EVALUATIONS_BEFORE_RESTORE;
    if (isKnown || this.#evaluations < needed) return;
    const turn = { cluster: this.cluster, group: this.#group, signal: this.#abort.signal };
    try {
      await restoreRules(this.#rules, turn, this.#parts);
    } catch (err) {
      turn.signal.throwIfAborted();
      this.#restoreTries += 1;
      const { cluster } = this;
      const { name: group } = this.#group;
      this.#parts.logger.warn({ cluster, group, err }, 'alerts before the restart not read');
      if (this.#restoreTries < MAX_RESTORE_TRIES) return;
      for (const rule of this.#rules) rule.isRestored = true;
    }
  }

  /** Where the cluster's store takes no series of alerts, their state is kept in ours. */
  async #keep(atMs: number): Promise<void> {
    const { write, kept, logger } = this.#parts;
    if (write.takes(this.cluster) || this.#rules.some((rule) => !rule.isRestored)) return;
    const place = { cluster: this.cluster, group: groupKeyOf(this.#group) };
    const alerts = this.#rules.flatMap((rule) => [...rule.active.values()]);
    const live = alerts.filter(({ state }) => state !== 'inactive');
    try {
      await kept.save(place, live, atMs);
    } catch (err) {
      logger.warn({ ...place, err }, 'alerts not kept for a restart');
    }
  }

  /** @returns true when there was a change */
  #takeChange(): boolean {
    const group = this.#next;
    if (group === null) return false;
    this.#next = null;
    const { evaluationsKept } = this.#parts.settings;
    const isRestored = this.#rules.every((rule) => rule.isRestored);
    const changed = changeRules(this.#rules, group.rules, isRestored, evaluationsKept);
    this.#stale.add(changed.abandoned);
    this.#rules = changed.rules;
    this.#group = group;
    this.#schedule = scheduleOf(`${this.cluster};${groupKeyOf(group)}`, group.intervalMs);
    return true;
  }

  #pause(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer: Timer = this.#parts.clock.after(waitMs, resolve);
      this.#wake = () => {
        timer.cancel();
        resolve();
      };
    });
  }
}

/** Where the service was not away, every rule goes on where it was. */
function withoutGrace(parts: RunnerParts): RunnerParts {
  return { ...parts, settings: { ...parts.settings, forGracePeriodMs: 0 } };
}
