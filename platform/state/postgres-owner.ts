import type pg from 'pg';
import type { Clock } from '../clock/clock.ts';
import { AppError } from '../errors/app-error.ts';
import type { Logger } from '../observe/logger.ts';

export interface PostgresOwnerOptions {
  /** Opens a connection that writes. */
  readonly open: (onEnd: (client: pg.Client) => void) => Promise<pg.Client>;
  /** While another process owns the database: wait until it is gone, or refuse. */
  readonly otherwise: 'wait' | 'refuse';
  /** Of the database, for people. */
  readonly place: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Another process has owned the database meanwhile: what this one remembers is not to be used. */
  readonly onLost: (error: Error) => void;
  /** Another process owns the database, and this one begins to wait. */
  readonly onStandBy?: () => void;
  /** Ends the waiting. */
  readonly closing?: AbortSignal;
}

/** A lock of the session: the server drops it with the connection, however the process died. */
const OWNER_LOCK = 7_262_002;
const TRY = `SELECT pg_try_advisory_lock(${OWNER_LOCK}) AS taken`;
const ASK_AGAIN_MS = 250;
const AWAY_MS = 5_000;

/** To be run with the migrations. */
export const OWNER_TABLE = `CREATE TABLE IF NOT EXISTS state_owner (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  epoch BIGINT NOT NULL
)`;

const NEXT_EPOCH = `INSERT INTO state_owner (id, epoch) VALUES (1, 1)
  ON CONFLICT (id) DO UPDATE SET epoch = state_owner.epoch + 1 RETURNING epoch`;

/**
 * Ownership of a database by one process at a time. The lock is held by the very connection that
 * writes, so that a process that has lost it cannot write. When its connection breaks it may take the
 * lock again, unless another process was the owner in between: the epoch says so.
 */
export class PostgresOwner {
  readonly #options: PostgresOwnerOptions;
  #held: pg.Client | null = null;
  #onEnd: (client: pg.Client) => void = () => undefined;
  #epoch: number | null = null;

  constructor(options: PostgresOwnerOptions) {
    this.#options = options;
  }

  /**
   * Resolves when this process is the owner. To be called before anything is read.
   * @throws AppError `unavailable` when another one is and this is not to wait; the reason of `closing`.
   */
  async take(): Promise<void> {
    const { otherwise, place, clock, logger, onStandBy, closing } = this.#options;
    const client = await this.#open();
    if (await hasTaken(client)) return;
    if (otherwise === 'refuse') {
      await client.end();
      throw inUse(place);
    }
    logger.info({ place }, 'standing by: another process owns the database');
    onStandBy?.();
    while (!(await this.#tries())) await clock.sleep(ASK_AGAIN_MS, closing);
    logger.info({ place }, 'taking over the database');
  }

  /** A database that is away for a while is no reason to stop standing by. */
  async #tries(): Promise<boolean> {
    const { clock, logger, place, closing } = this.#options;
    try {
      return await hasTaken(this.#held ?? (await this.#open()));
    } catch (err) {
      logger.warn({ err, place }, 'the database does not answer while standing by');
      await clock.sleep(AWAY_MS, closing);
      return false;
    }
  }

  /** Of the present ownership; null before it has begun. */
  get epoch(): number | null {
    return this.#epoch;
  }

  /** Begins an epoch, after the migrations: from now on an owner of before is known to be over. */
  async begin(): Promise<void> {
    const client = this.#held ?? (await this.connect(() => undefined));
    const { rows } = await client.query<{ epoch: number }>(NEXT_EPOCH);
    this.#epoch = rows[0]?.epoch ?? null;
  }

  /** The connection that holds the lock, for the writer. Rejects while it cannot be had again. */
  async connect(onEnd: (client: pg.Client) => void): Promise<pg.Client> {
    this.#onEnd = onEnd;
    if (this.#held) return this.#held;
    const client = await this.#open();
    if (!(await hasTaken(client))) {
      await client.end();
      throw new Error('the lock of the owner is held by another session');
    }
    await this.#refuseForeignEpoch(client);
    return client;
  }

  /** Gives the ownership up. */
  async close(): Promise<void> {
    await this.#held?.end();
  }

  async #open(): Promise<pg.Client> {
    const client = await this.#options.open((ended) => {
      if (ended === this.#held) this.#held = null;
      this.#onEnd(ended);
    });
    this.#held = client;
    return client;
  }

  async #refuseForeignEpoch(client: pg.Client): Promise<void> {
    if (this.#epoch === null) return;
    const { rows } = await client.query<{ epoch: number }>('SELECT epoch FROM state_owner');
    if (rows[0]?.epoch === this.#epoch) return;
    await client.end();
    const error = new Error('another process has owned the database meanwhile');
    this.#options.onLost(error);
    throw error;
  }
}

async function hasTaken(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ taken: number }>(TRY);
  return rows[0]?.taken === 1;
}

function inUse(place: string): AppError {
  return new AppError(
    'unavailable',
    `The database at ${place} is in use by another tocsin process. Stop that process first.`,
  );
}
