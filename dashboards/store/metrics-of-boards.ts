import { setImmediate } from 'node:timers/promises';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Page, PageRequest } from '../../platform/tenancy/keyset.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { importDashboardText } from '../import/import-dashboard.ts';
import { type AskedMetrics, askedMetrics } from '../recordings/asked-metrics.ts';
import type { StoredDashboard } from './dashboard.ts';
import type { DashboardService } from './dashboard-service.ts';
import { withoutMark } from './judge-source.ts';

export interface MetricsOfBoard extends AskedMetrics {
  readonly id: string;
  readonly uid: string;
}

/** Versions whose names are remembered; more than a tenant may have dashboards. */
const MOST_KEPT = 4_000;
const PAGE_ROWS = 200;
const ALL = { words: '', folder: '', tag: '', scope: '' } as const;

/** Which metrics the dashboards of owners read; each version of a text is read once. */
export class MetricsOfBoards {
  readonly #dashboards: Pick<DashboardService, 'list' | 'get'>;
  readonly #known = new Map<string, AskedMetrics>();

  constructor(dashboards: Pick<DashboardService, 'list' | 'get'>) {
    this.#dashboards = dashboards;
  }

  /** Only of those that the caller can read. @throws AppError `scope_denied` */
  async list(principal: Principal, owner: string): Promise<readonly MetricsOfBoard[]> {
    const found: MetricsOfBoard[] = [];
    let cursor: string | null = null;
    do {
      const page: PageRequest = { limit: PAGE_ROWS, cursor };
      const listed: Page<StoredDashboard> = await this.#dashboards.list(
        principal,
        owner,
        'standing',
        ALL,
        page,
      );
      const { items, nextCursor } = listed;
      for (const one of items) {
        const { id, uid } = one;
        const asked = await this.#read(principal, owner, one);
        if (asked !== null) found.push({ id, uid, ...asked });
      }
      cursor = nextCursor;
    } while (cursor !== null);
    return found;
  }

  /** Null for one that was deleted meanwhile. */
  async #read(
    principal: Principal,
    owner: string,
    { id, revision }: StoredDashboard,
  ): Promise<AskedMetrics | null> {
    const key = `${id} ${revision}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    // Between two texts it is the turn of others.
    await setImmediate();
    try {
      const { source } = await this.#dashboards.get(principal, owner, id);
      const read = importDashboardText(withoutMark(source));
      const asked =
        read.kind === 'imported' ? askedMetrics(read.dashboard) : { metrics: [], asksLogs: false };
      this.#keep(key, asked);
      return asked;
    } catch (thrown) {
      if (thrown instanceof AppError && thrown.kind === 'not_found') return null;
      throw thrown;
    }
  }

  #keep(key: string, asked: AskedMetrics): void {
    const [oldest] = this.#known.keys();
    if (this.#known.size >= MOST_KEPT && oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(key, asked);
  }
}
