import type { ServerResponse } from 'node:http';
import type { Scope } from '../../platform/tenancy/scope.ts';
import type { JudgeQuery } from '../cache/cacheability.ts';
import { type FetchedMatrix, fetchMatrix } from '../cache/fetch-matrix.ts';
import type { RangeCache } from '../cache/range-cache.ts';
import type { RangeQuestion } from '../cache/range-question.ts';
import type { Upstream, UpstreamRequest } from '../upstream/upstream.ts';
import type { AskGate } from './backend-asker.ts';
import type { BackendPart } from './backend-plan.ts';
import { enforcedForm } from './enforced-form.ts';
import { printForm } from './form.ts';
import type { ProxyMetrics } from './proxy-metrics.ts';
import { answerHeaders } from './send-json.ts';

export interface RangeAskerOptions {
  readonly cache: Pick<RangeCache, 'answer'>;
  readonly language: 'promql' | 'logql';
  readonly judge: JudgeQuery;
  readonly upstream: Upstream;
  readonly gate: Pick<AskGate, 'limitsOf' | 'enter'>;
  /** Longer answers of a backend are not kept. */
  readonly maxAnswerBytes: number;
  readonly metrics: Pick<ProxyMetrics, 'notesDropped'>;
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
      response.end(body);
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
    const { upstream, gate, maxAnswerBytes } = this.#options;
    const { timeoutMs } = gate.limitsOf(payer);
    const lease = await gate.enter(payer, signal);
    try {
      const asked = request(enforcedForm(part, printForm([['query', query], ...parameters])));
      const timed = { ...asked, timeoutMs: Math.min(asked.timeoutMs, timeoutMs) };
      return await fetchMatrix(upstream, timed, maxAnswerBytes, signal);
    } finally {
      lease.release();
    }
  }
}

const CLIENT_GONE = new Error('the client went away');
