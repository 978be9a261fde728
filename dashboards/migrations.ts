import type { Migration } from '../platform/state/migration.ts';
import { grafanaKeysMigration } from './grafana/identity/migration-0045-grafana-keys.ts';
import { grafanaSyncMigration } from './grafana/sync/migration-0044-grafana.ts';
import { boardLinksMigration } from './migration-0050-board-links.ts';
import { reportsMigration } from './reports/store/migration-0051-reports.ts';
import { dashboardsMigration } from './store/migration-0043-dashboards.ts';

/** The schema of this room, in the order in which it is applied; after that of the tenancy. */
export const DASHBOARD_MIGRATIONS: readonly Migration[] = [
  dashboardsMigration,
  grafanaSyncMigration,
  grafanaKeysMigration,
  boardLinksMigration,
  reportsMigration,
];
