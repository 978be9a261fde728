import type { Migration } from '../platform/state/migration.ts';

const COLUMNS = ['delivered_at_ms', 'accepted_at_ms', 'loaded_at_ms', 'failing_since_ms'] as const;

/** How far a rule has come on a cluster and when, and since when it fails there. */
export const ruleStateMigration: Migration = {
  room: 'alerting',
  id: '0006-rule-state',
  statements: () => COLUMNS.map((column) => `ALTER TABLE rule_status ADD COLUMN ${column} BIGINT`),
};
