import type { Migration } from '../platform/state/migration.ts';

/** Templates that tenants wrote, and those of the platform. */
export const ruleTemplatesMigration: Migration = {
  room: 'alerting',
  id: '0004-rule-templates',
  statements: () => [
    `CREATE TABLE rule_templates (
      owner TEXT NOT NULL,
      id TEXT NOT NULL,
      document TEXT NOT NULL,
      revision INTEGER NOT NULL,
      created_at_ms BIGINT NOT NULL,
      updated_at_ms BIGINT NOT NULL,
      updated_by TEXT NOT NULL,
      PRIMARY KEY (owner, id)
    )`,
  ],
};
