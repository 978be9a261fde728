import type { Migration } from '../platform/state/migration.ts';

const STATEMENTS = [
  'ALTER TABLE deliveries ADD COLUMN digest_of INTEGER NOT NULL DEFAULT 0',
  'ALTER TABLE deliveries ADD COLUMN digest_id TEXT',
  'ALTER TABLE deliveries ADD COLUMN requeued_at_ms BIGINT',
  `CREATE INDEX deliveries_pending ON deliveries (channel_id, id) WHERE state = 'pending'`,
  'CREATE INDEX deliveries_of_channel ON deliveries (channel_id, id)',
  'CREATE INDEX deliveries_digest ON deliveries (digest_id) WHERE digest_id IS NOT NULL',
  `CREATE INDEX deliveries_dead ON deliveries (owner, id) WHERE state = 'dropped'`,
  `CREATE INDEX deliveries_suspended ON deliveries (channel_id, id)
    WHERE reason = 'channel_suspended'`,
  `CREATE TABLE channel_failures (
    channel_id TEXT NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    since_ms BIGINT NOT NULL
  )`,
  `CREATE TABLE message_link_uses (
    link_id TEXT NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    used_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL
  )`,
  'CREATE INDEX message_link_uses_age ON message_link_uses (expires_at_ms)',
  `CREATE TABLE message_link_settings (
    owner TEXT NOT NULL PRIMARY KEY,
    enabled INTEGER NOT NULL,
    changed_at_ms BIGINT NOT NULL,
    changed_by TEXT NOT NULL
  )`,
];

/** What waits for a receiver's limit, failing receivers, dead letters, and links in messages. */
export const deliveryMigration: Migration = {
  room: 'alerting',
  id: '0040-delivery',
  statements: () => STATEMENTS,
};
