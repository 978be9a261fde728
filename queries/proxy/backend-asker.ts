import type { ServerResponse } from 'node:http';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { Lease, LimitGate } from '../limits/limit-gate.ts';
import type {
  Upstream,
  UpstreamCall,
  UpstreamReceiver,
  UpstreamRequest,
} from '../upstream/upstream.ts';
import { type AnswerOptions, type AnswerOutcome, AnswerStream } from './answer-stream.ts';
import { collectAnswer } from './collect-answer.ts';
import { ExpositionStream } from './exposition-stream.ts';
import type { ProxyMetrics } from './proxy-metrics.ts';
import type { QueryLimits } from './query-limits.ts';

/** The limits of tenants; the service has one `LimitGate` for all questions. */
export type AskGate = Pick<LimitGate, 'limitsOf' | 'check' | 'enter' | 'tryEnter'>;

export interface BackendAskerOptions {
  readonly upstream: Upstream;
  readonly gate: AskGate;
  readonly limits: Pick<QueryLimits, 'maxMergedBytes'>;
  readonly metrics: ProxyMetrics;
  readonly logger: Logger;
}

/** Who waits for an answer. */
export interface Asker {
  /** Whose place among the questions under way it takes. */
  readonly payer: string;
  /** When it closes, the backends are told. */
  readonly response: ServerResponse;
}

type ClientStream = UpstreamReceiver & { attach(call: UpstreamCall): void };

/** An answer that goes to a client while it arrives. */
interface Passing {
  readonly request: UpstreamRequest;
  readonly asker: Asker;
  readonly warnings: readonly string[];
  readonly open: (options: AnswerOptions) => ClientStream;
}

const openAnswer = (options: AnswerOptions) => new AnswerStream(options);
const openText = (options: AnswerOptions) => new ExpositionStream(options);

/**
 * Puts rewritten questions to backends and hands their answers on, or reads them. Each waits for
 * its tenant's turn first, and is given the tenant's time.
 */
export class BackendAsker {
  readonly #options: BackendAskerOptions;

  constructor(options: BackendAskerOptions) {
    this.#options = options;
  }

  /**
   * Streams `data` to the client. Rejects with an `AppError` when nothing was sent yet.
   * @param warnings our own, beside those of the backend that are passed on
   */
  stream(request: UpstreamRequest, asker: Asker, warnings: readonly string[] = []): Promise<void> {
    return this.#inTurn(asker, (lease) =>
      this.#pass({ request, asker, warnings, open: openAnswer }, lease),
    );
  }

  /** Streams exposition text to the client; otherwise as `stream`. */
  streamText(request: UpstreamRequest, asker: Asker): Promise<void> {
    return this.#inTurn(asker, (lease) =>
      this.#pass({ request, asker, warnings: [], open: openText }, lease),
    );
  }

  /**
   * Reads the answers of several requests whole, in one place of the tenant. One that fails ends the
   * others and the promise: a part is never shown as the whole. When the client goes away, the
   * backends are told.
   */
  collectAll(requests: readonly UpstreamRequest[], asker: Asker): Promise<readonly unknown[]> {
    return this.#inTurn(asker, async (lease) => {
      const gone = new AbortController();
      const onClose = () => gone.abort();
      asker.response.once('close', onClose);
      try {
        return await Promise.all(requests.map((request) => this.#collect(request, asker, gone)));
      } finally {
        asker.response.off('close', onClose);
        lease.release();
      }
    });
  }

  /** Does work of this process in one place of the tenant, when it is its turn. */
  here(asker: Asker, work: () => Promise<void>): Promise<void> {
    return this.#inTurn(asker, (lease) => work().finally(() => lease.release()));
  }

  /** Without waiting where there is a place. */
  #inTurn<T>(asker: Asker, ask: (lease: Lease) => Promise<T>): Promise<T> {
    const { gate } = this.#options;
    const free = gate.tryEnter(asker.payer);
    if (free) return ask(free);
    const gone = new AbortController();
    const onClose = () => gone.abort(new AppError('timeout', 'the client went away'));
    asker.response.once('close', onClose);
    return gate
      .enter(asker.payer, gone.signal)
      .finally(() => asker.response.off('close', onClose))
      .then(ask);
  }

  #pass({ request, asker, warnings, open }: Passing, lease: Lease): Promise<void> {
    const { upstream, gate } = this.#options;
    const { payer, response } = asker;
    const { maxResponseBytes } = gate.limitsOf(payer);
    return new Promise((resolve, reject) => {
      const stream = open({
        response,
        backendUrl: request.backend.url,
        maxBytes: maxResponseBytes,
        warnings,
        onSettled: (outcome) => {
          lease.release();
          this.#report(request, outcome);
          if (outcome.error && !outcome.brokenOff) reject(outcome.error);
          else resolve();
        },
      });
      try {
        stream.attach(upstream.send(this.#timed(request, payer), stream));
      } catch (thrown) {
        lease.release();
        reject(thrown);
      }
    });
  }

  async #collect(
    request: UpstreamRequest,
    { payer }: Asker,
    gone: AbortController,
  ): Promise<unknown> {
    const { upstream, limits, gate } = this.#options;
    const maxBytes = Math.min(limits.maxMergedBytes, gate.limitsOf(payer).maxResponseBytes);
    try {
      return await collectAnswer(upstream, this.#timed(request, payer), maxBytes, gone.signal);
    } catch (thrown) {
      gone.abort();
      throw thrown;
    }
  }

  #timed(request: UpstreamRequest, payer: string): UpstreamRequest {
    const { timeoutMs } = this.#options.gate.limitsOf(payer);
    return timeoutMs < request.timeoutMs ? { ...request, timeoutMs } : request;
  }

  #report(
    request: UpstreamRequest,
    { error, brokenOff, droppedNotes, cause }: AnswerOutcome,
  ): void {
    const { metrics, logger } = this.#options;
    if (droppedNotes > 0) metrics.notesDropped(droppedNotes);
    if (error?.kind !== 'upstream_failed') return;
    logger.warn(
      { path: request.path, backend: request.backend.url, err: cause ?? error, brokenOff },
      'metrics backend failed',
    );
  }
}
