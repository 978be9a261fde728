import type { Migration } from '../platform/state/migration.ts';

/** What tenants have scraped: monitors, and how they came about. */
export const monitorsMigration: Migration = {
  room: 'collector',
  id: '0001-monitors',
  statements: () => [
    `CREATE TABLE monitors (
      id TEXT NOT NULL PRIMARY KEY,
      owner TEXT NOT NULL,
      environment TEXT NOT NULL,
      name TEXT NOT NULL,
      body TEXT NOT NULL,
      creation_key TEXT,
      revision INTEGER NOT NULL,
      created_at_ms BIGINT NOT NULL,
      updated_at_ms BIGINT NOT NULL,
      updated_by TEXT NOT NULL,
      UNIQUE (environment, name),
      UNIQUE (owner, creation_key)
    )`,
    'CREATE INDEX monitors_of_owner ON monitors (owner, id)',
    `CREATE TABLE monitor_changes (
      monitor_id TEXT NOT NULL,
      revision INTEGER NOT NULL,
      owner TEXT NOT NULL,
      kind TEXT NOT NULL,
      at_ms BIGINT NOT NULL,
      author_id TEXT NOT NULL,
      author_name TEXT NOT NULL,
      body TEXT NOT NULL,
      PRIMARY KEY (monitor_id, revision)
    )`,
  ],
};
