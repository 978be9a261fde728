import type { DashboardWithSource } from '../../store/dashboard.ts';
import type { DashboardAnswer } from '../client/grafana-answers.ts';
import { contentHash, parseDashboard } from './content-hash.ts';
import type { FolderTree } from './folder-tree.ts';
import type { PlaceKey } from './grafana-book.ts';
import type { PairRow } from './grafana-tables.ts';

/** Why a dashboard is not in step. */
export type DriftKind = 'refused-here' | 'refused-there' | 'provisioned' | 'waiting' | 'unfilled';

/** Ours, of which the text is read when it is needed. */
export interface OurSide {
  readonly revision: number;
  readonly title: string;
  readonly hash: string;
}

/** Theirs, with what it says. */
export interface TheirSide {
  readonly json: Readonly<Record<string, unknown>>;
  readonly folder: string;
  readonly version: number;
  readonly hash: string;
  readonly title: string;
  /** Who saved it last, by login. */
  readonly by: string;
  /** It comes from a file of Grafana's and cannot be saved. */
  readonly isProvisioned: boolean;
}

/** What a text of ours says, and where it lies. */
export function hashOfOurs({
  source,
  folder,
}: Pick<DashboardWithSource, 'source' | 'folder'>): string {
  return contentHash(parseDashboard(source) ?? {}, folder);
}

/** Null: it does not lie in the tenant's place. */
export function theirSide(answer: DashboardAnswer, tree: FolderTree): TheirSide | null {
  const { meta, dashboard } = answer;
  const folder = tree.pathOf(meta.folderUid ?? '');
  if (folder === null) return null;
  const { title, version } = dashboard;
  return {
    json: dashboard,
    folder,
    version: meta.version ?? (typeof version === 'number' ? version : 0),
    hash: contentHash(dashboard, folder),
    title: typeof title === 'string' ? title : '',
    by: meta.updatedBy ?? '',
    isProvisioned: meta.provisioned,
  };
}

/** Theirs as the text of a version of ours: without what Grafana numbers. */
export function sourceOf(uid: string, { json }: TheirSide): string {
  const { id: _id, version: _version, iteration: _iteration, ...lasting } = json;
  return `${JSON.stringify({ ...lasting, uid }, null, 2)}\n`;
}

/** The row of a dashboard of which nothing is known yet. */
export function newPair({ owner, bornMs }: PlaceKey, uid: string): PairRow {
  return {
    ...{ owner, uid, born_ms: bornMs, title: '' },
    ...{ our_hash: null, our_revision: null, their_hash: null, their_version: null },
    ...{ pending_source: null, pending_folder: null, drift: null, message: null, at_ms: 0 },
  };
}
