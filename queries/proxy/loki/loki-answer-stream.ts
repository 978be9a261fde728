import type { ServerResponse } from 'node:http';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { UpstreamCall, UpstreamFailure, UpstreamReceiver } from '../../upstream/upstream.ts';
import { ClientWriter } from '../client-writer.ts';
import { EnvelopeScanner } from '../envelope-scanner.ts';
import { ANSWER_HEADERS } from '../send-json.ts';
import { filterLokiNotes } from './known-loki-notes.ts';
import { AnswerTooLarge, lokiFailure, lokiScanError, lokiUpstreamError } from './loki-error.ts';

/** Longest error body of a backend that is looked at. */
const MAX_ERROR_BYTES = 64 * 1024;
/** An answer without data is `{"status":"success"}` and a line end. */
const MAX_DATALESS_BYTES = 256;

const PREFIX = Buffer.from('{"status":"success","data":');

export interface LokiAnswerOptions {
  readonly response: ServerResponse;
  readonly backendUrl: string;
  readonly maxBytes: number;
  /** `data` of an answer without one: Loki leaves an empty list out. Null: such an answer is broken. */
  readonly absentData: string | null;
  /** What we say ourselves, before the backend's warnings. */
  readonly warnings: readonly string[];
  /** Called once. */
  readonly onSettled: (outcome: LokiAnswerOutcome) => void;
}

export interface LokiAnswerOutcome {
  /** null after a success. */
  readonly error: AppError | null;
  /** True when the client had seen a part. */
  readonly brokenOff: boolean;
  readonly droppedNotes: number;
}

/**
 * Passes one log backend's answer to the client while it arrives: `data` untouched, warnings
 * filtered, errors reworded. What goes wrong before the first byte is sent becomes an error answer
 * by the caller; after it the connection is cut.
 */
export class LokiAnswerStream implements UpstreamReceiver {
  readonly #options: LokiAnswerOptions;
  readonly #writer: ClientWriter;
  readonly #scanner: EnvelopeScanner;
  /** The beginning of the body: of an error, or of an answer without data. */
  readonly #head: Buffer[] = [];
  #receivedBytes = 0;
  #status = 0;
  #settled = false;
  #call: UpstreamCall | null = null;

  constructor(options: LokiAnswerOptions) {
    this.#options = options;
    this.#writer = new ClientWriter(options.response, ANSWER_HEADERS, () => this.#call?.resume());
    this.#writer.write(PREFIX);
    this.#scanner = new EnvelopeScanner((chunk) => this.#writer.write(chunk));
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
    const isError = this.#status !== 200;
    if (this.#receivedBytes < (isError ? MAX_ERROR_BYTES : MAX_DATALESS_BYTES)) {
      this.#head.push(Buffer.from(chunk));
    }
    this.#receivedBytes += chunk.length;
    if (isError) {
      if (this.#receivedBytes > MAX_ERROR_BYTES) this.#failWithStatus('');
      return true;
    }
    const { maxBytes } = this.#options;
    if (this.#receivedBytes > maxBytes) this.#fail(new AnswerTooLarge(maxBytes));
    else if (!this.#scanner.push(chunk)) this.#finish();
    return this.#writer.writable;
  }

  done(): void {
    if (this.#settled) return;
    if (this.#status === 200) this.#finish();
    else this.#failWithStatus(Buffer.concat(this.#head).toString('utf8'));
  }

  failed(failure: UpstreamFailure, cause: Error): void {
    if (!this.#settled) this.#fail(lokiFailure(failure, cause));
  }

  #finish(): void {
    const end = this.#scanner.end();
    if (end.kind === 'ok' && end.beside.status === 'success') {
      this.#succeed(end.beside);
      return;
    }
    const absent = this.#options.absentData;
    const isEmpty = end.kind === 'unusable' && end.problem === 'no_data';
    if (isEmpty && absent !== null && this.#isSuccessWithoutData()) {
      this.#writer.write(Buffer.from(absent));
      this.#succeed({});
      return;
    }
    this.#fail(lokiScanError(end.kind === 'unusable' ? end.problem : 'not_an_object'));
  }

  #isSuccessWithoutData(): boolean {
    if (this.#receivedBytes > MAX_DATALESS_BYTES) return false;
    const text = Buffer.concat(this.#head).toString('utf8');
    return /^\s*\{\s*"status"\s*:\s*"success"\s*\}\s*$/.test(text);
  }

  #succeed(beside: Readonly<Record<string, unknown>>): void {
    const { kept, dropped } = filterLokiNotes(beside.warnings);
    const all = [...this.#options.warnings, ...kept];
    const warnings = all.length === 0 ? '' : `,"warnings":${JSON.stringify(all)}`;
    this.#writer.end(Buffer.from(`${warnings}}`));
    this.#settle({ error: null, brokenOff: false, droppedNotes: dropped });
  }

  #failWithStatus(body: string): void {
    this.#fail(lokiUpstreamError(this.#status, body, this.#options.backendUrl));
  }

  #fail(error: AppError): void {
    const brokenOff = this.#writer.started;
    this.#settle({ error, brokenOff, droppedNotes: 0 });
    this.#call?.abort();
    if (brokenOff) this.#writer.cut();
  }

  #clientGone(): void {
    if (this.#settled) return;
    const error = new AppError('timeout', 'the client went away');
    this.#settle({ error, brokenOff: true, droppedNotes: 0 });
    this.#call?.abort();
  }

  #settle(outcome: LokiAnswerOutcome): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#options.onSettled(outcome);
  }
}
