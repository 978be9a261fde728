import type { Migration } from '../platform/state/migration.ts';

/** Rows of messages that were deleted with their first incident; nothing ever deleted them. */
const ORPHANS = `DELETE FROM delivery_incidents WHERE NOT EXISTS (
  SELECT 1 FROM deliveries d WHERE d.id = delivery_incidents.delivery_id)`;

/** What messages say of their incidents goes with them. */
export const messageIncidentsMigration: Migration = {
  room: 'alerting',
  id: '0056-message-incidents',
  statements: () => [ORPHANS],
};
