import type { Migration } from '../platform/state/migration.ts';

const STATEMENTS = [
  'ALTER TABLE message_clocks ADD COLUMN group_id TEXT',
  'CREATE INDEX message_clocks_group ON message_clocks (group_id) WHERE group_id IS NOT NULL',
  `CREATE TABLE message_groups (
    group_id TEXT NOT NULL PRIMARY KEY,
    told_at_ms BIGINT NOT NULL
  )`,
  'CREATE INDEX message_groups_age ON message_groups (told_at_ms)',
  'ALTER TABLE deliveries ADD COLUMN incidents INTEGER NOT NULL DEFAULT 1',
  'ALTER TABLE deliveries ADD COLUMN group_id TEXT',
  `CREATE INDEX deliveries_group ON deliveries (group_id, id)
    WHERE group_id IS NOT NULL AND state IN ('pending', 'leased')`,
  `CREATE TABLE delivery_incidents (
    delivery_id TEXT NOT NULL,
    incident_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    rule_id TEXT,
    purpose TEXT NOT NULL,
    severity TEXT NOT NULL,
    environment_key TEXT,
    PRIMARY KEY (delivery_id, incident_id)
  )`,
  `CREATE INDEX delivery_incidents_order
    ON delivery_incidents (incident_id, channel_id, delivery_id)`,
  'CREATE INDEX inbox_entries_delivery ON inbox_entries (id)',
];

/** Groups of incidents that are told together, and deliveries about several. */
export const messageGroupsMigration: Migration = {
  room: 'alerting',
  id: '0030-message-groups',
  statements: () => STATEMENTS,
};
