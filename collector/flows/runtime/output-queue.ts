import type { Clock } from '../../../platform/clock/clock.ts';
import type { OutputQueueStatus } from '../delivery/log-spec-status.ts';
import type { StampedLine } from './stamp-event.ts';

/** What became of a batch. */
export type WriteOutcome =
  | { readonly kind: 'written' }
  /** Later perhaps. */
  | { readonly kind: 'retry'; readonly reason: string; readonly afterMs?: number }
  /** Never: the same lines would be refused again. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Writes lines to one destination. Never rejects. */
export interface OutputWriter {
  write(lines: readonly StampedLine[], signal: AbortSignal): Promise<WriteOutcome>;
  close(): void;
}

/** Bytes that the queues of one owner take, and may take. */
export interface SharedRoom {
  used: number;
  readonly maxBytes: number;
}

export interface OutputQueueOptions {
  readonly writer: OutputWriter;
  readonly maxBytes: number;
  /** What all queues of one owner hold together; shared by them. */
  readonly shared: SharedRoom;
  /** When there is no room the oldest lines go instead of the newest. */
  readonly dropsOldest: boolean;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
}

interface Waiting {
  readonly line: StampedLine;
  readonly bytes: number;
}

const BATCH_LINES = 1_000;
const BATCH_BYTES = 1_048_576;
const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 60_000;
/** What a line takes beside its text. */
const LINE_BYTES = 200;

/**
 * The lines that wait for one destination, in memory, in order, up to a bound. What a destination does
 * not take now is sent again until it does, with growing delays; one batch at a time.
 */
export class OutputQueue {
  readonly #options: OutputQueueOptions;
  readonly #abort = new AbortController();
  #waiting: Waiting[] = [];
  #bytes = 0;
  #sent = 0;
  #dropped = 0;
  #lastError = '';
  #failures = 0;
  #notBeforeMs = 0;
  #sending: Promise<void> | null = null;

  constructor(options: OutputQueueOptions) {
    this.#options = options;
  }

  add(line: StampedLine): void {
    const { dropsOldest } = this.#options;
    const bytes = LINE_BYTES + JSON.stringify(line.record).length;
    if (dropsOldest) {
      while (!this.#hasRoom(bytes) && this.#sending === null) {
        const oldest = this.#waiting.shift();
        if (oldest === undefined) break;
        this.#take(-oldest.bytes);
        this.#drop(1, 'the queue is full');
      }
    }
    if (!this.#hasRoom(bytes)) {
      this.#drop(1, 'the queue is full');
      return;
    }
    this.#waiting.push({ line, bytes });
    this.#take(bytes);
  }

  #hasRoom(bytes: number): boolean {
    const { maxBytes, shared } = this.#options;
    return this.#bytes + bytes <= maxBytes && shared.used + bytes <= shared.maxBytes;
  }

  #take(bytes: number): void {
    this.#bytes += bytes;
    this.#options.shared.used += bytes;
  }

  /** Begins to send when there is something to send and it is time. */
  tick(): void {
    if (this.#sending !== null || this.#waiting.length === 0) return;
    if (this.#options.clock.nowMs() < this.#notBeforeMs) return;
    this.#sending = this.#send().finally(() => {
      this.#sending = null;
    });
  }

  status(): OutputQueueStatus {
    return {
      waitingLines: this.#waiting.length,
      waitingBytes: this.#bytes,
      sentLines: this.#sent,
      droppedLines: this.#dropped,
      lastError: this.#lastError,
    };
  }

  /** Sends what it can at once; what is left is answered. */
  async close(signal: AbortSignal): Promise<readonly StampedLine[]> {
    const abort = () => this.#abort.abort(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    await this.#sending;
    this.#notBeforeMs = 0;
    if (!signal.aborted && this.#failures === 0) await this.#send();
    signal.removeEventListener('abort', abort);
    this.#options.writer.close();
    this.#take(-this.#bytes);
    return this.#waiting.map(({ line }) => line);
  }

  async #send(): Promise<void> {
    while (this.#waiting.length > 0 && !this.#abort.signal.aborted) {
      const batch = this.#batch();
      const lines = batch.map(({ line }) => line);
      const outcome = await this.#options.writer.write(lines, this.#abort.signal);
      if (outcome.kind === 'retry') {
        this.#failed(outcome);
        return;
      }
      this.#waiting.splice(0, batch.length);
      for (const { bytes } of batch) this.#take(-bytes);
      this.#failures = 0;
      if (outcome.kind === 'refused') this.#drop(batch.length, outcome.reason);
      else {
        this.#sent += batch.length;
        this.#lastError = '';
      }
    }
  }

  #batch(): readonly Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const one of this.#waiting) {
      bytes += one.bytes;
      if (count >= BATCH_LINES || (count > 0 && bytes > BATCH_BYTES)) break;
      count += 1;
    }
    return this.#waiting.slice(0, count);
  }

  #failed({ reason, afterMs = 0 }: Extract<WriteOutcome, { kind: 'retry' }>): void {
    const { clock, random } = this.#options;
    this.#lastError = reason;
    const delayMs = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(this.#failures, 10));
    this.#failures += 1;
    this.#notBeforeMs = clock.nowMs() + Math.max(afterMs, delayMs * (0.5 + random() / 2));
  }

  #drop(lines: number, reason: string): void {
    this.#dropped += lines;
    this.#lastError = reason;
  }
}
