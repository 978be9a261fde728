import type { Migration } from '../platform/state/migration.ts';

/** What channels decline, their own texts, and the private addresses that tenants ask for. */
export const channelsMigration: Migration = {
  room: 'alerting',
  id: '0020-channels',
  statements: () => [
    "ALTER TABLE channels ADD COLUMN declines TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE channels ADD COLUMN templates TEXT NOT NULL DEFAULT '{}'",
    `CREATE TABLE outbound_addresses (
      id TEXT NOT NULL PRIMARY KEY,
      owner TEXT NOT NULL,
      host TEXT NOT NULL,
      port INTEGER NOT NULL,
      reason TEXT NOT NULL,
      state TEXT NOT NULL,
      requested_by TEXT NOT NULL,
      requested_at_ms BIGINT NOT NULL,
      decided_by TEXT,
      decided_at_ms BIGINT,
      decision_note TEXT NOT NULL,
      revision INTEGER NOT NULL,
      UNIQUE (owner, host, port)
    )`,
  ],
};
