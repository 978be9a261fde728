import type { Migration } from '../platform/state/migration.ts';

const RULES = `CREATE TABLE rules (
  id TEXT NOT NULL PRIMARY KEY,
  owner TEXT NOT NULL,
  name TEXT NOT NULL,
  scope TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  body TEXT NOT NULL,
  creation_key TEXT,
  revision INTEGER NOT NULL,
  created_at_ms BIGINT NOT NULL,
  updated_at_ms BIGINT NOT NULL,
  updated_by TEXT NOT NULL,
  UNIQUE (owner, creation_key)
)`;

const RULE_CHANNELS = `CREATE TABLE rule_channels (
  rule_id TEXT NOT NULL REFERENCES rules (id),
  channel_id TEXT NOT NULL,
  PRIMARY KEY (rule_id, channel_id)
)`;

const RULE_SEVERITIES = `CREATE TABLE rule_severities (
  rule_id TEXT NOT NULL REFERENCES rules (id),
  severity TEXT NOT NULL,
  PRIMARY KEY (rule_id, severity)
)`;

/** Without a reference: it outlives the rule. */
const RULE_CHANGES = `CREATE TABLE rule_changes (
  rule_id TEXT NOT NULL,
  revision INTEGER NOT NULL,
  owner TEXT NOT NULL,
  kind TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  author_id TEXT NOT NULL,
  author_name TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (rule_id, revision)
)`;

/** Without a reference: a status may be written while its rule is being deleted. */
const RULE_STATUS = `CREATE TABLE rule_status (
  rule_id TEXT NOT NULL,
  cluster TEXT NOT NULL,
  revision INTEGER NOT NULL,
  stage TEXT NOT NULL,
  health TEXT NOT NULL,
  state TEXT NOT NULL,
  message TEXT,
  last_evaluation_at_ms BIGINT,
  checked_at_ms BIGINT,
  PRIMARY KEY (rule_id, cluster)
)`;

/** Rules, what they refer to, their history and how they do. */
export const rulesMigration: Migration = {
  id: '0001-rules',
  room: 'alerting',
  statements: () => [
    RULES,
    'CREATE INDEX rules_owner ON rules (owner, id)',
    RULE_CHANNELS,
    'CREATE INDEX rule_channels_channel ON rule_channels (channel_id)',
    RULE_SEVERITIES,
    RULE_CHANGES,
    'CREATE INDEX rule_changes_owner ON rule_changes (owner, at_ms)',
    RULE_STATUS,
  ],
};
