import type { Migration } from '../platform/state/migration.ts';

const STATEMENTS = [
  // Which channel an entry says to be switched off.
  'ALTER TABLE inbox_entries ADD COLUMN channel_id TEXT',
  `CREATE TABLE person_contacts (
    user_id TEXT NOT NULL,
    place INTEGER NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    severities TEXT NOT NULL,
    PRIMARY KEY (user_id, place)
  )`,
  `CREATE TABLE told_through (
    incident_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    through_id TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    PRIMARY KEY (incident_id, channel_id, through_id)
  )`,
  'CREATE INDEX told_through_at ON told_through (at_ms)',
  // JSON list of the severities that go to this mail address; empty: every severity.
  "ALTER TABLE contact_addresses ADD COLUMN severities TEXT NOT NULL DEFAULT '[]'",
];

/** How people are reached besides by mail, and at which severities; notices of channels in inboxes. */
export const contactsMigration: Migration = {
  room: 'alerting',
  id: '0046-contacts',
  statements: () => STATEMENTS,
};
