import { isDeepStrictEqual } from 'node:util';
import type { Service } from '../../platform/lifecycle/service.ts';
import type { Labels } from '../../platform/model/labels.ts';
import type { Metrics } from '../../platform/observe/metrics.ts';
import { groupRefusal } from './check-group.ts';
import { type GroupPast, GroupRunner } from './group-runner.ts';
import { RuleTurns } from './rule-turns.ts';
import { groupKeyOf, type RuledGroup } from './ruled-group.ts';
import { createRulerMetrics } from './ruler-metrics.ts';
import type { RulerParts, RunnerParts } from './ruler-parts.ts';
import { StaleSeries } from './stale-series.ts';

/** Intervals after which the series of a removed group are ended: a renamed one has begun by then. */
const INTERVALS_BEFORE_END = 2;

/** Groups that several processes share: one that is not wanted here may be evaluated elsewhere. */
export interface MovingGroups {
  /** By `groupKeyOf`: what its alerts were is kept for the one who goes on with it. */
  isElsewhere(key: string): boolean;
}

/**
 * Evaluates rule groups against the data sources of clusters. Groups come, change and go while it
 * runs; each has a loop of its own.
 */
export class Ruler implements Service {
  readonly name = 'ruler';
  readonly #parts: RunnerParts;
  /** By cluster, then by `groupKeyOf`. */
  readonly #clusters = new Map<string, Map<string, GroupRunner>>();
  /** Groups that were removed and finish. */
  readonly #leaving = new Set<GroupRunner>();
  readonly #abort = new AbortController();
  #phase: 'new' | 'open' | 'closing' = 'new';

  /** Registers `tocsin_ruler_*`. */
  constructor(parts: RulerParts, metrics: Metrics) {
    const turns = new RuleTurns(parts.settings.turns, parts.clock);
    const rulerMetrics = createRulerMetrics(metrics, {
      groups: () => this.#all().length,
      rules: () => this.#all().reduce((sum, { rules }) => sum + rules.length, 0),
      waiting: () => turns.waiting,
    });
    this.#parts = { ...parts, metrics: rulerMetrics, inTurn: turns.inTurn };
  }

  /**
   * From now on these and no others are the groups of the cluster. One that did not change goes on;
   * of one that did, rules of the same name and labels go on with their alerts. The first groups that
   * a cluster gets learn what their alerts were before a restart.
   *
   * @param moving every group that comes may have been evaluated elsewhere, and goes on as it was there
   * @returns why groups are not evaluated, by `groupKeyOf`; the former version of such a group, if
   *   there is one, stays in force
   */
  assign(
    cluster: string,
    groups: readonly RuledGroup[],
    moving: MovingGroups | null = null,
  ): ReadonlyMap<string, string> {
    const past = this.#pastOf(cluster, moving);
    const runners = this.#clusters.get(cluster) ?? new Map<string, GroupRunner>();
    this.#clusters.set(cluster, runners);
    const refused = new Map<string, string>();
    const wanted = new Set<string>();
    for (const group of groups) {
      const key = groupKeyOf(group);
      const refusal = wanted.has(key)
        ? 'there are two groups of this name in the file'
        : this.#put(cluster, runners, group, past);
      wanted.add(key);
      if (refusal !== null) refused.set(key, refusal);
    }
    for (const [key, runner] of runners) {
      if (wanted.has(key)) continue;
      runners.delete(key);
      if (moving?.isElsewhere(key)) void this.#release(runner);
      else void this.#remove(runner);
    }
    return refused;
  }

  /** What is evaluated for a cluster, by file and name. */
  runners(cluster: string): readonly GroupRunner[] {
    const entries = [...(this.#clusters.get(cluster) ?? [])];
    return entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, runner]) => runner);
  }

  async start(): Promise<void> {
    this.#phase = 'open';
    const { kept, clock, settings, logger } = this.#parts;
    try {
      await kept.forgetBefore(clock.nowMs() - settings.outageToleranceMs);
    } catch (err) {
      logger.warn({ err }, 'alerts of former rules not removed');
    }
    for (const runner of this.#all()) runner.start();
  }

  async drain(signal: AbortSignal): Promise<void> {
    this.#phase = 'closing';
    const abort = () => this.#abort.abort(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    const finished = this.#running().map((runner) => runner.finish());
    this.#abort.signal.addEventListener('abort', () => this.#stopAll(), { once: true });
    if (this.#abort.signal.aborted) this.#stopAll();
    await Promise.all(finished);
    signal.removeEventListener('abort', abort);
  }

  async stop(): Promise<void> {
    this.#phase = 'closing';
    this.#abort.abort(new Error(`${this.name} is stopped`));
    await Promise.all(this.#running().map((runner) => runner.stop(this.#abort.signal.reason)));
  }

  /** @returns why it is not evaluated; null when it is */
  #put(
    cluster: string,
    runners: Map<string, GroupRunner>,
    group: RuledGroup,
    past: GroupPast,
  ): string | null {
    const key = groupKeyOf(group);
    const runner = runners.get(key);
    if (runner !== undefined && isDeepStrictEqual(runner.wanted, group)) return null;
    const refusal = groupRefusal(group, this.#parts.write.takes(cluster));
    if (refusal !== null) return refusal;
    if (runner !== undefined) {
      runner.change(group);
      return null;
    }
    const made = new GroupRunner(cluster, group, past, this.#parts);
    runners.set(key, made);
    if (this.#phase === 'open') made.start();
    return null;
  }

  #pastOf(cluster: string, moving: MovingGroups | null): GroupPast {
    if (moving !== null && !this.#parts.write.takes(cluster)) return 'elsewhere';
    return this.#clusters.has(cluster) ? 'none' : 'before_restart';
  }

  /** Another one goes on with it. Never rejects. */
  async #release(runner: GroupRunner): Promise<void> {
    const { cluster, group } = runner;
    this.#leaving.add(runner);
    await runner.finish();
    this.#leaving.delete(runner);
    this.#parts.kept.release({ cluster, group: groupKeyOf(group) });
  }

  /** Never rejects. */
  async #remove(runner: GroupRunner): Promise<void> {
    const { kept, write, clock, logger } = this.#parts;
    const { cluster, group } = runner;
    this.#leaving.add(runner);
    await runner.finish();
    this.#leaving.delete(runner);
    const removedAtMs = clock.nowMs();
    const series = runner.takeSeries();
    try {
      if (!write.takes(cluster)) {
        await kept.forget({ cluster, group: groupKeyOf(group) });
      } else if (series.length > 0) {
        await clock.sleep(INTERVALS_BEFORE_END * group.intervalMs, this.#abort.signal);
        await this.#endSeries(runner, series, removedAtMs);
      }
    } catch (err) {
      if (this.#abort.signal.aborted) return;
      logger.warn({ cluster, group: group.name, err }, 'alerts of a removed group remain');
    }
  }

  async #endSeries(
    { cluster, group }: GroupRunner,
    series: readonly Labels[],
    atMs: number,
  ): Promise<void> {
    if (this.#phase === 'closing') return;
    const stale = new StaleSeries(this.#parts);
    stale.add(series);
    const rules = this.runners(cluster).flatMap((runner) => runner.rules);
    await stale.end({ cluster, group, signal: this.#abort.signal }, rules, atMs);
  }

  #stopAll(): void {
    for (const runner of this.#running()) void runner.stop(this.#abort.signal.reason);
  }

  #all(): readonly GroupRunner[] {
    return [...this.#clusters.values()].flatMap((runners) => [...runners.values()]);
  }

  #running(): readonly GroupRunner[] {
    return [...this.#all(), ...this.#leaving];
  }
}
