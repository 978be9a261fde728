import type { Migration } from '../platform/state/migration.ts';

/** Notices of reports that could not be sent, in the inboxes of their authors. */
export const inboxReportsMigration: Migration = {
  room: 'alerting',
  id: '0053-inbox-reports',
  statements: () => ['ALTER TABLE inbox_entries ADD COLUMN report_id TEXT'],
};
