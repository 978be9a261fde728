import type { ServerResponse } from 'node:http';
import type { Logger } from '../../platform/observe/logger.ts';
import type {
  Upstream,
  UpstreamCall,
  UpstreamReceiver,
  UpstreamRequest,
} from '../upstream/upstream.ts';
import { type AnswerOutcome, AnswerStream } from './answer-stream.ts';
import { collectAnswer } from './collect-answer.ts';
import { ExpositionStream } from './exposition-stream.ts';
import type { ProxyMetrics } from './proxy-metrics.ts';
import type { QueryLimits } from './query-limits.ts';

export interface BackendAskerOptions {
  readonly upstream: Upstream;
  readonly limits: QueryLimits;
  readonly metrics: ProxyMetrics;
  readonly logger: Logger;
}

/** What a stream to a client is made with. */
interface StreamOptions {
  readonly response: ServerResponse;
  readonly backendUrl: string;
  readonly maxBytes: number;
  readonly onSettled: (outcome: AnswerOutcome) => void;
}

type ClientStream = UpstreamReceiver & { attach(call: UpstreamCall): void };

/** Puts rewritten questions to backends and hands their answers on, or reads them. */
export class BackendAsker {
  readonly #options: BackendAskerOptions;

  constructor(options: BackendAskerOptions) {
    this.#options = options;
  }

  /**
   * Streams `data` to the client. Rejects with an `AppError` when nothing was sent yet.
   * @param warnings our own, beside those of the backend that are passed on
   */
  stream(
    request: UpstreamRequest,
    response: ServerResponse,
    warnings: readonly string[] = [],
  ): Promise<void> {
    return this.#pass(request, response, (options) => new AnswerStream({ ...options, warnings }));
  }

  /** Streams exposition text to the client; otherwise as `stream`. */
  streamText(request: UpstreamRequest, response: ServerResponse): Promise<void> {
    return this.#pass(request, response, (options) => new ExpositionStream(options));
  }

  /**
   * Reads the answers of several requests whole. One that fails ends the others and the promise: a
   * part is never shown as the whole. When the client goes away, the backends are told.
   */
  async collectAll(
    requests: readonly UpstreamRequest[],
    response: ServerResponse,
  ): Promise<readonly unknown[]> {
    const gone = new AbortController();
    const onClose = () => gone.abort();
    response.once('close', onClose);
    try {
      return await Promise.all(requests.map((request) => this.#collect(request, gone)));
    } finally {
      response.off('close', onClose);
    }
  }

  #pass(
    request: UpstreamRequest,
    response: ServerResponse,
    open: (options: StreamOptions) => ClientStream,
  ): Promise<void> {
    const { upstream, limits } = this.#options;
    return new Promise((resolve, reject) => {
      const stream = open({
        response,
        backendUrl: request.backend.url,
        maxBytes: limits.maxResponseBytes,
        onSettled: (outcome) => {
          this.#report(request, outcome);
          if (outcome.error && !outcome.brokenOff) reject(outcome.error);
          else resolve();
        },
      });
      stream.attach(upstream.send(request, stream));
    });
  }

  async #collect(request: UpstreamRequest, gone: AbortController): Promise<unknown> {
    const { upstream, limits } = this.#options;
    try {
      return await collectAnswer(upstream, request, limits.maxMergedBytes, gone.signal);
    } catch (thrown) {
      gone.abort();
      throw thrown;
    }
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
