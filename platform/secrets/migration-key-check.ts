import type { Migration } from '../state/migration.ts';

/** One text, sealed with the keys that the database's secrets are sealed with. */
export const keyCheckMigration: Migration = {
  room: 'platform',
  id: '0003-key-check',
  statements: () => [
    'CREATE TABLE key_checks (id INTEGER NOT NULL PRIMARY KEY, sealed TEXT NOT NULL)',
  ],
};
