import type { Clock } from '../../platform/clock/clock.ts';
import { asError } from '../../platform/errors/app-error.ts';
import type { SeenQueries } from './compare-group.ts';
import { type Candidate, isolateCulprits, type RuleLoader } from './isolate-culprits.ts';
import { type LoadedMatch, matchLoaded } from './match-loaded.ts';
import { type ParkedFile, planFiles } from './plan-files.ts';
import type { PrometheusControl } from './prometheus-control.ts';
import type { RuleFolder } from './rule-folder.ts';
import type { RuleFile, RuleOutcome, RuleSink, SinkReport } from './rule-sink.ts';
import { someAtOnce } from './some-at-once.ts';

export interface RuleFilesOptions {
  readonly cluster: string;
  readonly folder: RuleFolder;
  /** Null when the cluster has no Prometheus that could be told: files are written only. */
  readonly prometheus: PrometheusControl | null;
  /** Whether a value of the label `tocsin_rule` was made for this cluster. */
  readonly ownsLabel: (value: string) => boolean;
  readonly clock: Clock;
}

const PARKED_MS = 10 * 60_000;
const DRIFT_RELOAD_MIN_MS = 30_000;
const DRIFT_RELOAD_MAX_MS = 10 * 60_000;

/**
 * Delivers rules as files that a plain Prometheus reads, one per rule, and makes it reload them.
 *
 * Nothing is written and nothing reloaded while folder and Prometheus are as they should be, also
 * after a restart. A file that makes Prometheus refuse all of them is found and parked: its
 * previous version stays in force, the others are loaded.
 */
export class RuleFilesSink implements RuleSink {
  readonly #options: RuleFilesOptions;
  readonly #seen: SeenQueries = new WeakMap();
  #desired: readonly RuleFile[] = [];
  /** Reasons why a desired rule is not where it should be, by rule id; of the last reconcile. */
  #faults = new Map<string, RuleOutcome>();
  readonly #parked = new Map<string, ParkedFile>();
  /** Files changed since Prometheus last loaded them, with what it loaded then. */
  readonly #unconfirmed = new Map<string, string | null>();
  /** Texts that Prometheus is known to have loaded. */
  #good = new Map<string, string>();
  #mustReload = false;
  #driftDelayMs = 0;
  #driftRetryAtMs = 0;

  constructor(options: RuleFilesOptions) {
    this.#options = options;
  }

  async reconcile(desired: readonly RuleFile[], signal: AbortSignal): Promise<SinkReport> {
    this.#desired = desired;
    this.#unpark();
    const folderProblem = await this.#writeFolder();
    const isDue = this.#mustReload;
    const reloadProblem = isDue ? await this.#reload([], signal) : null;
    const seen = await this.#look(signal);
    const problem = folderProblem ?? reloadProblem;
    if (isDue || folderProblem !== null || !this.#isDriftReloadDue(seen.match)) {
      const reloaded = isDue && reloadProblem === null;
      return { rules: seen.rules, problem: problem ?? seen.problem, reloaded };
    }
    const driftProblem = await this.#reload(seen.match?.drifting ?? [], signal);
    const again = await this.#look(signal);
    const reloaded = driftProblem === null;
    return { rules: again.rules, problem: driftProblem ?? again.problem, reloaded };
  }

  async observe(signal: AbortSignal): Promise<SinkReport> {
    const { rules, problem } = await this.#look(signal);
    return { rules, problem, reloaded: false };
  }

  /** Makes the folder as it should be. @returns what stands in the way of all of it */
  async #writeFolder(): Promise<string | null> {
    const { folder, cluster } = this.#options;
    this.#faults = new Map();
    const scan = await folder.scan();
    if (scan.kind === 'failed') {
      for (const file of this.#desired) this.#fault(file.ruleId, 'waiting', scan.message);
      return scan.message;
    }
    const plan = planFiles(cluster, this.#desired, scan.value, this.#parked);
    for (const [ruleId, reason] of plan.blocked) this.#fault(ruleId, 'failed', reason);
    let problem: string | null = null;
    await someAtOnce(plan.place, async ([name, text]) => {
      const there = scan.value.get(name);
      const done = await (text === null ? folder.remove(name) : folder.write(name, text));
      if (done.kind === 'ok') {
        this.#touched(name, there?.origin ? there.text : null);
        return;
      }
      problem = done.message;
      const ruleId = this.#desired.find((file) => file.fileName === name)?.ruleId;
      if (ruleId !== undefined) this.#fault(ruleId, 'waiting', done.message);
    });
    if (plan.place.size === 0) return null;
    const synced = await folder.sync();
    return synced.kind === 'failed' ? synced.message : problem;
  }

  #touched(name: string, found: string | null): void {
    if (!this.#unconfirmed.has(name)) this.#unconfirmed.set(name, this.#good.get(name) ?? found);
    this.#mustReload = true;
  }

  /**
   * Makes Prometheus load its files; when it refuses, finds out which one is to blame.
   * @returns what stands in the way; null when everything but parked files is loaded
   */
  async #reload(drifting: readonly RuleFile[], signal: AbortSignal): Promise<string | null> {
    const { prometheus } = this.#options;
    if (!prometheus) {
      this.#loaded();
      return null;
    }
    this.#mustReload = true;
    const outcome = await prometheus.reload(signal);
    if (outcome.kind === 'reloaded') {
      this.#loaded();
      return null;
    }
    if (outcome.kind === 'unreachable') return outcome.message;
    return this.#isolate(outcome.message, drifting, prometheus, signal);
  }

  async #isolate(
    refusal: string,
    drifting: readonly RuleFile[],
    prometheus: PrometheusControl,
    signal: AbortSignal,
  ): Promise<string | null> {
    const candidates = this.#candidates(drifting);
    if (candidates.length === 0) return notOurs(refusal);
    const place: RuleLoader['place'] = (files) => this.#place(files);
    const loader: RuleLoader = { place, load: () => prometheus.reload(signal) };
    const found = await isolateCulprits(candidates, loader).catch((thrown: unknown) => {
      signal.throwIfAborted();
      return { kind: 'unreachable', message: asError(thrown).message } as const;
    });
    if (found.kind === 'unreachable') return found.message;
    if (found.kind === 'not-ours') return notOurs(found.message);
    this.#loaded();
    const retryAtMs = this.#options.clock.nowMs() + PARKED_MS;
    for (const { fileName, text, previous } of found.culprits) {
      this.#parked.set(fileName, { text, keep: previous, message: refusal, retryAtMs });
    }
    this.#mustReload = found.untried.length > 0;
    return found.untried.length > 0
      ? `${found.untried.length} changed rules wait for their turn`
      : null;
  }

  #candidates(drifting: readonly RuleFile[]): readonly Candidate[] {
    const suspects = new Set(drifting.map((file) => file.fileName));
    return this.#desired.flatMap((file) => {
      const { fileName, text, ruleId } = file;
      const isSuspect = this.#unconfirmed.has(fileName) || suspects.has(fileName);
      if (!isSuspect || this.#faults.has(ruleId) || this.#isParked(file)) return [];
      const previous = this.#unconfirmed.get(fileName) ?? this.#good.get(fileName) ?? null;
      return previous === text ? [] : [{ fileName, text, previous }];
    });
  }

  async #place(files: ReadonlyMap<string, string | null>): Promise<void> {
    const { folder } = this.#options;
    await someAtOnce(files, async ([name, text]) => {
      const done = await (text === null ? folder.remove(name) : folder.write(name, text));
      if (done.kind === 'failed') throw new Error(done.message);
    });
  }

  /** Prometheus has loaded what is in the folder. */
  #loaded(): void {
    this.#unconfirmed.clear();
    this.#mustReload = false;
  }

  async #look(signal: AbortSignal): Promise<{
    readonly rules: ReadonlyMap<string, RuleOutcome>;
    readonly problem: string | null;
    readonly match: LoadedMatch | null;
  }> {
    const { prometheus, ownsLabel } = this.#options;
    if (!prometheus) {
      const message = 'the cluster has no metrics backend that could be asked how the rule does';
      return { rules: this.#allUnseen(message), problem: null, match: null };
    }
    const answer = await prometheus.rules(signal);
    if (answer.kind === 'unreachable') {
      return { rules: this.#allUnseen(answer.message), problem: answer.message, match: null };
    }
    const wanted = new Set(this.#desired.map((file) => file.fileName));
    const expected = this.#desired.filter((file) => !this.#isParked(file));
    const match = matchLoaded(expected, wanted, answer.groups, this.#seen, ownsLabel);
    const rules = new Map([...match.outcomes, ...this.#parkedOutcomes()]);
    for (const file of this.#desired) {
      const outcome = rules.get(file.ruleId);
      const fault = this.#faults.get(file.ruleId);
      if (fault && (fault.kind === 'failed' || outcome?.kind !== 'running')) {
        rules.set(file.ruleId, fault);
      } else if (outcome?.kind === 'running') this.#good.set(file.fileName, file.text);
    }
    const faultless = match.drifting.filter((file) => !this.#faults.has(file.ruleId));
    return { rules, problem: null, match: { ...match, drifting: faultless } };
  }

  #allUnseen(message: string): ReadonlyMap<string, RuleOutcome> {
    const unseen = this.#desired.map((file): [string, RuleOutcome] => [
      file.ruleId,
      this.#faults.get(file.ruleId) ?? { kind: 'unseen', message },
    ]);
    return new Map([...unseen, ...this.#parkedOutcomes()]);
  }

  #parkedOutcomes(): readonly (readonly [string, RuleOutcome])[] {
    return this.#desired.flatMap((file) => {
      const parked = this.#isParked(file) ? this.#parked.get(file.fileName) : undefined;
      if (!parked) return [];
      const rest =
        parked.keep === null ? 'it does not run' : 'the version before it stays in force';
      const message = `Prometheus refuses this rule (its log says why): ${parked.message}; ${rest}`;
      return [[file.ruleId, { kind: 'failed', message }] as const];
    });
  }

  #isParked(file: RuleFile): boolean {
    return this.#parked.get(file.fileName)?.text === file.text;
  }

  /** Forgets parked files that are no longer wanted as they were, or whose time has come. */
  #unpark(): void {
    const texts = new Map(this.#desired.map((file) => [file.fileName, file.text]));
    const nowMs = this.#options.clock.nowMs();
    for (const [name, { text, retryAtMs }] of this.#parked) {
      if (texts.get(name) !== text || nowMs >= retryAtMs) this.#parked.delete(name);
    }
    for (const name of this.#good.keys()) if (!texts.has(name)) this.#good.delete(name);
  }

  #fault(ruleId: string, kind: 'failed' | 'waiting', message: string): void {
    this.#faults.set(ruleId, { kind, message });
  }

  /** Prometheus runs something else than the folder holds: loading anew may help, but not ever so often. */
  #isDriftReloadDue(match: LoadedMatch | null): boolean {
    if (match === null) return false;
    if (match.drifting.length === 0 && !match.hasLeftovers) {
      this.#driftDelayMs = 0;
      return false;
    }
    const nowMs = this.#options.clock.nowMs();
    if (nowMs < this.#driftRetryAtMs) return false;
    const doubled = Math.max(this.#driftDelayMs * 2, DRIFT_RELOAD_MIN_MS);
    this.#driftDelayMs = Math.min(doubled, DRIFT_RELOAD_MAX_MS);
    this.#driftRetryAtMs = nowMs + this.#driftDelayMs;
    return true;
  }
}

function notOurs(message: string): string {
  return `Prometheus refuses to load its files for a reason that is not in a rule of tocsin: ${message}`;
}
