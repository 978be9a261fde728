import { AppError } from '../errors/app-error.ts';
import type { Batch, BatchOutcome, SqlValue, Statement } from './state.ts';

/** How much may wait to be written. */
export interface QueueBound {
  readonly maxBatches: number;
  readonly maxBytes: number;
}

/** A batch that was submitted and not yet answered. */
export interface PendingBatch {
  readonly batch: Batch;
  readonly sizeBytes: number;
  /** It shares no commit with those after it. */
  readonly isLast?: boolean;
  readonly resolve: (outcome: BatchOutcome) => void;
  readonly reject: (error: Error) => void;
}

/** Batches in the order of submission, bounded by number and by estimated size. */
export class WriterQueue {
  readonly #bound: QueueBound;
  readonly #pending: PendingBatch[] = [];
  #posted = 0;
  #sizeBytes = 0;

  constructor(bound: QueueBound) {
    this.#bound = bound;
  }

  get batches(): number {
    return this.#pending.length;
  }

  get bytes(): number {
    return this.#sizeBytes;
  }

  /** Batches given out by `takeUnposted` and not yet answered. */
  get posted(): number {
    return this.#posted;
  }

  /** @throws AppError `unavailable` when the queue is full; one batch is always taken. */
  push(pending: PendingBatch): void {
    const isFull =
      this.#pending.length >= this.#bound.maxBatches ||
      (this.#pending.length > 0 && this.#sizeBytes + pending.sizeBytes > this.#bound.maxBytes);
    if (isFull) {
      throw new AppError(
        'unavailable',
        `${this.#pending.length} changes are waiting to be written; "${pending.batch.name}" was ` +
          'not taken. Try again in a second.',
        { retryAfterSeconds: 1 },
      );
    }
    this.#pending.push(pending);
    this.#sizeBytes += pending.sizeBytes;
  }

  /** The batches not yet sent to the writer; of them so many at most, or up to one that `isLast`. */
  takeUnposted(most = Number.POSITIVE_INFINITY): readonly Batch[] {
    const waiting = this.#pending.slice(this.#posted, this.#posted + most);
    const end = waiting.findIndex(({ isLast }) => isLast === true);
    const taken = end < 0 ? waiting : waiting.slice(0, end + 1);
    this.#posted += taken.length;
    return taken.map(({ batch }) => batch);
  }

  /** Removes the oldest `count`, which the writer has answered. */
  takeOldest(count: number): readonly PendingBatch[] {
    const taken = this.#pending.splice(0, count);
    this.#posted = Math.max(0, this.#posted - taken.length);
    for (const { sizeBytes } of taken) this.#sizeBytes -= sizeBytes;
    return taken;
  }
}

/** Rough size of a batch in memory, for the bound only. */
export function sizeOfBatch(batch: Batch): number {
  let sizeBytes = 64;
  for (const statement of batch.statements) {
    sizeBytes += statement.sql.length;
    for (const value of statement.parameters) sizeBytes += sizeOfValue(value);
  }
  return sizeBytes;
}

function sizeOfValue(value: SqlValue): number {
  if (typeof value === 'string') return 2 * value.length;
  return value instanceof Uint8Array ? value.byteLength : 8;
}

/** A copy that the caller can no longer change, with only what the writer needs. */
export function frozenBatch(batch: Batch): Batch {
  const statements: Statement[] = [];
  for (const statement of batch.statements) statements.push(frozenStatement(statement));
  return { name: batch.name, statements };
}

/**
 * By spread: a list that `map` makes has room for holes, and structured clone writes such lists element
 * by element with their indexes, at several times the cost.
 */
function frozenStatement({ name, sql, parameters, expect }: Statement): Statement {
  const owned = [...parameters];
  for (let at = 0; at < owned.length; at++) {
    const value = owned[at];
    if (value instanceof Uint8Array) owned[at] = ownedBytes(value);
  }
  return { name, sql, parameters: owned, expect };
}

/** Bytes are copied: sending a view of Node's shared buffer pool would send the whole pool. */
function ownedBytes(value: Uint8Array): Uint8Array {
  return new Uint8Array(value);
}
