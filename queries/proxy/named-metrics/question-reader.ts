import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import type { Scope } from '../../../platform/tenancy/scope.ts';
import type { Upstream, UpstreamRequest } from '../../upstream/upstream.ts';
import type { AskGate } from '../backend-asker.ts';
import type { BackendPart } from '../backend-plan.ts';
import { collectAnswer } from '../collect-answer.ts';
import { methodFor } from '../form.ts';
import { metricsFacts } from '../metrics-facts.ts';
import type { RangeAsker } from '../range-asker.ts';
import { type Rewriter, rewriteForm } from '../rewrite.ts';
import type { MetricsScopeRules } from '../scope-rules/metrics-scope-rules.ts';
import type { ScopedAsk } from './scoped-question.ts';

export interface QuestionReaderOptions {
  readonly upstream: Upstream;
  readonly gate: Pick<AskGate, 'limitsOf' | 'check' | 'enter'>;
  /** Null: range queries are put to backends whole. */
  readonly ranges: Pick<RangeAsker, 'read'> | null;
  readonly rewriter: Rewriter;
  readonly rules: Pick<MetricsScopeRules, 'earliestMs'>;
  /** Largest answer that is read. */
  readonly maxBytes: number;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly logger: Logger;
}

/** One question with the backend it goes to. */
export interface PlannedAsk {
  readonly ask: ScopedAsk;
  /** Whose limits it falls under. */
  readonly payer: string;
  /** What of the scope it may read. */
  readonly scope: Scope;
  readonly part: BackendPart;
  /** May its answer be remembered? */
  readonly isKept: boolean;
  /** @throws AppError `timeout` when there is none left */
  readonly timeLeftMs: () => number;
  readonly signal: AbortSignal;
}

/** Reads the whole `data` of answers, in the tenant's turn and limits; ranges through the cache. */
export class QuestionReader {
  readonly #options: QuestionReaderOptions;

  constructor(options: QuestionReaderOptions) {
    this.#options = options;
  }

  /** Rejects with an `AppError` that can be shown, or with the reason of the signal. */
  async read(planned: PlannedAsk): Promise<unknown> {
    this.#check(planned);
    try {
      const known = planned.isKept ? await this.#remembered(planned) : null;
      return known === null ? await this.#collect(planned) : envelopeData(known);
    } catch (thrown) {
      planned.signal.throwIfAborted();
      this.#report(planned, thrown);
      throw thrown;
    }
  }

  /** @throws AppError `unprocessable` or `limited` */
  #check({ ask, payer }: PlannedAsk): void {
    const { gate, clock, rules } = this.#options;
    const isBounded = gate.limitsOf(payer).maxLookbackMs > 0;
    const earliestMs = isBounded ? rules.earliestMs(ask.route, ask.parameters) : null;
    const around = { bodyBytes: 0, nowMs: clock.nowMs(), earliestMs };
    gate.check(payer, metricsFacts(ask.parameters, around));
  }

  /** The body of a range query's answer; null where the backend must be asked as for any other. */
  async #remembered(planned: PlannedAsk): Promise<Buffer | null> {
    const { ranges, rewriter } = this.#options;
    const { ask, payer, scope, part, signal } = planned;
    const { query, passed } = ask.parameters;
    if (ranges === null || query === null || !ask.isRange) return null;
    const asked = {
      payer,
      scope,
      part,
      query: rewriter.query(query, part),
      parameters: passed,
      request: (form: string) => this.#requestOf(planned, form),
    };
    return ranges.read(asked, this.#maxBytesOf(payer), signal);
  }

  async #collect(planned: PlannedAsk): Promise<unknown> {
    const { gate, upstream, rewriter } = this.#options;
    const { ask, payer, part, signal } = planned;
    const form = rewriteForm(ask.parameters, part, rewriter);
    const lease = await gate.enter(payer, signal);
    try {
      const request = this.#requestOf(planned, form);
      return await collectAnswer(upstream, request, this.#maxBytesOf(payer), signal);
    } finally {
      lease.release();
    }
  }

  #requestOf({ ask, part, timeLeftMs }: PlannedAsk, form: string): UpstreamRequest {
    return {
      backend: part.backend,
      method: methodFor(form, ask.longForms),
      path: ask.path,
      form,
      timeoutMs: timeLeftMs(),
    };
  }

  #maxBytesOf(payer: string): number {
    const { gate, maxBytes } = this.#options;
    return Math.min(maxBytes, gate.limitsOf(payer).maxResponseBytes);
  }

  /** What only an administrator can mend. */
  #report({ ask, part }: PlannedAsk, thrown: unknown): void {
    if (!(thrown instanceof AppError) || thrown.kind !== 'upstream_failed') return;
    const err = thrown.cause ?? thrown;
    const fields = { path: ask.path, backend: part.backend.url, err, brokenOff: false };
    this.#options.logger.warn(fields, 'metrics backend failed');
  }
}

/** `data` of a body that the cache has written. */
function envelopeData(body: Buffer): unknown {
  const { data }: { readonly data?: unknown } = JSON.parse(body.toString('utf8'));
  return data;
}
