import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { Scope } from '../../../platform/tenancy/scope.ts';
import { payerOf } from '../../limits/payer-of.ts';
import { RegexJudge } from '../../regex/regex-judge.ts';
import type { AskAnswer, AskMetrics, QueryTime } from '../../templates/ask-metrics.ts';
import { readAnswer } from '../../templates/read-answer.ts';
import type { BackendPart } from '../backend-plan.ts';
import type { BackendPlans } from '../backend-plans.ts';
import { checkQueryLength } from '../check-query-length.ts';
import { nothingToRead } from '../nothing-to-read.ts';
import { logsReads } from '../scope-rules/logs-reads.ts';
import type { LogsScopeRules } from '../scope-rules/logs-scope-rules.ts';
import { type TimedScope, timeLeftMs } from '../timed-scope.ts';
import { dataOf, jsonOf } from './collect-loki.ts';
import { logFacts } from './log-facts.ts';
import type { LogQuestionGate } from './log-question-gate.ts';
import type { LokiAsker } from './loki-asker.ts';
import type { LogLimits } from './loki-limits.ts';
import { lokiRead } from './loki-request.ts';
import { LokiRewriter, queryFacts } from './loki-rewriter.ts';
import type { LokiRoute } from './loki-route.ts';
import { LOKI_ROUTES } from './loki-routes.ts';
import { type LokiParameters, readLokiParameters } from './read-loki-parameters.ts';

export interface ScopedLogSamplesOptions {
  readonly plans: BackendPlans;
  readonly asker: Pick<LokiAsker, 'collect'>;
  readonly gate: LogQuestionGate;
  readonly limits: Pick<LogLimits, 'maxQueryLength' | 'rememberedQueries'>;
  readonly clock: Pick<Clock, 'nowMs' | 'monotonicMs'>;
  readonly rules: LogsScopeRules;
}

/**
 * Scoped metric queries over logs whose answers are read here instead of passed on, as
 * `ScopedMetrics` does it for metrics: narrowed, planned, limited and enforced as any other question
 * of the tenant.
 */
export class ScopedLogSamples {
  readonly #options: ScopedLogSamplesOptions;
  readonly #rewriter: LokiRewriter;

  constructor(options: ScopedLogSamplesOptions) {
    this.#options = options;
    this.#rewriter = new LokiRewriter(options.limits.rememberedQueries);
  }

  /**
   * All questions that are asked of one opened scope have the time of one question together.
   * @throws AppError `unprocessable` where there is not exactly one backend to ask, `unavailable` where it is missing
   */
  open(scope: Scope): AskMetrics {
    const { gate, clock } = this.#options;
    const part = this.#partOf(scope);
    const payer = payerOf(scope);
    const timeoutMs = Math.min(part.backend.timeoutMs, gate.limitsOf(payer).timeoutMs);
    const opened = { scope, payer, timeoutMs, endsAtMs: clock.monotonicMs() + timeoutMs };
    return {
      ask: async (logql, time, signal) => {
        try {
          return await this.#query(opened, logql, time, signal);
        } catch (thrown) {
          signal.throwIfAborted();
          if (!(thrown instanceof AppError)) throw thrown;
          return { kind: 'error', error: { kind: thrown.kind, message: thrown.message } };
        }
      },
    };
  }

  #partOf(scope: Scope): BackendPart {
    const part = this.#options.plans.onlyPartOf(scope);
    if (part === null) throw nothingToRead(scope, 'streams');
    return part;
  }

  async #query(
    opened: TimedScope,
    logql: string,
    time: QueryTime,
    signal: AbortSignal,
  ): Promise<AskAnswer> {
    const { rules, gate, asker, clock } = this.#options;
    checkQueryLength(logql.length, this.#options.limits.maxQueryLength);
    const route = time.kind === 'instant' ? INSTANT : RANGE;
    const parameters = readLokiParameters(route, formOf(logql, time));
    const regexes = new RegexJudge();
    refuseLines(parameters, regexes);
    const asked = { texts: [logql], passed: parameters.passed };
    const { scope, warnings } = rules.readable(opened.scope, asked, regexes);
    const part = this.#partOf(scope);
    rules.refuseContradictions(scope, asked.texts, [part], regexes);
    const nowMs = clock.nowMs();
    const facts = logFacts(parameters, logsReads(asked, nowMs, regexes), { nowMs, bodyBytes: 0 });
    const rewritten = this.#rewriter.rewrite(parameters.question, part, regexes);
    const lease = await gate.admit(opened.payer, facts, signal);
    try {
      const form = [...rewritten, ...parameters.passed];
      const timeoutMs = timeLeftMs(opened, clock);
      const request = lokiRead(part, `/${route.path}`, form, { timeoutMs });
      const data = dataOf(jsonOf(await asker.collect(request, signal), part.backend.url), null);
      const sent = rewritten[0]?.[1] ?? logql;
      return readAnswer(data, {
        sent,
        warnings,
        pairs: scope === opened.scope ? null : scope.pairs,
      });
    } finally {
      lease.release();
    }
  }
}

const INSTANT = routeAt('loki/api/v1/query');
const RANGE = routeAt('loki/api/v1/query_range');

function routeAt(path: string): LokiRoute {
  const route = LOKI_ROUTES.find((one) => one.path === path);
  if (route === undefined) throw new TypeError(`no route ${path}`);
  return route;
}

function formOf(logql: string, time: QueryTime): Map<string, string[]> {
  const query: [string, string[]] = ['query', [logql]];
  if (time.kind === 'instant') return new Map([query, ['time', [nanoseconds(time.atMs)]]]);
  return new Map([
    query,
    ['start', [nanoseconds(time.startMs)]],
    ['end', [nanoseconds(time.endMs)]],
    ['step', [String(time.stepMs / 1000)]],
  ]);
}

function nanoseconds(ms: number): string {
  return `${Math.round(ms)}000000`;
}

function refuseLines({ question }: LokiParameters, regexes: RegexJudge): void {
  if (!queryFacts(question, regexes).isLog) return;
  throw new AppError('bad_query', 'this takes a query that gives samples, not lines');
}
