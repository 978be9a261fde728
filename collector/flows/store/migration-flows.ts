import type { Migration } from '../../../platform/state/migration.ts';

const SPECS = `CREATE TABLE log_specs (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  owner TEXT NOT NULL,
  scope TEXT NOT NULL,
  name TEXT NOT NULL,
  body TEXT NOT NULL,
  sealed_secrets TEXT NOT NULL,
  creation_key TEXT,
  revision INTEGER NOT NULL,
  created_at_ms BIGINT NOT NULL,
  updated_at_ms BIGINT NOT NULL,
  updated_by TEXT NOT NULL,
  UNIQUE (owner, creation_key),
  UNIQUE (kind, scope, name)
)`;

/** Without a reference: it outlives the spec. */
const CHANGES = `CREATE TABLE log_spec_changes (
  spec_id TEXT NOT NULL,
  revision INTEGER NOT NULL,
  kind TEXT NOT NULL,
  owner TEXT NOT NULL,
  change TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  author_id TEXT NOT NULL,
  author_name TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (spec_id, revision)
)`;

/** Flows, outputs and tailers of logs, and their history. */
export const flowsMigration: Migration = {
  id: '0002-flows',
  room: 'collector',
  statements: () => [
    SPECS,
    'CREATE INDEX log_specs_owner ON log_specs (owner, kind, id)',
    CHANGES,
    'CREATE INDEX log_spec_changes_owner ON log_spec_changes (owner, at_ms)',
  ],
};
