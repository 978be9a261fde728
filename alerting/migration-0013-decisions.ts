import type { Migration } from '../platform/state/migration.ts';

const KEPT = [
  `CREATE TABLE kept_things (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    revision INTEGER NOT NULL,
    created_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    UNIQUE (kind, owner, name)
  )`,
  `CREATE TABLE kept_changes (
    thing_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    kind TEXT NOT NULL,
    owner TEXT NOT NULL,
    change TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    author_id TEXT NOT NULL,
    author_name TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (thing_id, revision)
  )`,
];

const CLOCKS = [
  'CREATE INDEX message_clocks_held ON message_clocks (held_by) WHERE held_by IS NOT NULL',
  `CREATE TABLE escalation_clocks (
    incident_id TEXT NOT NULL PRIMARY KEY,
    incident_key TEXT NOT NULL,
    step INTEGER NOT NULL,
    held_by TEXT,
    due_at_ms BIGINT NOT NULL
  )`,
  'CREATE INDEX escalation_clocks_due ON escalation_clocks (due_at_ms)',
  `CREATE TABLE flap_changes (
    incident_key TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    is_end INTEGER NOT NULL,
    PRIMARY KEY (incident_key, at_ms, is_end)
  )`,
  'CREATE INDEX flap_changes_age ON flap_changes (at_ms)',
];

const HEARTBEATS = `CREATE TABLE heartbeat_beats (
    heartbeat_id TEXT NOT NULL PRIMARY KEY,
    last_at_ms BIGINT NOT NULL
  )`;

/** Inhibition rules with their history, heartbeats, when incidents escalate, and what has flapped. */
export const decisionsMigration: Migration = {
  room: 'alerting',
  id: '0013-decisions',
  statements: () => [
    ...KEPT,
    ...CLOCKS,
    HEARTBEATS,
    'ALTER TABLE incidents ADD COLUMN stale_since_ms BIGINT',
  ],
};
