import { type Migration, sequenceColumn } from '../../../platform/state/migration.ts';

/** Without a reference: it outlives the tenant, until its organisation is retired. */
const PLACES = `CREATE TABLE grafana_places (
  owner TEXT NOT NULL,
  born_ms BIGINT NOT NULL,
  phase TEXT NOT NULL,
  organisation BIGINT,
  organisation_name TEXT NOT NULL,
  folder_uid TEXT NOT NULL,
  export_path TEXT,
  tried_at_ms BIGINT,
  done_at_ms BIGINT,
  fault TEXT,
  PRIMARY KEY (owner, born_ms)
)`;

const SETTINGS = `CREATE TABLE grafana_settings (
  owner TEXT NOT NULL PRIMARY KEY REFERENCES tenants (id) ON DELETE CASCADE,
  scopes TEXT NOT NULL,
  may_edit INTEGER NOT NULL,
  renew_before_ms BIGINT NOT NULL,
  revision INTEGER NOT NULL
)`;

const DATA_SOURCES = `CREATE TABLE grafana_data_sources (
  owner TEXT NOT NULL,
  born_ms BIGINT NOT NULL,
  uid TEXT NOT NULL,
  kind TEXT NOT NULL,
  scope TEXT NOT NULL,
  name TEXT NOT NULL,
  token_id TEXT,
  written_at_ms BIGINT,
  checked_at_ms BIGINT,
  fault TEXT,
  PRIMARY KEY (owner, born_ms, uid)
)`;

const PAIRS = `CREATE TABLE grafana_dashboards (
  owner TEXT NOT NULL,
  born_ms BIGINT NOT NULL,
  uid TEXT NOT NULL,
  title TEXT NOT NULL,
  our_hash TEXT,
  our_revision INTEGER,
  their_hash TEXT,
  their_version INTEGER,
  pending_source TEXT,
  pending_folder TEXT,
  drift TEXT,
  message TEXT,
  at_ms BIGINT NOT NULL,
  PRIMARY KEY (owner, born_ms, uid)
)`;

const journal = (sequence: string) => `CREATE TABLE grafana_journal (
  position ${sequence},
  owner TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  kind TEXT NOT NULL,
  actor TEXT NOT NULL,
  subject TEXT NOT NULL,
  message TEXT NOT NULL
)`;

/** What is known of the tenants' places in Grafana, and what was done there. */
export const grafanaSyncMigration: Migration = {
  id: '0044-grafana',
  room: 'dashboards',
  statements: (dialect) => [
    PLACES,
    SETTINGS,
    DATA_SOURCES,
    PAIRS,
    journal(sequenceColumn(dialect)),
    'CREATE INDEX grafana_journal_owner ON grafana_journal (owner, position)',
  ],
};
