import type { Migration } from '../platform/state/migration.ts';

/** Rows of messages that were deleted with their first incident; nothing ever deleted them. */
const ORPHANS = `DELETE FROM delivery_incidents WHERE NOT EXISTS (
  SELECT 1 FROM deliveries d WHERE d.id = delivery_incidents.delivery_id)`;

/** Receivers catch up in the order in which messages became known, which is not that of all ids. */
const KNOWN = 'CREATE INDEX deliveries_known ON deliveries (channel_id, created_at_ms, id)';

/** What messages say of their incidents goes with them; what channels were told, in the order of its making. */
export const messageIncidentsMigration: Migration = {
  room: 'alerting',
  id: '0056-message-incidents',
  statements: () => [ORPHANS, KNOWN],
};
