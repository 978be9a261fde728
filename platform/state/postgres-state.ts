import type { CompiledQuery } from 'kysely';
import type pg from 'pg';
import type { Clock } from '../clock/clock.ts';
import { AppError, asError } from '../errors/app-error.ts';
import type { Service } from '../lifecycle/service.ts';
import type { Logger } from '../observe/logger.ts';
import type { Metrics } from '../observe/metrics.ts';
import { statement } from './builder.ts';
import type { Migration } from './migration.ts';
import { openPostgres, postgresPlace } from './postgres-connection.ts';
import { postgresFault } from './postgres-errors.ts';
import { PostgresFollower } from './postgres-follower.ts';
import { migratePostgres, refuseOtherSchema } from './postgres-migrate.ts';
import { PostgresOwner } from './postgres-owner.ts';
import { PostgresReader } from './postgres-reader.ts';
import { PostgresWriter } from './postgres-writer.ts';
import type { Batch, BatchOutcome, State } from './state.ts';
import { SOLE_WRITER, type StateFollower } from './state-follower.ts';

export interface PostgresStateOptions {
  /** `postgresql://user:password@host:5432/database`; never logged. */
  readonly url: string;
  readonly migrations: readonly Migration[];
  /** Of this process, unique; letters and digits. */
  readonly member: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /**
   * Whether this is to be the only process that has the database open: it waits until it is, or
   * refuses. By default others may have it open too, and memory must follow them (`follower`).
   */
  readonly alone?: 'wait' | 'refuse';
  /** Called when it waits. */
  readonly onStandBy?: () => void;
  /** Ends the waiting. */
  readonly closing?: AbortSignal;
  /** Not alone: takes the schema as it is, and refuses any other than that of this program. */
  readonly isGuest?: boolean;
  /** Called when another process has owned the database meanwhile; this one must end. */
  readonly onFatal?: (error: Error) => void;
  readonly limits?: Partial<PostgresStateLimits>;
}

export interface PostgresStateLimits {
  /** Batches waiting to be written; more are refused with `unavailable`. Default 20,000. */
  readonly maxQueuedBatches: number;
  /** Their estimated size. Default 64 MiB. */
  readonly maxQueuedBytes: number;
  /** Batches that share one transaction. Default 48. */
  readonly maxJoinedBatches: number;
  /** Connections that read. Default 8; one more writes, one listens. */
  readonly maxReaders: number;
}

const DEFAULT_LIMITS: PostgresStateLimits = {
  maxQueuedBatches: 20_000,
  maxQueuedBytes: 64 * 1024 * 1024,
  maxJoinedBatches: 48,
  maxReaders: 8,
};

/** NOTIFY carries no data: it only says "look". */
const CHANNEL = 'tocsin';

/** The state, and what keeps memory in line with other processes where there may be any. */
export interface SharedState {
  readonly state: State & Service;
  readonly follower: StateFollower;
  /** Counts the owners of the database; 0 for one that is not alone. */
  readonly epoch: number;
}

/**
 * The state on PostgreSQL: applies pending migrations, opens the connection that writes and the one
 * that listens. Any number of processes may do so at once. It works as soon as the promise resolves;
 * as a `Service` (first in the order) it is drained last.
 * @throws AppError `invalid` for an address that is none; `unavailable` when the database cannot be
 * reached, or when the schema is not one that this program can continue from.
 */
export async function openPostgresState(options: PostgresStateOptions): Promise<SharedState> {
  const place = postgresPlace(options.url);
  const own = new OwnConnections(options, place);
  try {
    await own.owner?.take();
    await migrate(options);
    await own.owner?.begin();
    return await join(options, own);
  } catch (thrown) {
    await own.owner?.close();
    throw asUnreachable(place, thrown);
  }
}

async function join(options: PostgresStateOptions, own: OwnConnections): Promise<SharedState> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const { clock, logger, metrics, member, url } = options;
  const writer = new PostgresWriter({
    connect: (onEnd) => own.writing(onEnd),
    channel: CHANNEL,
    bound: { maxBatches: limits.maxQueuedBatches, maxBytes: limits.maxQueuedBytes },
    maxJoinedBatches: limits.maxJoinedBatches,
    clock,
    logger,
    metrics,
  });
  const reader = new PostgresReader(url, limits.maxReaders);
  if (own.owner !== null) {
    const epoch = own.owner.epoch ?? 0;
    return { state: new PostgresState(writer, reader, own.owner), follower: SOLE_WRITER, epoch };
  }
  const follower = new PostgresFollower({
    connect: (onEnd) => openPostgres({ url, role: 'listener' }, onEnd),
    channel: CHANNEL,
    member,
    ownProcess: () => own.process,
    readInOrder: (query) => readInOrder(writer, query),
    clock,
    logger,
  });
  await follower.start();
  return { state: new PostgresState(writer, reader, follower), follower, epoch: 0 };
}

/** Connections that write, and what the server calls the latest. */
class OwnConnections {
  readonly owner: PostgresOwner | null;
  readonly #options: PostgresStateOptions;
  process: number | null = null;

  constructor(options: PostgresStateOptions, place: string) {
    this.#options = options;
    const { alone, clock, logger, onFatal, onStandBy, closing } = options;
    this.owner =
      alone === undefined
        ? null
        : new PostgresOwner({
            open: (onEnd) => this.#open(onEnd),
            otherwise: alone,
            onLost: (error) => onFatal?.(error),
            ...{ place, clock, logger },
            ...(onStandBy === undefined ? {} : { onStandBy }),
            ...(closing === undefined ? {} : { closing }),
          });
  }

  writing(onEnd: (client: pg.Client) => void): Promise<pg.Client> {
    return this.owner ? this.owner.connect(onEnd) : this.#open(onEnd);
  }

  async #open(onEnd: (client: pg.Client) => void): Promise<pg.Client> {
    const { url, member } = this.#options;
    const client = await openPostgres({ url, role: 'writer' }, onEnd);
    await client.query('SELECT set_config($1, $2, false)', ['tocsin.member', member]);
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    this.process = rows[0]?.pid ?? null;
    return client;
  }
}

async function migrate(options: PostgresStateOptions): Promise<void> {
  const { url, migrations, clock, logger, isGuest = false } = options;
  const client = await openPostgres({ url, role: 'migration' });
  try {
    if (isGuest) {
      await refuseOtherSchema(client, migrations);
      return;
    }
    const applied = await migratePostgres(client, migrations, clock.nowMs());
    if (applied.length > 0) logger.info({ migrations: applied }, 'schema migrated');
  } finally {
    await client.end();
  }
}

/** What the driver threw before anything worked; errors of ours say enough by themselves. */
function asUnreachable(place: string, cause: unknown): unknown {
  if (cause instanceof AppError) return cause;
  const { fault, retry } = postgresFault(cause);
  const isRefusal = fault.kind === 'database' && /^(?:28|3D|53)/.test(fault.code);
  if (retry !== 'reconnect' && !isRefusal) return cause;
  return new AppError(
    'unavailable',
    `The database at ${place} cannot be opened: ${asError(cause).message}. Check that it runs, that ` +
      'it may be reached from here, and its user and password.',
    { cause },
  );
}

/** The query takes its place in the order of our batches and shares no commit with later ones. */
async function readInOrder<Row>(
  writer: PostgresWriter,
  query: CompiledQuery<Row>,
): Promise<readonly Row[]> {
  const statements = [statement('state.follow', query)];
  const outcome = await writer.submit({ name: 'state.follow', statements }, true);
  if (outcome.kind !== 'committed') throw new Error(`state.follow is ${outcome.kind}`);
  // The row types are Kysely's, derived from the very query that runs.
  return (outcome.results[0]?.rows ?? []) as readonly unknown[] as readonly Row[];
}

class PostgresState implements State, Service {
  readonly name = 'state';
  readonly dialect = 'postgres';
  readonly #writer: PostgresWriter;
  readonly #reader: PostgresReader;
  readonly #mate: PostgresFollower | PostgresOwner;

  /** @param mate holds a connection of its own, and gives it up last */
  constructor(
    writer: PostgresWriter,
    reader: PostgresReader,
    mate: PostgresFollower | PostgresOwner,
  ) {
    this.#writer = writer;
    this.#reader = reader;
    this.#mate = mate;
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
    await this.#writer.close();
    await this.#reader.close();
    await this.#mate.close();
  }
}
