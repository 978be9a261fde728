import type { Insertable, Selectable } from 'kysely';
import { AppError } from '../../platform/errors/app-error.ts';
import { parseScopeName, printScopeName } from '../../platform/tenancy/scope-name.ts';
import {
  DASHBOARD_ORIGINS,
  type DashboardVersion,
  type DashboardWithSource,
  type StoredDashboard,
  VERSION_KINDS,
} from './dashboard.ts';
import type { DashboardRow, DashboardVersionRow } from './dashboard-tables.ts';

/** A dashboard with its text, as read. */
export type SourcedRow = DashboardRow & { readonly source: string | null };

/** The database gives it its position. */
export type NewVersion = Insertable<DashboardVersionRow>;

/** A version as lists have it. */
export type VersionLine = Pick<
  Selectable<DashboardVersionRow>,
  'revision' | 'at_ms' | 'author' | 'message' | 'title' | 'kind'
>;

export function columnsOf(dashboard: StoredDashboard): Omit<DashboardRow, 'creation_key'> {
  const { scope } = dashboard;
  const node = scope.kind === 'node' ? scope.node : null;
  return {
    id: dashboard.id,
    uid: dashboard.uid,
    owner: dashboard.owner,
    tenant: node?.tenant ?? null,
    project: node?.project ?? null,
    scope: printScopeName(scope),
    folder: dashboard.folder,
    title: dashboard.title,
    description: dashboard.description,
    tags: JSON.stringify(dashboard.tags),
    panels: dashboard.panels,
    origin: dashboard.origin,
    revision: dashboard.revision,
    created_at_ms: dashboard.createdAtMs,
    updated_at_ms: dashboard.updatedAtMs,
    author: dashboard.author,
    deleted_at_ms: dashboard.deletedAtMs,
  };
}

/** @throws AppError `internal` when the row cannot be read. */
export function dashboardOf(row: DashboardRow): StoredDashboard {
  const scope = parseScopeName(row.scope);
  const origin = DASHBOARD_ORIGINS.find((name) => name === row.origin);
  if (scope === undefined || origin === undefined) throw unreadable(row.id);
  return {
    id: row.id,
    uid: row.uid,
    owner: row.owner,
    scope,
    folder: row.folder,
    title: row.title,
    description: row.description,
    tags: tagsOf(row),
    panels: Number(row.panels),
    origin,
    revision: Number(row.revision),
    createdAtMs: Number(row.created_at_ms),
    updatedAtMs: Number(row.updated_at_ms),
    author: row.author,
    deletedAtMs: row.deleted_at_ms === null ? null : Number(row.deleted_at_ms),
  };
}

/** @throws AppError `internal` when the row cannot be read. */
export function sourcedOf(row: SourcedRow): DashboardWithSource {
  if (row.source === null) throw unreadable(row.id);
  return { ...dashboardOf(row), source: row.source };
}

/** @throws AppError `internal` when the row cannot be read. */
export function versionOf(row: VersionLine): DashboardVersion {
  return {
    revision: Number(row.revision),
    atMs: Number(row.at_ms),
    author: row.author,
    message: row.message,
    title: row.title,
    kind: versionKindOf(row.kind),
  };
}

/** @throws AppError `internal` for a kind that nobody writes. */
function versionKindOf(text: string) {
  const kind = VERSION_KINDS.find((name) => name === text);
  if (kind === undefined)
    throw new AppError('internal', `A version of the kind ${text} is stored.`);
  return kind;
}

function tagsOf({ id, tags }: DashboardRow): readonly string[] {
  const list: unknown = JSON.parse(tags);
  if (!Array.isArray(list)) throw unreadable(id);
  return list.map(String);
}

function unreadable(id: string): AppError {
  return new AppError('internal', `The stored dashboard ${id} cannot be read.`);
}
