import type { Clock } from '../../platform/clock/clock.ts';
import { backoffDelayMs, DEFAULT_BACKOFF } from '../../platform/lifecycle/backoff.ts';
import { createRunningLoop, type RunningLoop } from '../../platform/lifecycle/running-loop.ts';
import { assertNever } from '../../platform/model/assert-never.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import type { RuleBook } from '../rules/rule-book.ts';
import type { RuleCluster, RuleClusters } from '../rules/rule-cluster.ts';
import { DesiredRules, type PresentRule } from './desired-rules.ts';
import type { RuleFile, RuleSink, SinkReport } from './rule-sink.ts';
import { acceptedStatus, decidedStatus, type RuleStatus, statusAfter } from './rule-status.ts';
import type { StatusBook } from './status-book.ts';

export interface DeliveryOptions {
  readonly rules: RuleBook;
  readonly directory: () => Directory;
  readonly clusters: RuleClusters;
  readonly statuses: StatusBook;
  /** Key of rule labels. */
  readonly macKey: Uint8Array;
  /** The sink of a cluster; null when it has none. */
  readonly sinkFor: (cluster: RuleCluster) => RuleSink | null;
  readonly clock: Clock;
  readonly logger: Logger;
  /** In [0, 1), for jitter. */
  readonly random: () => number;
}

/** Drift is repaired this often. */
export const RECONCILE_MS = 30_000;
/** While something is not evaluated yet: right after a change, and later. */
const FAST_POLL_MS = 1_000;
const SLOW_POLL_MS = 10_000;
const FAST_FOR_MS = 30_000;
/** Prometheus reads everything anew at each reload. */
const MIN_RELOAD_GAP_MS = 1_000;

/** Keeps the rules of one cluster delivered: one loop, so that a slow cluster delays no other. */
export class ClusterDelivery {
  readonly loop: RunningLoop;
  cluster: RuleCluster;
  readonly #options: DeliveryOptions;
  readonly #compiler: DesiredRules;
  #sink: RuleSink | null;
  /** To be closed: one may be at work until the loop comes round. */
  #former: (RuleSink | null)[] = [];
  #delivered: readonly RuleFile[] = [];
  #isDirty = true;
  #changedAtMs: number;
  #reconcileAtMs = 0;
  #notBeforeMs = 0;
  #problem: string | null = null;
  #failures = 0;

  constructor(cluster: RuleCluster, options: DeliveryOptions) {
    this.cluster = cluster;
    this.#options = options;
    this.#compiler = new DesiredRules(options.macKey);
    this.#sink = options.sinkFor(cluster);
    this.#changedAtMs = options.clock.nowMs();
    const { clock, logger, random } = options;
    const run = (signal: AbortSignal) => this.#run(signal);
    this.loop = createRunningLoop({ name: `rules of ${cluster.id}`, run, clock, logger, random });
  }

  /** Rules, directory or clusters changed. */
  wake(): void {
    this.#isDirty = true;
    this.#changedAtMs = this.#options.clock.nowMs();
    this.loop.wake();
  }

  /** Other settings of the same cluster, delivered to the same place. */
  use(cluster: RuleCluster): void {
    this.cluster = cluster;
    this.#former.push(this.#sink);
    this.#sink = this.#options.sinkFor(cluster);
    this.wake();
  }

  /** After the loop has stopped, and nothing is to be taken back any more. */
  async close(): Promise<void> {
    this.#former.push(this.#sink);
    this.#sink = null;
    await this.#closeFormer();
  }

  async #closeFormer(): Promise<void> {
    await Promise.all(this.#former.splice(0).map((sink) => sink?.close?.()));
  }

  get hasSink(): boolean {
    return this.#sink !== null;
  }

  /** Takes all rules back, after the loop has stopped. @returns what stood in the way */
  async takeBack(signal: AbortSignal): Promise<string | null> {
    return (await this.#sink?.reconcile([], signal))?.problem ?? null;
  }

  async #run(signal: AbortSignal): Promise<number> {
    const { clock, statuses } = this.#options;
    const waitMs = this.#notBeforeMs - clock.nowMs();
    if (this.#isDirty && waitMs > 0) return waitMs;
    await this.#closeFormer();
    const wanted = this.#wanted();
    const report = await this.#deliver(filesOf(wanted), signal);
    statuses.record(this.cluster.id, this.#statuses(wanted, report));
    statuses.recordSink(this.cluster.id, report?.problem ?? null, clock.nowMs());
    await statuses.save();
    return this.#delayAfter(report);
  }

  #wanted(): ReadonlyMap<string, PresentRule> {
    const { rules, directory, clusters, clock } = this.#options;
    const nowMs = clock.nowMs();
    return this.#compiler.on(this.cluster, rules.all(), directory(), clusters.all(), nowMs);
  }

  async #deliver(files: readonly RuleFile[], signal: AbortSignal): Promise<SinkReport | null> {
    if (!this.#sink) return null;
    const nowMs = this.#options.clock.nowMs();
    const isDue = this.#isDirty || nowMs >= this.#reconcileAtMs;
    if (!isDue && sameFiles(files, this.#delivered)) return this.#sink.observe(signal);
    // Cleared before, so that a change during the pass is not lost; set again when there was none.
    this.#isDirty = false;
    try {
      const report = await this.#sink.reconcile(files, signal);
      this.#delivered = files;
      this.#reconcileAtMs = nowMs + RECONCILE_MS;
      if (report.reloaded) this.#notBeforeMs = this.#options.clock.nowMs() + MIN_RELOAD_GAP_MS;
      return report;
    } catch (thrown) {
      this.#isDirty = true;
      throw thrown;
    }
  }

  #statuses(
    wanted: ReadonlyMap<string, PresentRule>,
    report: SinkReport | null,
  ): ReadonlyMap<string, RuleStatus> {
    const all = [...wanted].map(([ruleId, desired]): [string, RuleStatus] => [
      ruleId,
      this.#status(ruleId, desired, report),
    ]);
    return new Map(all);
  }

  #status(ruleId: string, desired: PresentRule, report: SinkReport | null): RuleStatus {
    const { id } = this.cluster;
    switch (desired.kind) {
      case 'disabled':
        return decidedStatus(id, desired.revision, 'disabled', null);
      case 'refused': {
        const before = this.#before(ruleId, desired.revision);
        const failed = { kind: 'failed', message: desired.reason } as const;
        return statusAfter(before, failed, this.#options.clock.nowMs());
      }
      case 'file': {
        const { revision } = desired.file;
        const before = this.#before(ruleId, revision);
        if (!report) return decidedStatus(id, revision, 'accepted', NO_SINK);
        const outcome = report.rules.get(ruleId);
        return outcome ? statusAfter(before, outcome, this.#options.clock.nowMs()) : before;
      }
      default:
        return assertNever(desired);
    }
  }

  #before(ruleId: string, revision: number): RuleStatus {
    const { id } = this.cluster;
    const known = this.#options.statuses.get(ruleId, id);
    return known?.revision === revision ? known : acceptedStatus(id, revision);
  }

  #delayAfter(report: SinkReport | null): number {
    if (!report) return RECONCILE_MS;
    const nowMs = this.#options.clock.nowMs();
    this.#tell(report.problem);
    if (report.problem !== null) {
      this.#isDirty = true;
      this.#failures += 1;
      return backoffDelayMs(DEFAULT_BACKOFF, this.#failures, this.#options.random);
    }
    this.#failures = 0;
    const untilReconcileMs = Math.max(this.#reconcileAtMs - nowMs, 0);
    const lookMs = Math.min(this.#sink?.lookEveryMs ?? RECONCILE_MS, untilReconcileMs);
    if (!isSettling(report)) return lookMs;
    const pollMs = nowMs - this.#changedAtMs < FAST_FOR_MS ? FAST_POLL_MS : SLOW_POLL_MS;
    return Math.min(pollMs, lookMs);
  }

  /** Logged when it begins, when it becomes another one, and when it is over. */
  #tell(problem: string | null): void {
    if (problem === this.#problem) return;
    const fields = { cluster: this.cluster.id, problem: problem ?? this.#problem };
    if (problem === null) this.#options.logger.info(fields, 'rules are delivered again');
    else this.#options.logger.warn(fields, 'rules are not delivered');
    this.#problem = problem;
  }
}

const NO_SINK =
  'the cluster has no rule sink: the rule is kept, and nothing evaluates it until an administrator gives the cluster one';

function filesOf(wanted: ReadonlyMap<string, PresentRule>): readonly RuleFile[] {
  return [...wanted.values()].flatMap((desired) => (desired.kind === 'file' ? [desired.file] : []));
}

function sameFiles(a: readonly RuleFile[], b: readonly RuleFile[]): boolean {
  return a.length === b.length && a.every((file, index) => file === b[index]);
}

/** Something is on its way to its first evaluation. */
function isSettling(report: SinkReport): boolean {
  for (const outcome of report.rules.values()) {
    if (outcome.kind === 'waiting' || outcome.kind === 'delivered') return true;
    if (outcome.kind === 'running' && outcome.evaluation.lastEvaluationAtMs === null) return true;
  }
  return false;
}
