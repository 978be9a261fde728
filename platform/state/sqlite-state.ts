import type { CompiledQuery } from 'kysely';
import type { Clock } from '../clock/clock.ts';
import type { Service } from '../lifecycle/service.ts';
import type { Logger } from '../observe/logger.ts';
import type { Metrics } from '../observe/metrics.ts';
import type { Migration } from './migration.ts';
import {
  closeWriteConnection,
  openReadConnection,
  openWriteConnection,
} from './sqlite-connection.ts';
import { migrateSqlite } from './sqlite-migrate.ts';
import { type OwnerLock, takeOwnerLock } from './sqlite-owner-lock.ts';
import { SqliteReader } from './sqlite-reader.ts';
import { SqliteWriter } from './sqlite-writer.ts';
import type { Batch, BatchOutcome, State } from './state.ts';

export interface SqliteStateOptions {
  /** Path of the database; `-wal`, `-shm` and `.lock` files appear beside it. */
  readonly file: string;
  readonly migrations: readonly Migration[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Called once if the writer thread dies by itself; the process should then end. */
  readonly onFatal?: (error: Error) => void;
  readonly limits?: Partial<SqliteStateLimits>;
}

export interface SqliteStateLimits {
  /** Batches waiting to be written; more are refused with `unavailable`. Default 20,000. */
  readonly maxQueuedBatches: number;
  /** Their estimated size. Default 64 MiB. */
  readonly maxQueuedBytes: number;
  /** Batches that share one commit. Default 512. */
  readonly maxJoinedBatches: number;
  /** Prepared statements kept per connection. Default 500. */
  readonly cachedStatements: number;
  /** The database file grows no further. No bound by default. */
  readonly maxSizeBytes: number | undefined;
}

const DEFAULT_LIMITS: SqliteStateLimits = {
  maxQueuedBatches: 20_000,
  maxQueuedBytes: 64 * 1024 * 1024,
  maxJoinedBatches: 512,
  cachedStatements: 500,
  maxSizeBytes: undefined,
};

/**
 * The state on one SQLite file, owned by this process: takes the owner lock, applies pending
 * migrations, starts the writer thread. It works as soon as the promise resolves, so that the
 * composition root can read from it; as a `Service` (first in the order) it is drained last.
 * @throws AppError `unavailable` when another process owns the file, or when the schema is not one
 * that this program can continue from.
 */
export async function openSqliteState(options: SqliteStateOptions): Promise<State & Service> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const lock = takeOwnerLock(options.file);
  try {
    migrateFile(options, limits);
    const writer = await startWriter(options, limits);
    const reader = new SqliteReader(openReadConnection(options.file), limits.cachedStatements);
    return new SqliteState(writer, reader, lock);
  } catch (thrown) {
    lock.release();
    throw thrown;
  }
}

function migrateFile(options: SqliteStateOptions, limits: SqliteStateLimits): void {
  const { file, clock, logger } = options;
  const database = openWriteConnection({ file, maxSizeBytes: limits.maxSizeBytes });
  try {
    const applied = migrateSqlite(database, options.migrations, clock.nowMs());
    if (applied.length > 0) logger.info({ migrations: applied }, 'schema migrated');
  } finally {
    closeWriteConnection(database);
  }
}

function startWriter(
  options: SqliteStateOptions,
  limits: SqliteStateLimits,
): Promise<SqliteWriter> {
  const { maxSizeBytes, maxJoinedBatches, cachedStatements } = limits;
  return SqliteWriter.start({
    settings: { file: options.file, maxSizeBytes, maxJoinedBatches, cachedStatements },
    bound: { maxBatches: limits.maxQueuedBatches, maxBytes: limits.maxQueuedBytes },
    logger: options.logger,
    metrics: options.metrics,
    onFatal: (error) => options.onFatal?.(error),
  });
}

class SqliteState implements State, Service {
  readonly name = 'state';
  readonly dialect = 'sqlite';
  readonly #writer: SqliteWriter;
  readonly #reader: SqliteReader;
  readonly #lock: OwnerLock;

  constructor(writer: SqliteWriter, reader: SqliteReader, lock: OwnerLock) {
    this.#writer = writer;
    this.#reader = reader;
    this.#lock = lock;
  }

  commit(batch: Batch): Promise<BatchOutcome> {
    return this.#writer.submit(batch);
  }

  all<Row>(query: CompiledQuery<Row>): Promise<readonly Row[]> {
    return this.#reader.all(query);
  }

  first<Row>(query: CompiledQuery<Row>): Promise<Row | undefined> {
    return this.#reader.first(query);
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  /** Waits until everything submitted is written; what a draining service still submits is taken. */
  async drain(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const aborted = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await Promise.race([this.#writer.idle(), aborted]);
  }

  async stop(): Promise<void> {
    this.#reader.close();
    await this.#writer.close();
    this.#lock.release();
  }
}
