import type { Clock } from '../../platform/clock/clock.ts';
import { AppError, asError } from '../../platform/errors/app-error.ts';
import { createRunningLoop, type RunningLoop } from '../../platform/lifecycle/running-loop.ts';
import type { Service } from '../../platform/lifecycle/service.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { EntrySink } from '../model/entry-batch.ts';
import type { DiskRoom } from '../storage/disk-room.ts';
import type { JournalSyncer } from '../storage/journal-syncer.ts';
import type { StorageFiles } from '../storage/storage-files.ts';
import type { TenantFolders } from '../storage/tenant-folders.ts';
import { ColumnsPool } from './columns-pool.ts';
import { type ArrivalListener, Followers } from './followers.ts';
import type { LogLimits, LogStorage } from './log-limits.ts';
import { LogStore, type LogStoreStats } from './log-store.ts';
import type { FoundStream, LogAsk, ReadTurn } from './stored-streams.ts';
import type { LabelMatcher } from './stream-index.ts';

export interface LogStoresOptions {
  readonly folders: TenantFolders;
  readonly limits: LogLimits;
  readonly storage: LogStorage;
  readonly files: StorageFiles;
  readonly syncer: JournalSyncer;
  readonly room: DiskRoom;
  readonly clock: Clock;
  readonly logger: Logger;
  /** In [0, 1), for jitter. */
  readonly random: () => number;
}

/** Where lines are read: the `StreamSource` of `queries`, whose shape it fits. */
export interface LogSource {
  select(ask: LogAsk, turn: ReadTurn): Promise<readonly FoundStream[]>;
  /** Tells of lines that arrive from now on, until the function that it answers is called. */
  follow(matchers: readonly LabelMatcher[], listener: ArrivalListener): () => void;
}

const MAINTAIN_MS = 10_000;

/**
 * The log lines of all tenants, each in a store and folder of its own. What is there is opened at
 * the start; a tenant's store is made with its first line.
 */
export class LogStores implements Service {
  readonly name = 'log-stores';
  readonly #options: LogStoresOptions;
  readonly #stores = new Map<string, LogStore>();
  /** Tenants whose store is there, but could not be opened at the start. */
  readonly #broken = new Set<string>();
  readonly #followers: Followers;
  readonly #pool = new ColumnsPool();
  readonly #loop: RunningLoop;
  #isOpen = false;

  constructor(options: LogStoresOptions) {
    this.#options = options;
    this.#followers = new Followers(options.logger);
    this.#loop = createRunningLoop({
      name: 'log-maintenance',
      run: () => this.#maintain(),
      clock: options.clock,
      logger: options.logger,
      random: options.random,
      firstDelayMs: MAINTAIN_MS,
    });
  }

  /** Opens the stores that are there. One that cannot be opened is left out, and tried when it is asked for. */
  async start(): Promise<void> {
    const { folders, logger } = this.#options;
    this.#isOpen = true;
    for (const tenant of folders.list('logs')) {
      try {
        this.#open(tenant);
      } catch (thrown) {
        this.#broken.add(tenant);
        logger.error({ tenant, err: asError(thrown) }, 'a log store could not be opened');
      }
    }
    await this.#loop.start();
  }

  async drain(signal: AbortSignal): Promise<void> {
    await this.#loop.drain(signal);
  }

  async stop(): Promise<void> {
    this.#isOpen = false;
    await this.#loop.stop();
    for (const store of this.#stores.values()) await store.close();
    this.#stores.clear();
  }

  /** Those that have a store, in no order. */
  tenants(): readonly string[] {
    return [...this.#stores.keys()];
  }

  /** Takes the lines of a tenant, whose store is made when the first one comes. */
  sinkOf(tenant: string): EntrySink {
    return { append: async (batch) => this.#ensure(tenant).append(batch) };
  }

  /**
   * Reads the lines of these tenants together; those without a store have none (yet). Its `select`
   * throws AppError `unavailable` where a store is there but cannot be opened.
   */
  sourceOf(tenants: readonly string[]): LogSource {
    return {
      select: async (ask, turn) => {
        const found: FoundStream[] = [];
        for (const tenant of tenants) {
          const store = this.#broken.has(tenant) ? this.#ensure(tenant) : this.#stores.get(tenant);
          if (store !== undefined) found.push(...(await store.select(ask, turn)));
        }
        return found;
      },
      follow: (matchers, listener) => this.#followers.follow(tenants, matchers, listener),
    };
  }

  /** Of each tenant that has a store. */
  stats(): ReadonlyMap<string, LogStoreStats> {
    return new Map([...this.#stores].map(([tenant, store]) => [tenant, store.stats()]));
  }

  /** Removes a tenant's lines for good. */
  async remove(tenant: string): Promise<void> {
    const store = this.#stores.get(tenant);
    await store?.close();
    this.#stores.delete(tenant);
    this.#broken.delete(tenant);
    this.#options.folders.remove(tenant, 'logs');
  }

  /** All that is in heads becomes blocks, e.g. before a copy of the folder is made. */
  async flush(): Promise<void> {
    for (const store of this.#stores.values()) await store.flush();
  }

  async #maintain(): Promise<number> {
    const faults: unknown[] = [];
    for (const store of [...this.#stores.values()]) {
      await store.maintain().catch((thrown: unknown) => faults.push(thrown));
    }
    if (faults.length > 0) throw faults[0];
    return MAINTAIN_MS;
  }

  #ensure(tenant: string): LogStore {
    if (!this.#isOpen) {
      throw new AppError('unavailable', 'The store of log lines is not open.');
    }
    const known = this.#stores.get(tenant);
    if (known !== undefined) return known;
    try {
      const opened = this.#open(tenant);
      this.#broken.delete(tenant);
      return opened;
    } catch (thrown) {
      if (thrown instanceof RangeError) throw thrown;
      const message = `The log lines of ${tenant} cannot be opened.`;
      throw new AppError('unavailable', message, { cause: thrown });
    }
  }

  #open(tenant: string): LogStore {
    const { folders, ...options } = this.#options;
    const folder = folders.make(tenant, 'logs');
    const store = new LogStore({
      ...options,
      folder,
      tenant,
      followers: this.#followers,
      pool: this.#pool,
    });
    this.#stores.set(tenant, store);
    return store;
  }
}
