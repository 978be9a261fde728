import type { Migration } from '../../../platform/state/migration.ts';

/**
 * Keys by which tocsin signs who looks, towards Grafana (the private part is sealed), and dashboards as
 * they were last read there. These hang on organisations, whose numbers are never used twice.
 */
export const grafanaKeysMigration: Migration = {
  id: '0045-grafana-keys',
  room: 'dashboards',
  statements: () => [
    `CREATE TABLE grafana_signing_keys (
  kid TEXT NOT NULL PRIMARY KEY,
  created_at_ms BIGINT NOT NULL,
  public_key TEXT NOT NULL,
  private_key TEXT NOT NULL
)`,
    `CREATE TABLE grafana_seen_boards (
  organisation BIGINT NOT NULL,
  uid TEXT NOT NULL,
  title TEXT NOT NULL,
  folder TEXT NOT NULL,
  source TEXT NOT NULL,
  seen_at_ms BIGINT NOT NULL,
  PRIMARY KEY (organisation, uid)
)`,
  ],
};
