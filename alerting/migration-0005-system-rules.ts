import type { Migration } from '../platform/state/migration.ts';

const SUBJECT = `owner TEXT NOT NULL,
      kind TEXT NOT NULL,
      name TEXT NOT NULL`;

/** What owners have otherwise than the catalogue of system rules, what that refers to, and its history. */
export const systemRulesMigration: Migration = {
  room: 'alerting',
  id: '0005-system-rules',
  statements: () => [
    `CREATE TABLE system_rule_settings (
      ${SUBJECT},
      body TEXT,
      revision INTEGER NOT NULL,
      updated_at_ms BIGINT NOT NULL,
      updated_by TEXT NOT NULL,
      PRIMARY KEY (owner, kind, name)
    )`,
    `CREATE TABLE system_rule_uses (
      ${SUBJECT},
      used TEXT NOT NULL,
      value TEXT NOT NULL,
      PRIMARY KEY (owner, kind, name, used, value)
    )`,
    `CREATE TABLE system_rule_changes (
      ${SUBJECT},
      revision INTEGER NOT NULL,
      at_ms BIGINT NOT NULL,
      author_id TEXT NOT NULL,
      author_name TEXT NOT NULL,
      body TEXT,
      PRIMARY KEY (owner, kind, name, revision)
    )`,
  ],
};
