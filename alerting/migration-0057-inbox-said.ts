import type { Migration } from '../platform/state/migration.ts';

/** Why a report could not be sent, in the inbox too. */
export const inboxSaidMigration: Migration = {
  room: 'alerting',
  id: '0057-inbox-said',
  statements: () => ['ALTER TABLE inbox_entries ADD COLUMN said TEXT'],
};
