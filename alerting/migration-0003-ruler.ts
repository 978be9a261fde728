import type { Migration } from '../platform/state/migration.ts';

/** Alerts of our own ruler, for clusters whose backend takes no samples from us. */
export const rulerMigration: Migration = {
  room: 'alerting',
  id: '0003-ruler',
  statements: () => [
    `CREATE TABLE ruler_alerts (
      cluster TEXT NOT NULL,
      group_key TEXT NOT NULL,
      alert_key TEXT NOT NULL,
      labels TEXT NOT NULL,
      active_at_ms BIGINT NOT NULL,
      PRIMARY KEY (cluster, group_key, alert_key)
    )`,
    `CREATE TABLE ruler_groups (
      cluster TEXT NOT NULL,
      group_key TEXT NOT NULL,
      seen_at_ms BIGINT NOT NULL,
      PRIMARY KEY (cluster, group_key)
    )`,
    'CREATE INDEX ruler_groups_seen ON ruler_groups (seen_at_ms)',
  ],
};
