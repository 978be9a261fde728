import type { Migration } from '../platform/state/migration.ts';

const STATEMENTS = [
  `CREATE TABLE board_link_settings (
    owner TEXT NOT NULL PRIMARY KEY,
    enabled BIGINT NOT NULL,
    origins TEXT NOT NULL,
    not_before_ms BIGINT NOT NULL,
    changed_at_ms BIGINT NOT NULL,
    changed_by TEXT NOT NULL
  )`,
];

/** What owners allow links to their dashboards to do. */
export const boardLinksMigration: Migration = {
  room: 'dashboards',
  id: '0050-board-links',
  statements: () => STATEMENTS,
};
