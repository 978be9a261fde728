import type { Migration } from '../platform/state/migration.ts';

const STATEMENTS = [
  `CREATE TABLE silences (
    id TEXT NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    body TEXT NOT NULL,
    revision INTEGER NOT NULL,
    created_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL,
    updated_by TEXT NOT NULL
  )`,
  'CREATE INDEX silences_owner ON silences (owner, id)',
  `CREATE TABLE silence_changes (
    silence_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    owner TEXT NOT NULL,
    kind TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    author_id TEXT NOT NULL,
    author_name TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (silence_id, revision)
  )`,
];

/** Silences, the blacklist and maintenance, with every change of them. */
export const silencesMigration: Migration = {
  room: 'alerting',
  id: '0009-silences',
  statements: () => STATEMENTS,
};
