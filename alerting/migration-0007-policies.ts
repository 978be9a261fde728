import type { Migration } from '../platform/state/migration.ts';

const POLICIES = [
  `CREATE TABLE policies (
    id TEXT NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    revision INTEGER NOT NULL,
    created_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    UNIQUE (owner, name)
  )`,
  `CREATE TABLE policy_channels (
    policy_id TEXT NOT NULL REFERENCES policies (id),
    channel_id TEXT NOT NULL,
    PRIMARY KEY (policy_id, channel_id)
  )`,
  'CREATE INDEX policy_channels_channel ON policy_channels (channel_id)',
  `CREATE TABLE policy_severities (
    policy_id TEXT NOT NULL REFERENCES policies (id),
    severity TEXT NOT NULL,
    PRIMARY KEY (policy_id, severity)
  )`,
  `CREATE TABLE policy_changes (
    policy_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    owner TEXT NOT NULL,
    kind TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    author_id TEXT NOT NULL,
    author_name TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (policy_id, revision)
  )`,
];

const CLOCKS = [
  'ALTER TABLE rules ADD COLUMN policy_id TEXT',
  'CREATE INDEX rules_policy ON rules (policy_id) WHERE policy_id IS NOT NULL',
  `CREATE TABLE message_clocks (
    incident_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    incident_key TEXT NOT NULL,
    purpose TEXT NOT NULL,
    is_held INTEGER NOT NULL,
    severity TEXT NOT NULL,
    previous_severity TEXT,
    said INTEGER NOT NULL,
    due_at_ms BIGINT NOT NULL,
    PRIMARY KEY (incident_id, channel_id)
  )`,
  'CREATE INDEX message_clocks_due ON message_clocks (due_at_ms)',
];

const DEFAULT_RECEIVER = [
  `CREATE TABLE inbox_entries (
    user_id TEXT NOT NULL,
    id TEXT NOT NULL,
    owner TEXT NOT NULL,
    project TEXT,
    environment TEXT,
    incident_id TEXT NOT NULL,
    rule_id TEXT,
    purpose TEXT NOT NULL,
    title TEXT NOT NULL,
    severity TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    read_at_ms BIGINT,
    PRIMARY KEY (user_id, id)
  )`,
  'CREATE INDEX inbox_entries_incident ON inbox_entries (incident_id)',
  'CREATE INDEX inbox_entries_age ON inbox_entries (at_ms)',
  `CREATE TABLE mailed_people (
    delivery_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    incident_id TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    PRIMARY KEY (delivery_id, user_id)
  )`,
  'CREATE INDEX mailed_people_incident ON mailed_people (incident_id)',
  'CREATE INDEX mailed_people_age ON mailed_people (at_ms)',
];

/** Policies of rules, when messages are said again, and what the default receiver holds. */
export const policiesMigration: Migration = {
  room: 'alerting',
  id: '0007-policies',
  statements: () => [...POLICIES, ...CLOCKS, ...DEFAULT_RECEIVER],
};
