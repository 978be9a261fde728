import { type Migration, sequenceColumn } from '../../platform/state/migration.ts';
import type { Dialect } from '../../platform/state/state.ts';

const statements = (dialect: Dialect): readonly string[] => [
  `CREATE TABLE dashboards (
    id TEXT NOT NULL PRIMARY KEY,
    uid TEXT NOT NULL,
    owner TEXT NOT NULL,
    tenant TEXT REFERENCES tenants (id) ON DELETE CASCADE,
    project TEXT,
    scope TEXT NOT NULL,
    folder TEXT NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    tags TEXT NOT NULL,
    panels INTEGER NOT NULL,
    origin TEXT NOT NULL,
    revision BIGINT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL,
    author TEXT,
    deleted_at_ms BIGINT,
    creation_key TEXT,
    FOREIGN KEY (tenant, project) REFERENCES projects (tenant, id) ON DELETE CASCADE
  )`,
  'CREATE UNIQUE INDEX dashboards_uid ON dashboards (owner, uid) WHERE deleted_at_ms IS NULL',
  'CREATE UNIQUE INDEX dashboards_creation ON dashboards (owner, creation_key)',
  'CREATE INDEX dashboards_deleted ON dashboards (owner, deleted_at_ms)',
  'CREATE INDEX dashboards_project ON dashboards (tenant, project)',
  `CREATE TABLE dashboard_versions (
    position ${sequenceColumn(dialect)},
    dashboard_id TEXT NOT NULL REFERENCES dashboards (id) ON DELETE CASCADE,
    owner TEXT NOT NULL,
    revision BIGINT NOT NULL,
    kind TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    author TEXT,
    author_id TEXT,
    message TEXT NOT NULL,
    title TEXT NOT NULL,
    source TEXT,
    size_bytes INTEGER NOT NULL
  )`,
  'CREATE UNIQUE INDEX dashboard_versions_revision ON dashboard_versions (dashboard_id, revision)',
  'CREATE INDEX dashboard_versions_size ON dashboard_versions (owner, size_bytes)',
];

/** Dashboards of tenants with their versions. */
export const dashboardsMigration: Migration = {
  room: 'dashboards',
  id: '0043-dashboards',
  statements,
};
