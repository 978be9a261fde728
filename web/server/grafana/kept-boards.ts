import type { SeenBoards } from '../../../dashboards/grafana/boards/seen-boards.ts';
import type { HeldOrganisation } from '../../../dashboards/grafana/proxy/decide-view.ts';
import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import type { Caller } from '../request-context.ts';
import type { BoardList, GrafanaBoards } from './grafana-boards.ts';

export interface KeptBoardsOptions {
  readonly boards: Pick<GrafanaBoards, 'find'>;
  readonly seen: Pick<SeenBoards, 'uids'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly logger: Logger;
}

/** Read for one list, one after the other; the next list goes on. */
const MOST_OF_LIST = 50;
/** A page that is opened again is read again no sooner. */
const OPENED_EVERY_MS = 60_000;
const MOST_OPENED = 1_000;
const PAGE = /^\/(?:d|d-solo)\/([A-Za-z0-9_-]{1,40})(?:[/?]|$)/;

/**
 * Reads the dashboards that somebody sees in a list, or opens in Grafana's own pages, as that person, so that they
 * can be drawn here when Grafana is away. Nobody waits for it.
 */
export class KeptBoards {
  readonly #options: KeptBoardsOptions;
  /** Tenants of whom a list is being read. */
  readonly #listed = new Set<string>();
  /** When a page was read last, by organisation and uid. */
  readonly #opened = new Map<string, number>();
  readonly #running = new Set<Promise<void>>();
  #isClosed = false;

  constructor(options: KeptBoardsOptions) {
    this.#options = options;
  }

  /** Those of a list of Grafana itself that were never read. */
  listed(caller: Caller, tenant: string, { isUp, shelf, boards }: BoardList): void {
    if (!isUp || boards.length === 0 || this.#listed.has(tenant)) return;
    this.#listed.add(tenant);
    this.#begin(async () => {
      try {
        const known = await this.#options.seen.uids(shelf);
        const fresh = boards.filter(({ uid }) => !known.has(uid)).slice(0, MOST_OF_LIST);
        for (const { uid } of fresh) if (!(await this.#read(caller, tenant, uid))) return;
      } finally {
        this.#listed.delete(tenant);
      }
    });
  }

  /** @param path of a page that may be seen, below the prefix */
  opened(caller: Caller, { organisation, tenants }: HeldOrganisation, path: string): void {
    const uid = PAGE.exec(path)?.[1];
    if (uid === undefined) return;
    const nowMs = this.#options.clock.nowMs();
    const key = `${organisation} ${uid}`;
    if (nowMs - (this.#opened.get(key) ?? Number.NEGATIVE_INFINITY) < OPENED_EVERY_MS) return;
    if (this.#opened.size >= MOST_OPENED) this.#opened.clear();
    this.#opened.set(key, nowMs);
    this.#begin(async () => {
      for (const tenant of tenants) if (!(await this.#read(caller, tenant, uid))) return;
    });
  }

  /** When nothing is being read any more. */
  async settled(): Promise<void> {
    await Promise.all(this.#running);
  }

  close(): void {
    this.#isClosed = true;
  }

  /** False: Grafana is away, and the others need not be asked. */
  async #read(caller: Caller, tenant: string, uid: string): Promise<boolean> {
    if (this.#isClosed) return false;
    try {
      return (await this.#options.boards.find(caller, tenant, uid)).isUp;
    } catch (thrown) {
      // Deleted meanwhile, refused to this person, or in the place of another tenant.
      if (thrown instanceof AppError && thrown.kind === 'not_found') return true;
      throw thrown;
    }
  }

  #begin(work: () => Promise<void>): void {
    const run = work()
      .catch((thrown: unknown) => {
        const { logger } = this.#options;
        if (!this.#isClosed) logger.warn({ err: thrown }, 'dashboards of grafana were not kept');
      })
      .finally(() => this.#running.delete(run));
    this.#running.add(run);
  }
}
