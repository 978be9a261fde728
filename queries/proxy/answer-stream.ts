import type { ServerResponse } from 'node:http';
import { AppError } from '../../platform/errors/app-error.ts';
import type { UpstreamCall, UpstreamFailure, UpstreamReceiver } from '../upstream/upstream.ts';
import { ClientWriter } from './client-writer.ts';
import { endWhole } from './end-whole.ts';
import { EnvelopeScanner } from './envelope-scanner.ts';
import { filterNotes } from './known-notes.ts';
import { isPlainAnswer } from './plain-answer.ts';
import { failureError, scanError, upstreamError } from './prometheus-error.ts';
import { ANSWER_HEADERS, answerHeaders } from './send-json.ts';

/** Answers up to this size are waited for, since most need no scanning once they are whole. */
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
  /** Only for what must be scanned. */
  #scanning: Scanning | null = null;
  #receivedBytes = 0;
  #status = 0;
  #settled = false;
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
    } else if (this.#scanning === null && this.#receivedBytes <= WHOLE_BYTES) {
      this.#held.push(chunk);
    } else this.#scan(chunk);
    return this.#scanning?.writer.writable ?? true;
  }

  done(): void {
    if (this.#settled) return;
    if (this.#status !== 200) {
      const text = Buffer.concat(this.#held).toString('utf8');
      this.#fail(upstreamError(this.#status, text, this.#options.backendUrl));
    } else if (this.#scanning === null) this.#whole(joined(this.#held));
    else this.#finish(this.#scanning);
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
      const { response } = this.#options;
      response.writeHead(200, answerHeaders(body.length));
      endWhole(response, body, text);
      this.#settle(PASSED_AS_IT_CAME);
      return;
    }
    this.#held = [];
    const scanning = this.#scan(body);
    if (!this.#settled) this.#finish(scanning);
  }

  #scan(chunk: Buffer): Scanning {
    const scanning = this.#scanning ?? this.#beginScanning();
    const chunks = [...this.#held, chunk];
    this.#held = [];
    if (!chunks.every((one) => scanning.scanner.push(one))) this.#finish(scanning);
    return scanning;
  }

  #beginScanning(): Scanning {
    const { response } = this.#options;
    const writer = new ClientWriter(response, ANSWER_HEADERS, () => this.#call?.resume());
    writer.write(PREFIX);
    const scanner = new EnvelopeScanner((data) => writer.write(data));
    this.#scanning = { scanner, writer };
    return this.#scanning;
  }

  #finish({ scanner, writer }: Scanning): void {
    const end = scanner.end();
    if (end.kind === 'unusable') this.#fail(scanError(end.problem));
    else if (end.beside.status !== 'success') this.#fail(scanError('not_an_object'));
    else this.#succeed(end.beside, writer);
  }

  #succeed(beside: Readonly<Record<string, unknown>>, writer: ClientWriter): void {
    const warnings = filterNotes(beside.warnings);
    const infos = filterNotes(beside.infos);
    const own = this.#options.warnings;
    writer.end(
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

  #fail(error: AppError, cause?: Error): void {
    const brokenOff = this.#scanning?.writer.started ?? false;
    this.#settle({ error, brokenOff, droppedNotes: 0, ...(cause ? { cause } : {}) });
    this.#call?.abort();
    if (brokenOff) this.#scanning?.writer.cut();
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

/** `data` on its way from the backend's envelope to the client. */
interface Scanning {
  readonly scanner: EnvelopeScanner;
  readonly writer: ClientWriter;
}

const PASSED_AS_IT_CAME: AnswerOutcome = { error: null, brokenOff: false, droppedNotes: 0 };

function joined(chunks: readonly Buffer[]): Buffer {
  const [only, ...more] = chunks;
  return only && more.length === 0 ? only : Buffer.concat(chunks);
}

function member(name: string, notes: readonly string[]): string {
  return notes.length === 0 ? '' : `,"${name}":${JSON.stringify(notes)}`;
}
