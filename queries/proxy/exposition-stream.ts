import type { ServerResponse } from 'node:http';
import { AppError } from '../../platform/errors/app-error.ts';
import type { UpstreamCall, UpstreamFailure, UpstreamReceiver } from '../upstream/upstream.ts';
import { type AnswerOutcome, failureError } from './answer-stream.ts';
import { plainUpstreamError } from './prometheus-error.ts';

export interface ExpositionOptions {
  readonly response: ServerResponse;
  readonly backendUrl: string;
  readonly maxBytes: number;
  readonly onSettled: (outcome: AnswerOutcome) => void;
}

const MAX_ERROR_BYTES = 64 * 1024;

/** Passes the text of `/federate` on: its selectors were enforced, so it needs no reading. */
export class ExpositionStream implements UpstreamReceiver {
  readonly #options: ExpositionOptions;
  readonly #errorBody: Buffer[] = [];
  #bytes = 0;
  #status = 0;
  #settled = false;
  #started = false;
  #call: UpstreamCall | null = null;

  constructor(options: ExpositionOptions) {
    this.#options = options;
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
    return this.#write(chunk);
  }

  done(): void {
    if (this.#settled) return;
    const body = Buffer.concat(this.#errorBody).toString('utf8');
    if (this.#status !== 200) {
      this.#fail(plainUpstreamError(this.#status, body, this.#options.backendUrl));
      return;
    }
    this.#start();
    this.#options.response.end();
    this.#settle({ error: null, brokenOff: false, droppedNotes: 0 });
  }

  failed(failure: UpstreamFailure, cause: Error): void {
    if (!this.#settled) this.#fail(failureError(failure, cause), cause);
  }

  #write(chunk: Buffer): boolean {
    const { response } = this.#options;
    this.#start();
    if (response.write(chunk)) return true;
    response.once('drain', () => this.#call?.resume());
    return false;
  }

  #start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#options.response.writeHead(200, {
      'content-type': 'text/plain; version=0.0.4; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
  }

  #fail(error: AppError, cause?: Error): void {
    this.#settle({ error, brokenOff: this.#started, droppedNotes: 0, ...(cause ? { cause } : {}) });
    this.#call?.abort();
    if (this.#started) this.#options.response.destroy();
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
