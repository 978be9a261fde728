import { type Migration, sequenceColumn } from '../platform/state/migration.ts';
import type { Dialect } from '../platform/state/state.ts';

/** Incidents with their events, unassigned alerts, channels, and the outbox. */
export const notifyMigration: Migration = {
  room: 'alerting',
  id: '0002-notify',
  statements: (dialect) => [
    ...incidentTables(dialect),
    ...unassignedTables(),
    ...channelTables(),
    ...outboxTables(dialect),
  ],
};

function incidentTables(dialect: Dialect): readonly string[] {
  return [
    `CREATE TABLE incidents (
      id TEXT PRIMARY KEY,
      incident_key TEXT NOT NULL,
      owner TEXT NOT NULL,
      cluster TEXT NOT NULL,
      namespace TEXT,
      project TEXT,
      environment TEXT,
      rule_id TEXT,
      title TEXT NOT NULL,
      labels TEXT NOT NULL,
      annotations TEXT NOT NULL,
      levels TEXT NOT NULL,
      status TEXT NOT NULL,
      severity TEXT NOT NULL,
      rung INTEGER NOT NULL,
      peak_severity TEXT NOT NULL,
      peak_rung INTEGER NOT NULL,
      started_at_ms BIGINT NOT NULL,
      resolved_at_ms BIGINT,
      resolve_reason TEXT,
      notified_channels TEXT NOT NULL,
      revision INTEGER NOT NULL,
      refreshed_at_ms BIGINT NOT NULL
    )`,
    `CREATE UNIQUE INDEX incidents_open ON incidents (incident_key) WHERE status = 'firing'`,
    'CREATE INDEX incidents_of_owner ON incidents (owner, id)',
    'CREATE INDEX incidents_by_status ON incidents (owner, status, id)',
    'CREATE INDEX incidents_by_rule ON incidents (owner, rule_id, id)',
    `CREATE INDEX incidents_ended ON incidents (resolved_at_ms) WHERE status = 'resolved'`,
    `CREATE TABLE incident_events (
      position ${sequenceColumn(dialect)},
      incident_id TEXT NOT NULL,
      owner TEXT NOT NULL,
      environment_key TEXT,
      at_ms BIGINT NOT NULL,
      kind TEXT NOT NULL,
      severity TEXT,
      channel_id TEXT,
      channel_name TEXT,
      delivery_id TEXT,
      reason TEXT,
      detail TEXT
    )`,
    'CREATE INDEX incident_events_timeline ON incident_events (incident_id, position)',
    'CREATE INDEX incident_events_feed ON incident_events (owner, position)',
  ];
}

function unassignedTables(): readonly string[] {
  return [
    `CREATE TABLE unassigned_alerts (
      id TEXT PRIMARY KEY,
      alert_key TEXT NOT NULL UNIQUE,
      cluster TEXT NOT NULL,
      reason TEXT NOT NULL,
      labels TEXT NOT NULL,
      first_seen_at_ms BIGINT NOT NULL,
      last_seen_at_ms BIGINT NOT NULL,
      count BIGINT NOT NULL
    )`,
    'CREATE INDEX unassigned_alerts_seen ON unassigned_alerts (last_seen_at_ms)',
  ];
}

function channelTables(): readonly string[] {
  return [
    `CREATE TABLE channels (
      id TEXT PRIMARY KEY,
      owner TEXT NOT NULL,
      kind TEXT NOT NULL,
      name TEXT NOT NULL,
      enabled INTEGER NOT NULL,
      disabled_reason TEXT,
      send_resolved INTEGER NOT NULL,
      language TEXT NOT NULL,
      settings TEXT NOT NULL,
      secrets TEXT NOT NULL,
      target TEXT NOT NULL,
      revision INTEGER NOT NULL,
      created_at_ms BIGINT NOT NULL,
      created_by_id TEXT NOT NULL,
      updated_at_ms BIGINT NOT NULL,
      updated_by TEXT NOT NULL,
      CONSTRAINT channels_name UNIQUE (owner, name)
    )`,
  ];
}

function outboxTables(dialect: Dialect): readonly string[] {
  return [
    `CREATE TABLE deliveries (
      id TEXT PRIMARY KEY,
      owner TEXT NOT NULL,
      incident_id TEXT NOT NULL,
      channel_id TEXT NOT NULL,
      channel_name TEXT NOT NULL,
      purpose TEXT NOT NULL,
      payload TEXT NOT NULL,
      state TEXT NOT NULL,
      reason TEXT,
      attempts INTEGER NOT NULL,
      due_at_ms BIGINT NOT NULL,
      lease_id TEXT,
      created_at_ms BIGINT NOT NULL,
      finished_at_ms BIGINT
    )`,
    `CREATE INDEX deliveries_due ON deliveries (due_at_ms) WHERE state IN ('pending', 'leased')`,
    `CREATE INDEX deliveries_leased ON deliveries (channel_id) WHERE state = 'leased'`,
    'CREATE INDEX deliveries_order ON deliveries (incident_id, channel_id, id)',
    `CREATE TABLE delivery_attempts (
      sequence ${sequenceColumn(dialect)},
      delivery_id TEXT NOT NULL,
      at_ms BIGINT NOT NULL,
      outcome TEXT NOT NULL,
      status INTEGER,
      duration_ms BIGINT NOT NULL,
      reason TEXT,
      detail TEXT
    )`,
    'CREATE INDEX delivery_attempts_of ON delivery_attempts (delivery_id, sequence)',
  ];
}
