import type { Migration } from '../platform/state/migration.ts';

const STATEMENTS = [
  `CREATE TABLE live_tickets (
    ticket_hash TEXT NOT NULL PRIMARY KEY,
    credential_kind TEXT NOT NULL,
    credential_hash TEXT NOT NULL,
    principal_id TEXT NOT NULL,
    owner TEXT NOT NULL,
    expires_at_ms BIGINT NOT NULL
  )`,
  'CREATE INDEX live_tickets_expiry ON live_tickets (expires_at_ms)',
];

/** Tickets that open one live socket each, for any replica. */
export const liveTicketsMigration: Migration = {
  room: 'alerting',
  id: '0042-live-tickets',
  statements: () => STATEMENTS,
};
