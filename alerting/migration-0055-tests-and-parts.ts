import type { Migration } from '../platform/state/migration.ts';

const STATEMENTS = [
  `CREATE TABLE destination_tests (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    destination_key TEXT NOT NULL,
    at_ms BIGINT NOT NULL
  )`,
  'CREATE INDEX destination_tests_age ON destination_tests (at_ms)',
  // Incidents used to be retired without what messages about several said of them.
  `DELETE FROM delivery_incidents
    WHERE NOT EXISTS (SELECT 1 FROM incidents WHERE incidents.id = delivery_incidents.incident_id)`,
];

/** Test messages that count at their destinations; parts of messages go with their incidents. */
export const testsAndPartsMigration: Migration = {
  room: 'alerting',
  id: '0055-tests-and-parts',
  statements: () => STATEMENTS,
};
