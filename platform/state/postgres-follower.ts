import type { CompiledQuery } from 'kysely';
import type pg from 'pg';
import type { Clock, Timer } from '../clock/clock.ts';
import type { Logger } from '../observe/logger.ts';
import { changesOfOthers, noteChangesOf } from './postgres-changes.ts';
import type { Followed, StateFollower } from './state-follower.ts';

export interface PostgresFollowerOptions {
  /** Opens the connection that listens; `onEnd` is to be called when it ends. */
  readonly connect: (onEnd: (client: pg.Client) => void) => Promise<pg.Client>;
  readonly channel: string;
  /** Who writes for this process: what it wrote is not news. */
  readonly member: string;
  /** The server's process of our own writer: its notifications are not news either. */
  readonly ownProcess: () => number | null;
  /** Rows as of their place among our own batches. */
  readonly readInOrder: <Row>(query: CompiledQuery<Row>) => Promise<readonly Row[]>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Also without any notification the changes are looked at so often. */
const POLL_MS = 500;
const WAKE_MS = 1_000;
const CURRENT_MS = 3_000;

interface Listening {
  readonly name: string;
  readonly tables: readonly string[];
  readonly changed: () => Promise<void>;
}

/** `LISTEN` says that something was written, `state_changes` what; a short poll is the fallback. */
export class PostgresFollower implements StateFollower {
  readonly #options: PostgresFollowerOptions;
  readonly #listening: Listening[] = [];
  readonly #wakers = new Set<() => void>();
  /** Those that have to read again, also because they could not. */
  readonly #behind = new Set<Listening>();
  #client: pg.Client | null = null;
  #seen: ReadonlyMap<string, number> = new Map();
  #heardMs = Number.NEGATIVE_INFINITY;
  #wokenMs = Number.NEGATIVE_INFINITY;
  #timer: Timer | null = null;
  #running: Promise<void> | null = null;
  #isStale = false;
  #isStopped = false;
  #isDeaf = false;

  constructor(options: PostgresFollowerOptions) {
    this.#options = options;
  }

  /** Connects; from then on it looks by itself. Rejects when it cannot. */
  async start(): Promise<void> {
    const client = await this.#connected();
    this.#seen = await changesOfOthers(client, this.#options.member);
    this.#heardMs = this.#options.clock.monotonicMs();
    this.#plan(POLL_MS);
  }

  async close(): Promise<void> {
    this.#isStopped = true;
    this.#timer?.cancel();
    this.#wakers.clear();
    await this.#running;
    await this.#client?.end();
  }

  async follow<Row>(followed: Followed<Row>): Promise<void> {
    const { name, tables, query, take } = followed;
    const changed = async () => take(await this.#options.readInOrder(query));
    await this.#listen({ name, tables, changed });
    await changed();
  }

  onChange(tables: readonly string[], listener: () => void): Promise<void> {
    return this.#listen({ name: tables.join(), tables, changed: async () => listener() });
  }

  onWake(listener: () => void): () => void {
    this.#wakers.add(listener);
    return () => void this.#wakers.delete(listener);
  }

  isCurrent(): boolean {
    return this.#options.clock.monotonicMs() - this.#heardMs < CURRENT_MS;
  }

  async #listen(listening: Listening): Promise<void> {
    await noteChangesOf(await this.#connected(), listening.tables);
    this.#listening.push(listening);
  }

  async #connected(): Promise<pg.Client> {
    if (this.#client) return this.#client;
    const client = await this.#options.connect((ended) => {
      if (ended === this.#client) this.#client = null;
    });
    client.on('notification', ({ processId }) => {
      if (processId !== this.#options.ownProcess()) this.#hear();
    });
    await client.query(`LISTEN ${this.#options.channel}`);
    this.#client = client;
    return client;
  }

  #hear(): void {
    this.#isStale = true;
    if (this.#running === null) this.#plan(0);
  }

  #plan(delayMs: number): void {
    this.#timer?.cancel();
    if (this.#isStopped) return;
    this.#timer = this.#options.clock.after(delayMs, () => {
      this.#running = this.#look().finally(() => {
        this.#running = null;
        this.#plan(this.#isStale ? 0 : POLL_MS);
      });
    });
  }

  async #look(): Promise<void> {
    const { clock, logger, member } = this.#options;
    const wasTold = this.#isStale;
    this.#isStale = false;
    const beganMs = clock.monotonicMs();
    try {
      const seen = await changesOfOthers(await this.#connected(), member);
      this.#noteBehind(seen);
      await this.#catchUp();
      this.#heardMs = beganMs;
      if (this.#isDeaf) logger.info({}, 'changes of other processes are heard again');
      this.#isDeaf = false;
    } catch (err) {
      if (!this.#isDeaf) logger.warn({ err }, 'changes of other processes are not heard');
      this.#isDeaf = true;
    }
    if (!wasTold && beganMs - this.#wokenMs < WAKE_MS) return;
    this.#wokenMs = beganMs;
    for (const wake of this.#wakers) wake();
  }

  #noteBehind(seen: ReadonlyMap<string, number>): void {
    for (const listening of this.#listening) {
      const isBehind = listening.tables.some((table) => seen.get(table) !== this.#seen.get(table));
      if (isBehind) this.#behind.add(listening);
    }
    this.#seen = seen;
  }

  /** @throws what the first one that could not be brought up to date threw; it stays behind. */
  async #catchUp(): Promise<void> {
    for (const listening of [...this.#behind]) {
      await listening.changed();
      this.#behind.delete(listening);
    }
  }
}
