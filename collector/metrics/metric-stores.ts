import type { Timer } from '../../platform/clock/clock.ts';
import { asError } from '../../platform/errors/app-error.ts';
import type { TenantFolders } from '../storage/tenant-folders.ts';
import { MergedSource } from './merged-source.ts';
import { MetricStore, type StoreSurroundings } from './metric-store.ts';
import type { MetricSource } from './read-port.ts';
import type { MetricStoreLimits } from './store-limits.ts';
import type { MetricStoreStats } from './store-stats.ts';

export interface MetricStoresOptions extends StoreSurroundings {
  readonly folders: TenantFolders;
  /** What differs from the defaults, by tenant; asked when its store is opened. */
  readonly limitsOf?: (tenant: string) => Partial<MetricStoreLimits>;
  /** Between two rounds of upkeep (10,000). */
  readonly upkeepMs?: number;
}

/** The metric stores of all tenants, each in a folder of its own. */
export class MetricStores {
  readonly #options: MetricStoresOptions;
  readonly #open = new Map<string, MetricStore>();
  /** There, but they could not be opened. */
  readonly #broken = new Set<string>();
  #timer: Timer | null = null;
  #round: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(options: MetricStoresOptions) {
    this.#options = options;
  }

  /**
   * Opens every store there is, and starts their upkeep. One that cannot be opened is logged; the
   * others go on, and each use of it tries again and throws.
   */
  start(): void {
    for (const tenant of this.tenants()) {
      try {
        this.store(tenant);
      } catch (thrown) {
        this.#broken.add(tenant);
        const err = asError(thrown);
        this.#options.logger.error({ tenant, err }, 'a metric store could not be opened');
      }
    }
    this.#schedule();
  }

  /** Who has a store, sorted. */
  tenants(): readonly string[] {
    return this.#options.folders.list('metrics');
  }

  /** The tenant's store, made when there is none. @throws RangeError for a name that is none */
  store(tenant: string): MetricStore {
    const known = this.#open.get(tenant);
    if (known !== undefined) return known;
    const folder = this.#options.folders.make(tenant, 'metrics');
    const limits = this.#options.limitsOf?.(tenant) ?? {};
    const logger = this.#options.logger.child({ tenant });
    const store = new MetricStore({ ...this.#options, folder, limits, logger });
    this.#open.set(tenant, store);
    this.#broken.delete(tenant);
    return store;
  }

  /**
   * Reads what these tenants have stored by the time of each question; who has no store adds
   * nothing. After {@link start}.
   */
  sourceOf(tenants: readonly string[]): MetricSource {
    return new MergedSource(() =>
      tenants
        .filter((tenant) => this.#open.has(tenant) || this.#broken.has(tenant))
        .map((tenant) => this.store(tenant)),
    );
  }

  /** Closes the tenant's store and deletes it. */
  async remove(tenant: string): Promise<void> {
    const store = this.#open.get(tenant);
    await store?.discard();
    this.#open.delete(tenant);
    this.#broken.delete(tenant);
    this.#options.folders.remove(tenant, 'metrics');
  }

  /** Of the stores that are open. */
  stats(): ReadonlyMap<string, MetricStoreStats> {
    return new Map([...this.#open].map(([tenant, store]) => [tenant, store.stats()]));
  }

  /** Writes everything and closes all stores. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#timer?.cancel();
    await this.#round;
    await Promise.all([...this.#open.values()].map((store) => store.close()));
    this.#open.clear();
  }

  #schedule(): void {
    this.#timer = this.#options.clock.after(this.#options.upkeepMs ?? 10_000, () => {
      this.#round = this.#upkeep();
    });
  }

  async #upkeep(): Promise<void> {
    for (const store of [...this.#open.values()]) await store.upkeep();
    if (!this.#isClosed) this.#schedule();
  }
}
