import type { Migration } from '../platform/state/migration.ts';

const STATEMENTS = [
  `CREATE TABLE person_settings (
    user_id TEXT NOT NULL PRIMARY KEY,
    quiet_hours TEXT,
    revision INTEGER NOT NULL
  )`,
  `CREATE TABLE contact_addresses (
    user_id TEXT NOT NULL,
    address TEXT NOT NULL,
    confirmed_at_ms BIGINT,
    code_hash TEXT,
    code_until_ms BIGINT,
    tries INTEGER NOT NULL,
    sent INTEGER NOT NULL,
    sent_at_ms BIGINT NOT NULL,
    PRIMARY KEY (user_id, address)
  )`,
  `CREATE TABLE subscriptions (
    user_id TEXT NOT NULL,
    place INTEGER NOT NULL,
    owner TEXT NOT NULL,
    node TEXT NOT NULL,
    severities TEXT NOT NULL,
    inbox INTEGER NOT NULL,
    mail INTEGER NOT NULL,
    PRIMARY KEY (user_id, place)
  )`,
  'CREATE INDEX subscriptions_owner ON subscriptions (owner)',
  `CREATE TABLE people_told (
    channel_id TEXT NOT NULL,
    incident_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    left_at_ms BIGINT,
    PRIMARY KEY (incident_id, channel_id, user_id)
  )`,
  'CREATE INDEX people_told_at ON people_told (at_ms)',
  `CREATE TABLE held_mails (
    user_id TEXT NOT NULL,
    incident_id TEXT NOT NULL,
    owner TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    channel_name TEXT NOT NULL,
    message_id TEXT NOT NULL,
    purpose TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    since_ms BIGINT NOT NULL,
    due_at_ms BIGINT NOT NULL,
    PRIMARY KEY (user_id, incident_id)
  )`,
  'CREATE INDEX held_mails_due ON held_mails (due_at_ms)',
];

/** How people want to be told, whom receivers of people told, and mails that wait for the end of quiet hours. */
export const peopleMigration: Migration = {
  room: 'alerting',
  id: '0041-people',
  statements: () => STATEMENTS,
};
