import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../platform/clock/clock.ts';
import { AppError, asError } from '../../platform/errors/app-error.ts';
import { createRunningLoop, type RunningLoop } from '../../platform/lifecycle/running-loop.ts';
import type { Service } from '../../platform/lifecycle/service.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { EntrySink } from '../model/entry-batch.ts';
import type { JournalSyncer } from '../storage/journal-syncer.ts';
import type { StorageFiles } from '../storage/storage-files.ts';
import { type ArrivalListener, Followers } from './followers.ts';
import type { LogLimits, LogStorage } from './log-limits.ts';
import { LogStore, type LogStoreStats } from './log-store.ts';
import type { FoundStream, LogAsk, ReadTurn } from './stored-streams.ts';
import type { LabelMatcher } from './stream-index.ts';

export interface LogStoresOptions {
  /** Holds one folder for each tenant. */
  readonly folder: string;
  readonly limits: LogLimits;
  readonly storage: LogStorage;
  readonly files: StorageFiles;
  readonly syncer: JournalSyncer;
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
const TENANT = /^[A-Za-z0-9_][A-Za-z0-9_-]{0,62}$/;
/** Of a tenant's folder: others keep theirs beside it. */
const PART = 'logs';

/**
 * The log lines of all tenants, each in a store and folder of its own. What is there is opened at
 * the start; a tenant's store is made with its first line.
 */
export class LogStores implements Service {
  readonly name = 'log-stores';
  readonly #options: LogStoresOptions;
  readonly #stores = new Map<string, LogStore>();
  readonly #followers: Followers;
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
    const { folder, logger } = this.#options;
    this.#isOpen = true;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const tenant of readdirSync(folder)) {
      if (!TENANT.test(tenant) || !existsSync(this.#folderOf(tenant))) continue;
      try {
        this.#open(tenant);
      } catch (thrown) {
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

  /** Takes the lines of a tenant. @throws AppError `invalid` for a name that cannot name a folder */
  sinkOf(tenant: string): EntrySink {
    demandName(tenant);
    return { append: (batch) => this.#ensure(tenant).append(batch) };
  }

  /** Reads the lines of these tenants together; those without a store have none (yet). */
  sourceOf(tenants: readonly string[]): LogSource {
    return {
      select: async (ask, turn) => {
        const found: FoundStream[] = [];
        for (const tenant of tenants) {
          const store = this.#stores.get(tenant);
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
    demandName(tenant);
    const store = this.#stores.get(tenant);
    this.#stores.delete(tenant);
    await store?.close();
    rmSync(this.#folderOf(tenant), { recursive: true, force: true });
    const folder = join(this.#options.folder, tenant);
    if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
  }

  /** All that is in heads becomes blocks, e.g. before a copy of the folder is made. */
  async flush(): Promise<void> {
    for (const store of this.#stores.values()) await store.flush();
  }

  async #maintain(): Promise<number> {
    for (const store of [...this.#stores.values()]) await store.maintain();
    return MAINTAIN_MS;
  }

  #ensure(tenant: string): LogStore {
    if (!this.#isOpen) {
      throw new AppError('unavailable', 'The store of log lines is not open.');
    }
    return this.#stores.get(tenant) ?? this.#open(tenant);
  }

  #open(tenant: string): LogStore {
    const folder = this.#folderOf(tenant);
    const { limits, storage, files, syncer, clock, logger } = this.#options;
    const followers = this.#followers;
    const rest = { limits, storage, files, syncer, clock, logger, followers };
    const store = new LogStore({ folder, tenant, ...rest });
    this.#stores.set(tenant, store);
    return store;
  }

  #folderOf(tenant: string): string {
    return join(this.#options.folder, tenant, PART);
  }
}

function demandName(tenant: string): void {
  if (TENANT.test(tenant)) return;
  throw new AppError('invalid', `The tenant ${JSON.stringify(tenant)} cannot name a folder.`);
}
