import type { Worker } from 'node:worker_threads';
import { AppError } from '../errors/app-error.ts';
import { spawnThread } from '../lifecycle/spawn-thread.ts';
import type { Logger } from '../observe/logger.ts';
import type { Metrics } from '../observe/metrics.ts';
import { outcomeOf } from './flat-result.ts';
import type { Batch, BatchOutcome } from './state.ts';
import { type RunOutcome, stateError } from './state-fault.ts';
import { type StateMetrics, stateMetrics } from './state-metrics.ts';
import type { FromWriter, ToWriter, WriterSettings } from './writer-protocol.ts';
import {
  frozenBatch,
  type PendingBatch,
  type QueueBound,
  sizeOfBatch,
  WriterQueue,
} from './writer-queue.ts';

export interface SqliteWriterOptions {
  readonly settings: WriterSettings;
  readonly bound: QueueBound;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** The thread died by itself: what was waiting is of unknown outcome, the process should end. */
  readonly onFatal: (error: Error) => void;
}

/** This side of the writer thread: the queue, the posting, and the settling in order. */
export class SqliteWriter {
  readonly #worker: Worker;
  readonly #queue: WriterQueue;
  readonly #metrics: StateMetrics;
  readonly #options: SqliteWriterOptions;
  readonly #exited: Promise<void>;
  readonly #idleWaiters: (() => void)[] = [];
  #phase: 'open' | 'stopping' | 'closed' = 'open';
  #isPostPlanned = false;

  private constructor(options: SqliteWriterOptions, worker: Worker) {
    this.#options = options;
    this.#worker = worker;
    this.#queue = new WriterQueue(options.bound);
    this.#metrics = stateMetrics(options.metrics, () => this.#queue);
    this.#exited = new Promise((resolve) => {
      worker.once('exit', () => resolve());
    });
    worker.on('message', (message: FromWriter) => this.#receive(message));
    worker.on('error', (error) => this.#died(error));
    worker.on('exit', (code) => this.#died(new Error(`the writer thread ended with code ${code}`)));
  }

  /** Starts the thread; resolves when its connection is open, rejects when it cannot be. */
  static async start(options: SqliteWriterOptions): Promise<SqliteWriter> {
    const worker = spawnThread(import.meta.url, './sqlite-writer-thread', {
      name: 'state-writer',
      workerData: options.settings,
    });
    await new Promise<void>((resolve, reject) => {
      const onExit = () => reject(new Error('the writer thread ended before it was ready'));
      worker.once('error', reject);
      worker.once('exit', onExit);
      worker.once('message', () => {
        worker.off('error', reject);
        worker.off('exit', onExit);
        resolve();
      });
    });
    return new SqliteWriter(options, worker);
  }

  submit(batch: Batch): Promise<BatchOutcome> {
    if (this.#phase !== 'open') return Promise.reject(closedError(batch.name));
    return new Promise((resolve, reject) => {
      const pending = { batch: frozenBatch(batch), sizeBytes: sizeOfBatch(batch), resolve, reject };
      try {
        this.#queue.push(pending);
      } catch (thrown) {
        this.#metrics.refused();
        throw thrown;
      }
      this.#planPost();
    });
  }

  /** Resolves when nothing is waiting. */
  idle(): Promise<void> {
    if (this.#queue.batches === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#idleWaiters.push(resolve);
    });
  }

  /** Takes no more, finishes the queue, moves the WAL into the file, ends the thread. */
  async close(): Promise<void> {
    if (this.#phase === 'open') {
      this.#phase = 'stopping';
      this.#postUnposted();
      this.#post({ kind: 'stop' });
    }
    await this.#exited;
    this.#phase = 'closed';
  }

  /**
   * When the writer has nothing to do the batch goes at the end of this task. Otherwise it can only
   * wait, so that all batches of this turn of the event loop go in one message.
   */
  #planPost(): void {
    if (this.#isPostPlanned) return;
    this.#isPostPlanned = true;
    const post = () => this.#postUnposted();
    if (this.#queue.posted === 0) queueMicrotask(post);
    else setImmediate(post);
  }

  #postUnposted(): void {
    this.#isPostPlanned = false;
    const batches = this.#queue.takeUnposted();
    if (batches.length > 0) this.#post({ kind: 'batches', batches });
  }

  #post(message: ToWriter): void {
    this.#worker.postMessage(message);
  }

  #receive(message: FromWriter): void {
    if (message.kind !== 'settled') return;
    const { outcomes, commitSeconds } = message;
    const answered = this.#queue.takeOldest(outcomes.length);
    this.#metrics.committed(outcomes.length, commitSeconds);
    answered.forEach((pending, index) => {
      const outcome = outcomes[index];
      if (outcome) this.#settle(pending, outcomeOf(outcome));
    });
    if (this.#queue.batches === 0) for (const wake of this.#idleWaiters.splice(0)) wake();
  }

  #settle({ batch, resolve, reject }: PendingBatch, outcome: RunOutcome): void {
    this.#metrics.settled(batch.name, outcome.kind);
    if (outcome.kind !== 'failed') {
      resolve(outcome);
      return;
    }
    reject(stateError(`"${batch.name}"`, outcome.fault));
  }

  #died(error: Error): void {
    if (this.#phase === 'closed') return;
    const wasAsked = this.#phase === 'stopping' && this.#queue.batches === 0;
    this.#phase = 'closed';
    if (wasAsked) return;
    this.#options.logger.error({ err: error }, 'state writer thread died');
    for (const { batch, reject } of this.#queue.takeOldest(this.#queue.batches)) {
      reject(diedError(batch.name, error));
    }
    for (const wake of this.#idleWaiters.splice(0)) wake();
    this.#options.onFatal(error);
  }
}

function closedError(batch: string): AppError {
  return new AppError(
    'unavailable',
    `The database is being closed; "${batch}" was not written. Try again after the restart.`,
    { retryAfterSeconds: 5 },
  );
}

function diedError(batch: string, cause: Error): AppError {
  return new AppError(
    'unavailable',
    `The database writer stopped while "${batch}" was waiting; whether it was written is unknown.`,
    { retryAfterSeconds: 5, cause },
  );
}
