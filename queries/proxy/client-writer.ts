import type { ServerResponse } from 'node:http';
import { endWhole } from './end-whole.ts';

/** Answers up to this size are sent in one piece; so most of them need no chunked encoding. */
const WHOLE_BYTES = 64 * 1024;

/**
 * Writes an answer to a client: the first part is held back, so that what goes wrong early can still
 * become an error answer. Tells when the client takes no more, and when it does again.
 */
export class ClientWriter {
  readonly #response: ServerResponse;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #onDrain: () => void;
  readonly #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #started = false;
  #writable = true;

  constructor(
    response: ServerResponse,
    headers: Readonly<Record<string, string>>,
    onDrain: () => void,
  ) {
    this.#response = response;
    this.#headers = headers;
    this.#onDrain = onDrain;
  }

  /** True when the client has seen a part; then only cutting the connection tells of a failure. */
  get started(): boolean {
    return this.#started;
  }

  /** False until the next call of `onDrain`: the client is slower than the backend. */
  get writable(): boolean {
    return this.#writable;
  }

  write(chunk: Buffer): void {
    if (this.#started) {
      this.#send(chunk);
      return;
    }
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.length;
    if (this.#waitingBytes <= WHOLE_BYTES) return;
    this.#started = true;
    this.#response.writeHead(200, this.#headers);
    this.#send(Buffer.concat(this.#waiting));
    this.#waiting.length = 0;
  }

  /** Completes the answer. */
  end(tail: Buffer): void {
    if (this.#started) {
      this.#response.end(tail);
      return;
    }
    const whole = Buffer.concat([...this.#waiting, tail]);
    this.#response.writeHead(200, { ...this.#headers, 'content-length': whole.length });
    endWhole(this.#response, whole);
  }

  /** Cuts the connection, so that nobody takes the part for the whole. */
  cut(): void {
    this.#response.destroy();
  }

  #send(chunk: Buffer): void {
    if (this.#response.write(chunk) || !this.#writable) return;
    this.#writable = false;
    this.#response.once('drain', () => {
      this.#writable = true;
      this.#onDrain();
    });
  }
}
