import type { Migration } from '../../../platform/state/migration.ts';

const STATEMENTS = [
  `CREATE TABLE reports (
    id TEXT NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    tenant TEXT REFERENCES tenants (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    scope TEXT NOT NULL,
    body TEXT NOT NULL,
    author_kind TEXT NOT NULL,
    author_id TEXT NOT NULL,
    author_owner TEXT NOT NULL,
    author_name TEXT NOT NULL,
    revision BIGINT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL,
    next_at_ms BIGINT
  )`,
  'CREATE UNIQUE INDEX reports_name ON reports (owner, name)',
  'CREATE INDEX reports_next ON reports (next_at_ms)',
  `CREATE TABLE report_runs (
    id TEXT NOT NULL PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
    owner TEXT NOT NULL,
    target TEXT NOT NULL,
    by_kind TEXT NOT NULL,
    by_id TEXT NOT NULL,
    by_owner TEXT NOT NULL,
    by_name TEXT NOT NULL,
    scheduled INTEGER NOT NULL,
    due_at_ms BIGINT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    not_before_ms BIGINT NOT NULL,
    started_at_ms BIGINT,
    ended_at_ms BIGINT,
    size_bytes BIGINT NOT NULL,
    recipients INTEGER NOT NULL,
    message TEXT NOT NULL
  )`,
  'CREATE UNIQUE INDEX report_runs_due ON report_runs (report_id, due_at_ms) WHERE scheduled = 1',
  'CREATE INDEX report_runs_of ON report_runs (report_id, id)',
  'CREATE INDEX report_runs_state ON report_runs (state, not_before_ms)',
];

/** Dashboards that are sent by the clock, and what became of it. */
export const reportsMigration: Migration = {
  room: 'dashboards',
  id: '0051-reports',
  statements: () => STATEMENTS,
};
