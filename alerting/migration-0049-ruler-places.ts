import type { Migration } from '../platform/state/migration.ts';

const STATEMENTS = [
  `CREATE TABLE ruler_places (
    rule_id TEXT NOT NULL PRIMARY KEY,
    namespace TEXT NOT NULL,
    group_name TEXT NOT NULL,
    place BIGINT NOT NULL
  )`,
];

/** Namespaces and groups that clients of the ruler API have put rules into. */
export const rulerPlacesMigration: Migration = {
  room: 'alerting',
  id: '0049-ruler-places',
  statements: () => STATEMENTS,
};
