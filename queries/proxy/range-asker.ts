import type { ServerResponse } from 'node:http';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { Scope } from '../../platform/tenancy/scope.ts';
import type { JudgeQuery } from '../cache/cacheability.ts';
import { type FetchedMatrix, fetchMatrix } from '../cache/fetch-matrix.ts';
import type { RangeCache } from '../cache/range-cache.ts';
import type { RangeLanguage } from '../cache/range-language.ts';
import type { RangeQuestion } from '../cache/range-question.ts';
import type { LimitGate } from '../limits/limit-gate.ts';
import type { TenantLimits } from '../limits/tenant-limits.ts';
import type { Upstream, UpstreamRequest } from '../upstream/upstream.ts';
import type { BackendPart } from './backend-plan.ts';
import { endWhole } from './end-whole.ts';
import { enforcedForm } from './enforced-form.ts';
import { printForm } from './form.ts';
import type { ProxyMetrics } from './proxy-metrics.ts';
import { answerHeaders } from './send-json.ts';

export interface RangeAskerOptions {
  readonly cache: Pick<RangeCache, 'answer'>;
  readonly language: RangeLanguage;
  readonly judge: JudgeQuery;
  readonly upstream: Upstream;
  readonly gate: Pick<LimitGate, 'enter'> & {
    limitsOf(tenant: string): Pick<TenantLimits, 'maxResponseBytes' | 'timeoutMs'>;
  };
  /** Longer answers of a backend are not kept. */
  readonly maxAnswerBytes: number;
  readonly metrics: Pick<ProxyMetrics, 'notesDropped'>;
  readonly logger: Pick<Logger, 'warn'>;
}

/** A range query for one backend, enforced. */
export interface AskedRange {
  readonly payer: string;
  /** What of the scope it reads; its key is a part of the answer's. */
  readonly scope: Scope;
  readonly part: BackendPart;
  /** With the enforced matchers. */
  readonly query: string;
  /** All others as the tenant gave them, checked. */
  readonly parameters: readonly (readonly [string, string])[];
  /** The request for a form of parameters. */
  readonly request: (form: string) => UpstreamRequest;
}

/** Range queries through the cache: only what is not known is put to the backend. */
export class RangeAsker {
  readonly #options: RangeAskerOptions;

  constructor(options: RangeAskerOptions) {
    this.#options = options;
  }

  /**
   * Answers into `response`. Resolves with false, and nothing sent, when the question must go to the
   * backend as it is. Rejects with an `AppError`, nothing sent, or when the client goes away.
   */
  async answer(asked: AskedRange, response: ServerResponse): Promise<boolean> {
    const gone = new AbortController();
    const onClose = () => gone.abort(CLIENT_GONE);
    response.once('close', onClose);
    try {
      const { maxResponseBytes } = this.#options.gate.limitsOf(asked.payer);
      const body = await this.read(asked, maxResponseBytes, gone.signal);
      if (body === null) return false;
      response.writeHead(200, answerHeaders(body.length));
      endWhole(response, body);
      return true;
    } catch (thrown) {
      if (thrown === CLIENT_GONE) return true;
      throw thrown;
    } finally {
      response.off('close', onClose);
    }
  }

  /**
   * The whole body of the answer; null when the question must go to the backend as it is. Rejects
   * with an `AppError`, or with the reason of the signal.
   */
  async read(asked: AskedRange, maxBytes: number, signal: AbortSignal): Promise<Buffer | null> {
    const { cache, metrics } = this.#options;
    const fetch = (parameters: AskedRange['parameters'], ending: AbortSignal) =>
      this.#fetch(asked, parameters, ending);
    const answered = await cache.answer(this.#question(asked, maxBytes), fetch, signal);
    if (answered.kind === 'bypass') return null;
    if (answered.droppedNotes > 0) metrics.notesDropped(answered.droppedNotes);
    return answered.body;
  }

  #question(
    { payer, scope, part, query, parameters }: AskedRange,
    maxResponseBytes: number,
  ): RangeQuestion {
    const { language, judge } = this.#options;
    return {
      owner: payer,
      scopeKey: scope.key,
      clusters: part.clusters,
      backend: part.identity,
      language,
      judge,
      query,
      parameters,
      maxResponseBytes,
    };
  }

  /** In the tenant's turn; what the cache knows takes no place. */
  async #fetch(
    { payer, part, query, request }: AskedRange,
    parameters: AskedRange['parameters'],
    signal: AbortSignal,
  ): Promise<FetchedMatrix> {
    const { upstream, gate, language, maxAnswerBytes } = this.#options;
    const { timeoutMs } = gate.limitsOf(payer);
    const asked = request(enforcedForm(part, printForm([['query', query], ...parameters])));
    const timed = { ...asked, timeoutMs: Math.min(asked.timeoutMs, timeoutMs) };
    const lease = await gate.enter(payer, signal);
    try {
      return await fetchMatrix(upstream, timed, { maxBytes: maxAnswerBytes, language }, signal);
    } catch (thrown) {
      if (!signal.aborted) this.#report(timed, thrown);
      throw thrown;
    } finally {
      lease.release();
    }
  }

  #report({ path, backend }: UpstreamRequest, thrown: unknown): void {
    if (!(thrown instanceof AppError) || thrown.kind !== 'upstream_failed') return;
    const fields = { path, backend: backend.url, err: thrown.cause ?? thrown, brokenOff: false };
    this.#options.logger.warn(fields, FAILED[this.#options.language]);
  }
}

const FAILED: Readonly<Record<RangeLanguage, string>> = {
  promql: 'metrics backend failed',
  logql: 'log backend failed',
};

const CLIENT_GONE = new Error('the client went away');
