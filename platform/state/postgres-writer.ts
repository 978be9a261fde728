import type pg from 'pg';
import type { Clock } from '../clock/clock.ts';
import { AppError } from '../errors/app-error.ts';
import type { Logger } from '../observe/logger.ts';
import type { Metrics } from '../observe/metrics.ts';
import { PostgresBatchRunner, TransactionFailed } from './postgres-batch-runner.ts';
import { type PostgresFault, postgresFault } from './postgres-errors.ts';
import type { Batch, BatchOutcome } from './state.ts';
import { type RunOutcome, stateError } from './state-fault.ts';
import { type StateMetrics, stateMetrics } from './state-metrics.ts';
import {
  frozenBatch,
  type PendingBatch,
  type QueueBound,
  sizeOfBatch,
  WriterQueue,
} from './writer-queue.ts';

export interface PostgresWriterOptions {
  /** Opens the connection that writes; `onEnd` is to be called when it ends. */
  readonly connect: (onEnd: (client: pg.Client) => void) => Promise<pg.Client>;
  readonly channel: string;
  readonly bound: QueueBound;
  /** Batches that share one transaction: each has a savepoint, and a session keeps track of 64. */
  readonly maxJoinedBatches: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** For so long a batch waits for a database that is away before it fails. */
const RECONNECT_MS = 5_000;
const RECONNECT_PAUSE_MS = 100;
/** How often a transaction that lost against another one is tried. */
const MAX_ATTEMPTS = 5;

/** Writes over one connection, in the order of submission; what waits meanwhile shares the next commit. */
export class PostgresWriter {
  readonly #options: PostgresWriterOptions;
  readonly #queue: WriterQueue;
  readonly #metrics: StateMetrics;
  readonly #idleWaiters: (() => void)[] = [];
  readonly #closing = new AbortController();
  #runner: PostgresBatchRunner | null = null;
  #client: pg.Client | null = null;
  #isWorking = false;
  #isAway = false;

  constructor(options: PostgresWriterOptions) {
    this.#options = options;
    this.#queue = new WriterQueue(options.bound);
    this.#metrics = stateMetrics(options.metrics, () => this.#queue);
  }

  /** @param isLast it shares no commit with those after it, so that these settle later */
  submit(batch: Batch, isLast = false): Promise<BatchOutcome> {
    if (this.#closing.signal.aborted) return Promise.reject(closedError(batch.name));
    return new Promise((resolve, reject) => {
      const sizeBytes = sizeOfBatch(batch);
      const pending: PendingBatch = {
        batch: frozenBatch(batch),
        sizeBytes,
        isLast,
        resolve,
        reject,
      };
      try {
        this.#queue.push(pending);
      } catch (thrown) {
        this.#metrics.refused();
        throw thrown;
      }
      this.#wake();
    });
  }

  /** Resolves when nothing is waiting. */
  idle(): Promise<void> {
    if (this.#queue.batches === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#idleWaiters.push(resolve);
    });
  }

  /** Takes no more, writes what waits, ends the connection. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('the database is being closed'));
    await this.idle();
    await this.#client?.end();
  }

  /** Batches of this turn of the event loop go together. */
  #wake(): void {
    if (this.#isWorking) return;
    this.#isWorking = true;
    queueMicrotask(() => void this.#work());
  }

  async #work(): Promise<void> {
    const { clock, maxJoinedBatches } = this.#options;
    while (this.#queue.batches > 0) {
      const batches = this.#queue.takeUnposted(maxJoinedBatches);
      const beganMs = clock.monotonicMs();
      const outcomes = await this.#apply(batches);
      this.#metrics.committed(outcomes.length, (clock.monotonicMs() - beganMs) / 1_000);
      const answered = this.#queue.takeOldest(outcomes.length);
      answered.forEach((pending, index) => {
        const outcome = outcomes[index];
        if (outcome) this.#settle(pending, outcome);
      });
    }
    this.#isWorking = false;
    for (const wake of this.#idleWaiters.splice(0)) wake();
  }

  #settle({ batch, resolve, reject }: PendingBatch, outcome: RunOutcome): void {
    this.#metrics.settled(batch.name, outcome.kind);
    if (outcome.kind === 'failed') reject(stateError(`"${batch.name}"`, outcome.fault));
    else resolve(outcome);
  }

  /** Never rejects: each batch has its outcome. */
  async #apply(batches: readonly Batch[]): Promise<readonly RunOutcome[]> {
    const untilMs = this.#options.clock.monotonicMs() + RECONNECT_MS;
    for (let attempt = 1; ; attempt++) {
      const failure = await this.#attempt(batches);
      if (failure.kind === 'done') return failure.outcomes;
      if (failure.isUnknown) return allFailed(batches, unknownFault(failure.fault));
      if (await this.#mayRetry(failure.fault, attempt, untilMs)) continue;
      if (batches.length === 1 || failure.fault.retry === 'reconnect') {
        return allFailed(batches, databaseFault(failure.fault));
      }
      return this.#oneByOne(batches);
    }
  }

  /** Only the batch that cannot be written fails. */
  async #oneByOne(batches: readonly Batch[]): Promise<readonly RunOutcome[]> {
    const outcomes: RunOutcome[] = [];
    for (const batch of batches) outcomes.push(...(await this.#apply([batch])));
    return outcomes;
  }

  async #attempt(batches: readonly Batch[]): Promise<Attempt> {
    try {
      const runner = await this.#connected();
      return { kind: 'done', outcomes: await runner.run(batches) };
    } catch (thrown) {
      if (thrown instanceof TransactionFailed) {
        if (thrown.fault.retry === 'reconnect') this.#drop();
        return { kind: 'failed', fault: thrown.fault, isUnknown: thrown.isUnknown };
      }
      return { kind: 'failed', fault: postgresFault(thrown), isUnknown: false };
    }
  }

  async #mayRetry(fault: PostgresFault, attempt: number, untilMs: number): Promise<boolean> {
    const { clock } = this.#options;
    if (fault.retry === 'no') return false;
    if (fault.retry === 'again') return attempt < MAX_ATTEMPTS;
    this.#sayAway(fault);
    if (clock.monotonicMs() + RECONNECT_PAUSE_MS > untilMs) return false;
    if (this.#closing.signal.aborted) return false;
    await clock.sleep(RECONNECT_PAUSE_MS);
    return true;
  }

  async #connected(): Promise<PostgresBatchRunner> {
    if (this.#runner) return this.#runner;
    const client = await this.#options.connect((ended) => {
      if (ended === this.#client) this.#forget();
    });
    this.#client = client;
    this.#runner = new PostgresBatchRunner(client, this.#options.channel);
    if (this.#isAway) this.#options.logger.info({}, 'database is back');
    this.#isAway = false;
    return this.#runner;
  }

  #drop(): void {
    const client = this.#client;
    this.#forget();
    // It is broken already, and what broke it has been told.
    client?.end().catch(() => undefined);
  }

  #forget(): void {
    this.#client = null;
    this.#runner = null;
  }

  #sayAway({ fault }: PostgresFault): void {
    if (this.#isAway) return;
    this.#isAway = true;
    this.#options.logger.warn({ fault }, 'database does not answer');
  }
}

type Attempt =
  | { readonly kind: 'done'; readonly outcomes: readonly RunOutcome[] }
  | { readonly kind: 'failed'; readonly fault: PostgresFault; readonly isUnknown: boolean };

type Failed = Extract<RunOutcome, { kind: 'failed' }>;

function allFailed(batches: readonly Batch[], fault: Failed['fault']): readonly RunOutcome[] {
  return batches.map(() => ({ kind: 'failed', fault }));
}

function databaseFault({ fault }: PostgresFault): Failed['fault'] {
  if (fault.kind !== 'conflict') return fault;
  return { kind: 'program', message: `a constraint that is judged late: ${fault.constraint}` };
}

function unknownFault({ fault }: PostgresFault): Failed['fault'] {
  return { kind: 'unknown', message: fault.kind === 'conflict' ? fault.constraint : fault.message };
}

function closedError(batch: string): AppError {
  return new AppError(
    'unavailable',
    `The database is being closed; "${batch}" was not written. Try again after the restart.`,
    { retryAfterSeconds: 5 },
  );
}
