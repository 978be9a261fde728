import type { ServerResponse } from 'node:http';
import { AppError } from '../../platform/errors/app-error.ts';
import type { UpstreamCall, UpstreamFailure, UpstreamReceiver } from '../upstream/upstream.ts';
import { endWhole } from './end-whole.ts';
import { EnvelopeScanner } from './envelope-scanner.ts';
import { filterNotes } from './known-notes.ts';
import { isPlainAnswer } from './plain-answer.ts';
import { failureError, scanError, upstreamError } from './prometheus-error.ts';
import { ANSWER_HEADERS, answerHeaders } from './send-json.ts';

/** Answers up to this size are sent in one piece; so most of them need no chunked encoding. */
const WHOLE_BYTES = 64 * 1024;

/** Longest error body of a backend that is looked at. */
const MAX_ERROR_BYTES = 64 * 1024;

const PREFIX = Buffer.from('{"status":"success","data":');

export interface AnswerOptions {
  readonly response: ServerResponse;
  readonly backendUrl: string;
  readonly maxBytes: number;
  /** Our own; they stand before what of the backend's is passed on. */
  readonly warnings: readonly string[];
  /** Called once: null after a success, otherwise what was answered or why it broke off. */
  readonly onSettled: (outcome: AnswerOutcome) => void;
}

export interface AnswerOutcome {
  readonly error: AppError | null;
  /** True when the client had seen a part; then only cutting the connection tells it. */
  readonly brokenOff: boolean;
  readonly droppedNotes: number;
  readonly cause?: Error;
}

/**
 * Passes one backend's answer to the client while it arrives: `data` untouched, warnings filtered,
 * errors reworded. What goes wrong before the first byte is sent becomes an error answer by the
 * caller; after it the connection is cut, so that nobody takes a part for the whole.
 */
export class AnswerStream implements UpstreamReceiver {
  readonly #options: AnswerOptions;
  /** What came and was not looked at yet; an error body, or an answer that may still come whole. */
  #held: Buffer[] = [];
  #scanner: EnvelopeScanner | null = null;
  /** Scanned and not sent yet. */
  readonly #waiting: Buffer[] = [PREFIX];
  #waitingBytes = PREFIX.length;
  #receivedBytes = 0;
  #status = 0;
  #started = false;
  #settled = false;
  #writable = true;
  #call: UpstreamCall | null = null;

  constructor(options: AnswerOptions) {
    this.#options = options;
    options.response.once('close', () => this.#clientGone());
  }

  /** Ties the answer to its upstream call, for back-pressure and cancellation. */
  attach(call: UpstreamCall): void {
    this.#call = call;
    if (this.#settled) call.abort();
  }

  head(status: number): void {
    this.#status = status;
  }

  data(chunk: Buffer): boolean {
    if (this.#settled) return true;
    this.#receivedBytes += chunk.length;
    if (this.#status !== 200) return this.#errorBytes(chunk);
    if (this.#receivedBytes > this.#options.maxBytes) {
      this.#fail(
        new AppError(
          'unprocessable',
          `the answer is larger than ${this.#options.maxBytes} bytes; ask for less time, fewer series or a larger step`,
        ),
      );
    } else if (this.#scanner === null && this.#receivedBytes <= WHOLE_BYTES) {
      this.#held.push(chunk);
    } else this.#scan(chunk);
    return this.#writable;
  }

  done(): void {
    if (this.#settled) return;
    if (this.#status !== 200) {
      const text = Buffer.concat(this.#held).toString('utf8');
      this.#fail(upstreamError(this.#status, text, this.#options.backendUrl));
    } else if (this.#scanner === null) this.#whole(joined(this.#held));
    else this.#finish(this.#scanner);
  }

  failed(failure: UpstreamFailure, cause: Error): void {
    if (!this.#settled) this.#fail(failureError(failure, cause), cause);
  }

  #errorBytes(chunk: Buffer): boolean {
    if (this.#receivedBytes <= MAX_ERROR_BYTES) this.#held.push(chunk);
    else this.#fail(upstreamError(this.#status, '', this.#options.backendUrl));
    return true;
  }

  /** An answer that came before anything of it was looked at. */
  #whole(body: Buffer): void {
    const text = body.toString('latin1');
    if (this.#options.warnings.length === 0 && isPlainAnswer(text)) {
      this.#sendWhole(body, text);
      this.#settle(PASSED_AS_IT_CAME);
      return;
    }
    this.#held = [];
    const scanner = this.#scan(body);
    if (!this.#settled) this.#finish(scanner);
  }

  #scan(chunk: Buffer): EnvelopeScanner {
    const scanner = this.#scanner ?? new EnvelopeScanner((data) => this.#write(data));
    this.#scanner = scanner;
    const chunks = [...this.#held, chunk];
    this.#held = [];
    if (!chunks.every((one) => scanner.push(one))) this.#finish(scanner);
    return scanner;
  }

  #finish(scanner: EnvelopeScanner): void {
    const end = scanner.end();
    if (end.kind === 'unusable') this.#fail(scanError(end.problem));
    else if (end.beside.status !== 'success') this.#fail(scanError('not_an_object'));
    else this.#succeed(end.beside);
  }

  #succeed(beside: Readonly<Record<string, unknown>>): void {
    const warnings = filterNotes(beside.warnings);
    const infos = filterNotes(beside.infos);
    const own = this.#options.warnings;
    this.#end(
      Buffer.from(
        `${member('warnings', [...own, ...warnings.kept])}${member('infos', infos.kept)}}`,
      ),
    );
    this.#settle({
      error: null,
      brokenOff: false,
      droppedNotes: warnings.dropped + infos.dropped,
    });
  }

  #write(chunk: Buffer): void {
    if (this.#started) {
      this.#send(chunk);
      return;
    }
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.length;
    if (this.#waitingBytes > WHOLE_BYTES) this.#start();
  }

  #start(): void {
    this.#started = true;
    this.#options.response.writeHead(200, ANSWER_HEADERS);
    this.#send(Buffer.concat(this.#waiting));
    this.#waiting.length = 0;
  }

  #send(chunk: Buffer): void {
    const { response } = this.#options;
    if (response.write(chunk) || !this.#writable) return;
    this.#writable = false;
    response.once('drain', () => {
      this.#writable = true;
      this.#call?.resume();
    });
  }

  #end(tail: Buffer): void {
    if (this.#started) {
      this.#options.response.end(tail);
      return;
    }
    this.#sendWhole(Buffer.concat([...this.#waiting, tail]), null);
  }

  /** @param text the same bytes as one-byte characters, where that is at hand */
  #sendWhole(body: Buffer, text: string | null): void {
    const { response } = this.#options;
    response.writeHead(200, answerHeaders(body.length));
    endWhole(response, body, text);
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

const PASSED_AS_IT_CAME: AnswerOutcome = { error: null, brokenOff: false, droppedNotes: 0 };

function joined(chunks: readonly Buffer[]): Buffer {
  const [only, ...more] = chunks;
  return only && more.length === 0 ? only : Buffer.concat(chunks);
}

function member(name: string, notes: readonly string[]): string {
  return notes.length === 0 ? '' : `,"${name}":${JSON.stringify(notes)}`;
}
