import type { ServerResponse } from 'node:http';
import { AppError } from '../../platform/errors/app-error.ts';
import type { UpstreamCall, UpstreamFailure, UpstreamReceiver } from '../upstream/upstream.ts';
import type { AnswerOutcome } from './answer-stream.ts';
import { ClientWriter } from './client-writer.ts';
import { failureError, plainUpstreamError } from './prometheus-error.ts';

export interface ExpositionOptions {
  readonly response: ServerResponse;
  readonly backendUrl: string;
  readonly maxBytes: number;
  readonly onSettled: (outcome: AnswerOutcome) => void;
}

const MAX_ERROR_BYTES = 64 * 1024;

const HEADERS = {
  'content-type': 'text/plain; version=0.0.4; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
} as const;

const NOTHING = Buffer.alloc(0);

/** Passes the text of `/federate` on: its selectors were enforced, so it needs no reading. */
export class ExpositionStream implements UpstreamReceiver {
  readonly #options: ExpositionOptions;
  readonly #writer: ClientWriter;
  readonly #errorBody: Buffer[] = [];
  #bytes = 0;
  #status = 0;
  #settled = false;
  #call: UpstreamCall | null = null;

  constructor(options: ExpositionOptions) {
    this.#options = options;
    this.#writer = new ClientWriter(options.response, HEADERS, () => this.#call?.resume());
    options.response.once('close', () => this.#clientGone());
  }

  attach(call: UpstreamCall): void {
    this.#call = call;
    if (this.#settled) call.abort();
  }

  head(status: number): void {
    this.#status = status;
  }

  data(chunk: Buffer): boolean {
    if (this.#settled) return true;
    this.#bytes += chunk.length;
    if (this.#status !== 200) {
      if (this.#bytes <= MAX_ERROR_BYTES) this.#errorBody.push(chunk);
      return true;
    }
    if (this.#bytes > this.#options.maxBytes) {
      const { maxBytes } = this.#options;
      this.#fail(
        new AppError(
          'unprocessable',
          `the answer is larger than ${maxBytes} bytes; narrow the selectors`,
        ),
      );
      return true;
    }
    this.#writer.write(chunk);
    return this.#writer.writable;
  }

  done(): void {
    if (this.#settled) return;
    if (this.#status !== 200) {
      const body = Buffer.concat(this.#errorBody).toString('utf8');
      this.#fail(plainUpstreamError(this.#status, body, this.#options.backendUrl));
      return;
    }
    this.#writer.end(NOTHING);
    this.#settle({ error: null, brokenOff: false, droppedNotes: 0 });
  }

  failed(failure: UpstreamFailure, cause: Error): void {
    if (!this.#settled) this.#fail(failureError(failure, cause), cause);
  }

  #fail(error: AppError, cause?: Error): void {
    const brokenOff = this.#writer.started;
    this.#settle({ error, brokenOff, droppedNotes: 0, ...(cause ? { cause } : {}) });
    this.#call?.abort();
    if (brokenOff) this.#writer.cut();
  }

  #clientGone(): void {
    if (this.#settled) return;
    this.#settle({
      error: new AppError('timeout', 'the client went away'),
      brokenOff: true,
      droppedNotes: 0,
    });
    this.#call?.abort();
  }

  #settle(outcome: AnswerOutcome): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#options.onSettled(outcome);
  }
}
