import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import type { Scope } from '../../../platform/tenancy/scope.ts';
import { payerOf } from '../../limits/payer-of.ts';
import type { EnforcedMatcher } from '../../scope/enforced-matcher.ts';
import type { AskAnswer, AskMetrics, QueryTime } from '../../templates/ask-metrics.ts';
import type { LabelDialect } from '../../templates/label-dialect.ts';
import type { OwnedPair } from '../../templates/owner-labels.ts';
import { readAnswer } from '../../templates/read-answer.ts';
import { backendKey } from '../backend-key.ts';
import type { AskedCluster, BackendPart } from '../backend-plan.ts';
import type { BackendPlans, ClusterDirectory } from '../backend-plans.ts';
import { checkQueryLength } from '../check-query-length.ts';
import { nothingToRead } from '../nothing-to-read.ts';
import type { QueryLimits } from '../query-limits.ts';
import { Rewriter } from '../rewrite.ts';
import type { MetricsScopeRules } from '../scope-rules/metrics-scope-rules.ts';
import { type TimedScope, timeLeftMs } from '../timed-scope.ts';
import { type PlannedAsk, QuestionReader, type QuestionReaderOptions } from './question-reader.ts';
import {
  askOfMetadata,
  askOfNames,
  askOfPresent,
  askOfQuery,
  type ScopedAsk,
} from './scoped-question.ts';

export interface ScopedMetricsOptions
  extends Pick<QuestionReaderOptions, 'upstream' | 'gate' | 'ranges' | 'logger'> {
  readonly backends: ClusterDirectory;
  readonly plans: BackendPlans;
  readonly rules: MetricsScopeRules;
  readonly limits: Pick<
    QueryLimits,
    'maxQueryLength' | 'maxNamedMetricBytes' | 'rememberedQueries'
  >;
  readonly clock: Pick<Clock, 'nowMs' | 'monotonicMs'>;
}

/** A scope, found to lie on one backend, about which questions can be asked for a while. */
export interface OpenScope {
  /** The scope's pairs on this backend; of `_platform`: all environments there. */
  readonly pairs: readonly OwnedPair[];
  readonly dialect: LabelDialect;
  /** What is enforced; empty for `_platform` on a backend of its own. */
  readonly matchers: readonly EnforcedMatcher[];
  readonly exemptMetrics: ReadonlySet<string>;
  /** Before it the tenant may read nothing of the scope; null: there is no such instant. */
  readonly earliestMs: number | null;
  readonly asker: AskMetrics;
  /** As `asker`, but without the refusals of strict mode: for what explains them. */
  readonly lenientAsker: AskMetrics;
  /** Names of the scope's metrics in the hour before an instant; none where they cannot be had. */
  metricNames(beforeMs: number, signal: AbortSignal): Promise<readonly string[]>;
  /**
   * `data` of the metadata of one metric; undefined where it cannot be had. Backends keep it by name
   * only: it may be asked for names alone that the scope has series of.
   */
  metadataOf(metric: string, signal: AbortSignal): Promise<unknown>;
}

const HOUR_MS = 3_600_000;

/**
 * Scoped questions about metrics whose answers are read here instead of passed on: `AskMetrics` for a
 * scope. As for any other question of a tenant, the scope is narrowed to what the question may read
 * and then planned; the query is enforced and checked, and the tenant's limits hold.
 */
export class ScopedMetrics {
  readonly #options: ScopedMetricsOptions;
  readonly #plans: BackendPlans;
  readonly #rewriter: Rewriter;
  readonly #rules: MetricsScopeRules;
  readonly #reader: QuestionReader;

  constructor(options: ScopedMetricsOptions) {
    this.#options = options;
    this.#plans = options.plans;
    this.#rules = options.rules;
    this.#rewriter = new Rewriter(options.limits.rememberedQueries);
    this.#reader = new QuestionReader({
      ...options,
      rewriter: this.#rewriter,
      maxBytes: options.limits.maxNamedMetricBytes,
    });
  }

  /**
   * All questions that are asked of one opened scope have the time of one question together.
   * @throws AppError `unprocessable` where there is not exactly one backend to ask, `unavailable` where it is missing
   */
  open(scope: Scope): OpenScope {
    const { backends, gate, clock } = this.#options;
    const part = this.#partOf(scope);
    const opened = this.#opened(scope);
    const { timeoutMs } = opened;
    const limits = gate.limitsOf(opened.payer);
    // What is asked last must still be young enough.
    const boundMs = clock.nowMs() + timeoutMs - limits.maxLookbackMs;
    return {
      pairs: pairsOf(scope, part, backends.current()),
      dialect: dialectOf(part, backends.clusters()),
      matchers: part.matchers,
      exemptMetrics: new Set(part.exemptMetrics),
      earliestMs: latest(earliestOf(scope), limits.maxLookbackMs === 0 ? null : boundMs),
      asker: this.#asker(opened, true),
      lenientAsker: this.#asker(opened, false),
      metricNames: (beforeMs, signal) => this.#names(opened, beforeMs, signal),
      metadataOf: (metric, signal) => this.#hint(opened, askOfMetadata(metric), signal),
    };
  }

  /**
   * Which metrics the scope has series of in the hour before an instant.
   * @param names of metrics, without characters that mean something in a pattern
   * @throws AppError as `open`, and where the backend does not answer
   */
  async present(
    scope: Scope,
    names: readonly string[],
    beforeMs: number,
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    const opened = this.#opened(scope);
    const ask = askOfPresent(names, beforeMs - HOUR_MS, beforeMs);
    const { scope: readable } = this.#rules.readable(scope, ask.route, ask.parameters);
    const part = this.#partOf(readable);
    const data = await this.#read(opened, { ask, scope: readable, part, isKept: false, signal });
    if (!Array.isArray(data)) {
      throw new AppError('upstream_failed', 'the backend has answered no list of metric names');
    }
    return data.filter((name) => typeof name === 'string');
  }

  #opened(scope: Scope): TimedScope {
    const { gate, clock } = this.#options;
    const part = this.#partOf(scope);
    const payer = payerOf(scope);
    const timeoutMs = Math.min(part.backend.timeoutMs, gate.limitsOf(payer).timeoutMs);
    return { scope, payer, timeoutMs, endsAtMs: clock.monotonicMs() + timeoutMs };
  }

  #partOf(scope: Scope): BackendPart {
    const part = this.#plans.onlyPartOf(scope);
    if (part === null) throw nothingToRead(scope, 'series');
    return part;
  }

  #asker(opened: TimedScope, isStrict: boolean): AskMetrics {
    return {
      ask: async (promql, time, signal) => {
        try {
          return await this.#query(opened, promql, time, { isStrict, signal });
        } catch (thrown) {
          signal.throwIfAborted();
          if (!(thrown instanceof AppError)) throw thrown;
          return { kind: 'error', error: { kind: thrown.kind, message: thrown.message } };
        }
      },
    };
  }

  async #query(
    opened: TimedScope,
    promql: string,
    time: QueryTime,
    { isStrict, signal }: { readonly isStrict: boolean; readonly signal: AbortSignal },
  ): Promise<AskAnswer> {
    checkQueryLength(promql.length, this.#options.limits.maxQueryLength);
    const ask = askOfQuery(promql, time);
    const { scope, warnings } = this.#rules.readable(opened.scope, ask.route, ask.parameters);
    const part = this.#partOf(scope);
    if (isStrict) this.#rules.refuseContradictions(scope, ask.parameters, [part]);
    // An answer with warnings of ours is one of a moment; so the cache need not know about them.
    const isKept = warnings.length === 0;
    const data = await this.#read(opened, { ask, scope, part, isKept, signal });
    const sent = this.#rewriter.query(promql, part);
    const isWhole = scope === opened.scope;
    return readAnswer(data, { sent, warnings, pairs: isWhole ? null : scope.pairs });
  }

  async #names(
    opened: TimedScope,
    beforeMs: number,
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    const data = await this.#hint(opened, askOfNames(beforeMs - HOUR_MS, beforeMs), signal);
    return Array.isArray(data) ? data.filter((name) => typeof name === 'string') : [];
  }

  /** What is said without it is right as well: undefined where it cannot be had. */
  async #hint(opened: TimedScope, ask: ScopedAsk, signal: AbortSignal): Promise<unknown> {
    try {
      const { scope } = this.#rules.readable(opened.scope, ask.route, ask.parameters);
      const part = this.#partOf(scope);
      return await this.#read(opened, { ask, scope, part, isKept: false, signal });
    } catch (thrown) {
      signal.throwIfAborted();
      if (thrown instanceof AppError) return undefined;
      throw thrown;
    }
  }

  #read(opened: TimedScope, planned: Omit<PlannedAsk, 'payer' | 'timeLeftMs'>): Promise<unknown> {
    const { clock } = this.#options;
    return this.#reader.read({
      ...planned,
      payer: opened.payer,
      timeLeftMs: () => timeLeftMs(opened, clock),
    });
  }
}

function pairsOf(scope: Scope, { clusters }: BackendPart, directory: Directory) {
  const all = scope.isPlatform ? directory.environments : scope.pairs;
  return all.filter((pair) => clusters.includes(pair.cluster));
}

/** The cluster label tells rows apart only where the backend holds several clusters. */
function dialectOf(part: BackendPart, clusters: readonly AskedCluster[]): LabelDialect {
  const own = clusters.find(({ id }) => part.clusters.includes(id));
  if (!own?.backend) throw new TypeError('a part of no cluster');
  const key = backendKey(own.backend);
  const residents = clusters.filter(({ backend }) => backend && backendKey(backend) === key);
  const { namespaceLabel, clusterLabel } = own.enforcement;
  return { namespaceLabel, clusterLabel: residents.length > 1 ? clusterLabel : null };
}

/** Where every environment of the scope began after another owner's: the first of these instants. */
function earliestOf({ pairs }: Scope): number | null {
  const begins = pairs.flatMap(({ readableFromMs }) => readableFromMs ?? []);
  return begins.length === 0 || begins.length < pairs.length ? null : Math.min(...begins);
}

function latest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
