import type { ServerResponse } from 'node:http';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import type { Upstream, UpstreamRequest } from '../../upstream/upstream.ts';
import { type CollectedAnswer, collectLoki } from './collect-loki.ts';
import { type LokiAnswerOptions, LokiAnswerStream } from './loki-answer-stream.ts';
import type { LokiMetrics } from './loki-metrics.ts';

export interface LokiAskerOptions {
  readonly upstream: Upstream;
  /** Most bytes of an answer that is read whole. */
  readonly maxMergedBytes: number;
  readonly metrics: Pick<LokiMetrics, 'notesDropped'>;
  readonly logger: Logger;
}

/** Puts rewritten questions to log backends and hands their answers on, or reads them. */
export class LokiAsker {
  readonly #options: LokiAskerOptions;

  constructor(options: LokiAskerOptions) {
    this.#options = options;
  }

  /**
   * Streams `data` to the client. Rejects with an `AppError` when nothing was sent yet.
   * @param options see `LokiAnswerOptions`
   */
  stream(
    request: UpstreamRequest,
    response: ServerResponse,
    options: Pick<LokiAnswerOptions, 'absentData' | 'maxBytes' | 'warnings'>,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const stream = new LokiAnswerStream({
        response,
        backendUrl: request.backend.url,
        ...options,
        onSettled: ({ error, brokenOff, droppedNotes }) => {
          if (droppedNotes > 0) this.#options.metrics.notesDropped(droppedNotes);
          if (error) this.#report(request, error, brokenOff);
          if (error && !brokenOff) reject(error);
          else resolve();
        },
      });
      stream.attach(this.#options.upstream.send(request, stream));
    });
  }

  /** Reads an answer whole, whatever its status; a failure to get one is logged. */
  async collect(request: UpstreamRequest, signal: AbortSignal): Promise<CollectedAnswer> {
    const { upstream, maxMergedBytes } = this.#options;
    try {
      return await collectLoki(upstream, request, maxMergedBytes, signal);
    } catch (thrown) {
      if (thrown instanceof AppError && !signal.aborted) this.#report(request, thrown, false);
      throw thrown;
    }
  }

  /** Reads several whole. One that fails ends the others: a part is never shown as the whole. */
  async collectAll(
    requests: readonly UpstreamRequest[],
    signal: AbortSignal,
  ): Promise<readonly CollectedAnswer[]> {
    const gone = new AbortController();
    const all = AbortSignal.any([signal, gone.signal]);
    try {
      return await Promise.all(requests.map((request) => this.collect(request, all)));
    } catch (thrown) {
      gone.abort();
      throw thrown;
    }
  }

  #report({ path, backend }: UpstreamRequest, error: AppError, brokenOff: boolean): void {
    if (error.kind !== 'upstream_failed') return;
    const fields = { path, backend: backend.url, err: error.cause ?? error, brokenOff };
    this.#options.logger.warn(fields, 'log backend failed');
  }
}
