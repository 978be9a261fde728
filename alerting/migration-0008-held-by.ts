import type { Migration } from '../platform/state/migration.ts';

const STATEMENTS = [
  'ALTER TABLE message_clocks ADD COLUMN held_by TEXT',
  "UPDATE message_clocks SET held_by = 'mute_window' WHERE is_held = 1",
  'ALTER TABLE message_clocks DROP COLUMN is_held',
];

/** What keeps a message back: it was a time window at most, and is one of several holds now. */
export const heldByMigration: Migration = {
  room: 'alerting',
  id: '0008-held-by',
  statements: () => STATEMENTS,
};
