import type { Clock, Timer } from '../../../../platform/clock/clock.ts';
import { AppError } from '../../../../platform/errors/app-error.ts';
import { assertNever } from '../../../../platform/model/assert-never.ts';
import { lokiUpstreamError } from '../loki-error.ts';
import { closeFrame, type TailEnd } from './tail-end.ts';
import type { TailConnection, TailLoss, TailReceiver } from './tail-upstream.ts';

/** The client's side of a live tail. */
export interface TailClient {
  /** `onFlushed` is called when the network has taken it, or never will. */
  send(text: Buffer, onFlushed: () => void): void;
  readonly bufferedBytes: number;
  close(code: number, reason: string): void;
  /** Without a close frame: the client sees 1006. */
  cut(): void;
}

export interface TailSessionOptions {
  readonly client: TailClient;
  readonly clock: Clock;
  /** Bytes that may wait for the client before the backend is paused. */
  readonly maxBufferedBytes: number;
  /** Called once; `cause` is for the log. */
  readonly onEnd: (end: TailEnd, cause: Error | null) => void;
}

/** How long a client may take nothing while the backend is paused. */
const SLOW_MS = 15_000;

/**
 * Passes a backend's messages to one client as they come. A client that is slower than its lines has
 * the backend paused (which then drops lines and says so in `dropped_entries`), and is closed when it
 * takes nothing for 15 s; so what waits for it is bounded.
 */
export class TailSession implements TailReceiver {
  readonly #options: TailSessionOptions;
  #connection: TailConnection | null = null;
  #backendUrl = 'http://unknown';
  #slow: Timer | null = null;
  #isOver = false;

  constructor(options: TailSessionOptions) {
    this.#options = options;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Ties the session to its backend, whose messages it hears from now on. */
  attach(backendUrl: string, connect: () => TailConnection): void {
    this.#backendUrl = backendUrl;
    const connection = connect();
    this.#connection = connection;
    if (this.#isOver) connection.close();
  }

  message(text: Buffer): void {
    if (this.#isOver) return;
    const { client, maxBufferedBytes, clock } = this.#options;
    client.send(text, () => this.#flushed());
    if (client.bufferedBytes <= maxBufferedBytes || this.#slow) return;
    this.#connection?.pause();
    this.#slow = clock.after(SLOW_MS, () => this.end('slow_reader'));
  }

  ended(loss: TailLoss): void {
    const cause = loss.kind === 'lost' ? loss.cause : new Error(JSON.stringify(loss).slice(0, 500));
    const refusal = refusalOf(loss, this.#backendUrl);
    if (refusal === null) this.end('upstream_lost', '', cause);
    else this.end('refused', refusal.message, cause);
  }

  /** Ends both sides. Idempotent. @param said for the client, where the end has no words of its own */
  end(end: TailEnd, said = '', cause: Error | null = null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#slow?.cancel();
    this.#connection?.close();
    const frame = closeFrame(end, said);
    if (frame) this.#options.client.close(frame.code, frame.reason);
    else this.#options.client.cut();
    this.#options.onEnd(end, cause);
  }

  #flushed(): void {
    const { client, maxBufferedBytes } = this.#options;
    if (this.#isOver || !this.#slow || client.bufferedBytes > maxBufferedBytes / 2) return;
    this.#slow.cancel();
    this.#slow = null;
    this.#connection?.resume();
  }
}

const TOO_MANY = /max concurrent tail requests limit exceeded, count > limit \(\d{1,9} > \d{1,9}\)/;

/** What coming back would not change; null: the backend went away or restarts. */
function refusalOf(loss: TailLoss, backendUrl: string): AppError | null {
  switch (loss.kind) {
    case 'lost':
      return null;
    case 'answered':
      return loss.status >= 500 ? null : lokiUpstreamError(loss.status, loss.body, backendUrl);
    case 'closed': {
      const [known] = TOO_MANY.exec(loss.reason) ?? [];
      if (known !== undefined) return new AppError('limited', known);
      if (!isPolicy(loss.code)) return null;
      return new AppError('upstream_failed', 'the log backend ended the tail');
    }
    default:
      return assertNever(loss);
  }
}

/** Loki closes with 1011 for everything that it ends itself, mostly for reasons that pass. */
function isPolicy(code: number): boolean {
  return code === 1003 || (code >= 1007 && code <= 1010) || code >= 3000;
}
