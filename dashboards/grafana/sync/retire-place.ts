import { join } from 'node:path';
import type { Clock } from '../../../platform/clock/clock.ts';
import type { GrafanaClient } from '../client/grafana-client.ts';
import { EXPORTS, type ExportedBoard, exportBoards } from './export-boards.ts';
import { FolderTree } from './folder-tree.ts';
import type { GrafanaBook, GrafanaPlace } from './grafana-book.ts';
import { type PlaceInGrafana, shelfOf } from './place-in-grafana.ts';

export interface RetirePlaceOptions {
  readonly client: GrafanaClient;
  readonly book: GrafanaBook;
  /** The data folder. */
  readonly folder: string;
  readonly clock: Clock;
}

/**
 * Ends the place of a tenant that is no more: all its dashboards are written into the data folder, then
 * organisation (or folder and data sources) goes, then the journal says where the export lies. Each
 * step can be done again; nothing is removed before the export is on disk.
 * @returns the folder of the export, below the data folder; null: there was nothing
 */
export async function retirePlace(
  options: RetirePlaceOptions,
  before: GrafanaPlace,
  signal: AbortSignal,
): Promise<string | null> {
  const { book, clock, client } = options;
  const { owner, bornMs, organisation, folderUid } = before;
  const day = new Date(clock.nowMs()).toISOString().slice(0, 10);
  const exportPath = before.exportPath ?? join(EXPORTS, `${owner}-${day}-${bornMs}`);
  const place = { ...before, phase: 'retiring', exportPath } as const;
  await book.savePlace(place);
  let exported: number | null = null;
  if (organisation !== null) {
    const at = { owner, bornMs, organisation, root: folderUid };
    const isThere = (await client.organisation(organisation, signal)) !== null;
    if (isThere) exported = await exportDashboards(options, at, exportPath, signal);
    if (isThere) {
      await removeAll(options, at, signal);
      await book.forgetSeen(shelfOf(at));
    }
  }
  const message =
    exported === null
      ? 'the tenant is gone, and so was its place in Grafana'
      : `the tenant is gone: ${exported} dashboards are kept in ${exportPath} of the data folder, its place in Grafana was removed`;
  const line = { atMs: clock.nowMs(), kind: 'retired', actor: 'tocsin', subject: owner } as const;
  await book.retire({ ...place, doneAtMs: clock.nowMs() }, { ...line, message });
  return exported === null ? null : exportPath;
}

async function removeAll(
  { client, book }: RetirePlaceOptions,
  place: PlaceInGrafana,
  signal: AbortSignal,
): Promise<void> {
  if (place.root === '') return client.removeOrganisation(place.organisation, signal);
  for (const { uid } of await book.sources(place)) {
    await client.removeDataSource(place.organisation, uid, signal);
  }
  await client.removeFolder(place.organisation, place.root, signal);
}

async function exportDashboards(
  { client, folder, clock }: RetirePlaceOptions,
  place: PlaceInGrafana,
  exportPath: string,
  signal: AbortSignal,
): Promise<number> {
  const tree = await FolderTree.read(client, place, signal);
  const hits = await client.search(place.organisation, 'dash-db', signal);
  const boards: ExportedBoard[] = [];
  for (const { uid, title, folderUid } of hits) {
    const path = tree.pathOf(folderUid ?? '');
    if (path === null) continue;
    const answer = await client.dashboard(place.organisation, uid, signal);
    if (answer === null) continue;
    const text = `${JSON.stringify(answer.dashboard, null, 2)}\n`;
    boards.push({ uid, title, folder: path, text });
  }
  const about = { tenant: place.owner, atMs: clock.nowMs() };
  await exportBoards(join(folder, exportPath), about, boards);
  return boards.length;
}
