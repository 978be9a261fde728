import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import { BOARDS_FOLDER, type BoardInGrafana } from '../boards/board-in-grafana.ts';
import type { TenantBoards } from '../boards/tenant-boards.ts';
import type { DashboardAnswer } from '../client/grafana-answers.ts';
import type { GrafanaClient } from '../client/grafana-client.ts';
import type { GrafanaMetrics } from '../client/grafana-metrics.ts';
import type { DataSourceSpec } from '../provision/data-source-spec.ts';
import { contentHash } from './content-hash.ts';
import { newPair } from './dashboard-pair.ts';
import { isOfOne } from './fault-of-one.ts';
import { FolderTree } from './folder-tree.ts';
import type { GrafanaBook } from './grafana-book.ts';
import type { PairRow } from './grafana-tables.ts';
import { type KeepSeenOptions, keepSeen } from './keep-seen.ts';
import { type PlaceInGrafana, shelfOf } from './place-in-grafana.ts';

export interface SyncBoardsOptions {
  readonly client: GrafanaClient;
  readonly book: GrafanaBook;
  readonly boards: Pick<TenantBoards, 'of' | 'forget'>;
  readonly seen: KeepSeenOptions['seen'];
  readonly clock: Clock;
  readonly metrics: GrafanaMetrics;
}

export interface BoardsPass {
  readonly place: PlaceInGrafana;
  readonly specs: readonly DataSourceSpec[];
  readonly isAsked: boolean;
}

const PROVISIONED =
  'It comes from a provisioning file of Grafana and cannot be saved there: take it out of those files.';

/**
 * Keeps the built-in dashboards that a tenant can fill in the folder `tocsin` of its place. They go one
 * way: what somebody changes, moves or deletes in Grafana is put back. What one of them is refused is
 * noted and stops no other; what Grafana as a whole is short of rejects.
 */
export class SyncBoards {
  readonly #options: SyncBoardsOptions;

  constructor(options: SyncBoardsOptions) {
    this.#options = options;
  }

  async run({ place, specs, isAsked }: BoardsPass, signal: AbortSignal): Promise<void> {
    const { client, boards } = this.#options;
    const { stands, gone } = await boards.of(place, { specs, isAsked }, signal);
    if (stands.length === 0 && gone.length === 0) return;
    const tree = await FolderTree.read(client, place, signal);
    const seen = await this.#options.seen.uids(shelfOf(place));
    for (const uid of gone) {
      signal.throwIfAborted();
      await client.removeDashboard(place.organisation, uid, signal);
      await this.#options.seen.forget(shelfOf(place), uid);
      await boards.forget(place, uid);
    }
    for (const board of stands) {
      signal.throwIfAborted();
      try {
        await this.#one(board, { place, tree, seen }, signal);
      } catch (thrown) {
        signal.throwIfAborted();
        if (!(thrown instanceof AppError) || !isOfOne(thrown)) throw thrown;
        await this.#drift(await this.#row(place, board), 'refused-there', thrown.message);
      }
    }
  }

  async #one(board: BoardInGrafana, at: PlaceAndTree, signal: AbortSignal): Promise<void> {
    const { place, tree, seen } = at;
    const row = await this.#row(place, board);
    const answer = await this.#options.client.dashboard(place.organisation, board.uid, signal);
    const ours = contentHash(board.json, BOARDS_FOLDER);
    const theirs = answer === null ? null : hashOf(answer, tree);
    if (row.our_hash === ours && row.their_hash === theirs && theirs !== null) {
      if (!seen.has(board.uid)) await keepSeen(this.#options, place, board);
      if (row.drift !== null && row.drift !== 'unfilled') {
        await this.#options.book.savePair({ ...row, drift: null, message: null });
      }
      return;
    }
    if (answer?.meta.provisioned) return this.#drift(row, 'provisioned', PROVISIONED);
    await this.#write(board, { ...at, row, answer, theirs }, signal);
  }

  async #write(
    board: BoardInGrafana,
    { place, tree, row, answer, theirs }: Found,
    signal: AbortSignal,
  ): Promise<void> {
    const { client, book, clock, metrics } = this.#options;
    const { organisation } = place;
    const { uid, folder, title, json } = board;
    const folderUid = await tree.ensure(folder, signal);
    const version = answer?.meta.version ?? 0;
    const dashboard = { ...json, id: null, version };
    const message = 'Built-in dashboard of tocsin';
    const saved = await client.saveDashboard(
      organisation,
      { dashboard, folderUid, message, overwrite: true },
      signal,
    );
    const kept = await client.dashboard(organisation, uid, signal);
    await keepSeen(this.#options, place, board);
    const our_hash = contentHash(json, folder);
    const isOurs = kept?.meta.version === saved;
    const their_hash = isOurs ? hashOf(kept, tree) : our_hash;
    const isBack = row.their_hash !== null && row.their_hash !== theirs;
    const isUnfilled = row.drift === 'unfilled';
    const state = isUnfilled ? {} : { drift: null, message: null, at_ms: clock.nowMs() };
    await book.savePair(
      { ...row, title, our_hash, our_revision: null, their_hash, their_version: saved, ...state },
      {
        ...{ atMs: clock.nowMs(), kind: 'dashboard', actor: isBack ? byOf(answer) : 'tocsin' },
        ...{
          subject: uid,
          message: isBack ? backOf(title, answer) : `${title}: written to Grafana`,
        },
      },
    );
    metrics.dashboard(isBack ? 'repaired' : 'pushed');
  }

  async #row(place: PlaceInGrafana, { uid, title }: BoardInGrafana): Promise<PairRow> {
    return (await this.#options.book.pair(place, uid)) ?? { ...newPair(place, uid), title };
  }

  async #drift(row: PairRow, drift: 'refused-there' | 'provisioned', message: string) {
    // How long nothing has filled it stays known.
    const isSaid = row.drift === drift && row.message === message;
    if (isSaid || row.drift === 'unfilled') return;
    this.#options.metrics.dashboard('refused');
    const at_ms = this.#options.clock.nowMs();
    await this.#options.book.savePair({ ...row, drift, message, at_ms });
  }
}

interface PlaceAndTree {
  readonly place: PlaceInGrafana;
  readonly tree: FolderTree;
  readonly seen: ReadonlySet<string>;
}

interface Found extends PlaceAndTree {
  readonly row: PairRow;
  readonly answer: DashboardAnswer | null;
  readonly theirs: string | null;
}

/** Outside of the tenant's place it is like nothing of ours. */
function hashOf({ dashboard, meta }: DashboardAnswer, tree: FolderTree): string {
  return contentHash(dashboard, tree.pathOf(meta.folderUid ?? '') ?? '\n');
}

function byOf(answer: DashboardAnswer | null): string {
  const by = answer?.meta.updatedBy ?? '';
  return by === '' ? 'Grafana' : `${by} (Grafana)`.slice(0, 200);
}

function backOf(title: string, answer: DashboardAnswer | null): string {
  return `${title}: ${answer === null ? 'deleted' : 'changed'} in Grafana, put back`;
}
