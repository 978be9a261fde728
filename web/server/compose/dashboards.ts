import { DashboardBook } from '../../../dashboards/store/dashboard-book.ts';
import { DashboardRepository } from '../../../dashboards/store/dashboard-repository.ts';
import { DashboardService } from '../../../dashboards/store/dashboard-service.ts';
import { nodeExists } from '../../../platform/tenancy/node-exists.ts';
import { tenancySql } from '../../../platform/tenancy/tenancy-context.ts';
import type { Floor } from './floor.ts';
import type { TenancyParts } from './tenancy.ts';

export interface DashboardParts {
  readonly dashboards: DashboardService;
  /** For jobs inside the process: asks nobody's permission. */
  readonly dashboardBook: DashboardBook;
}

/** The dashboards that tenants keep. */
export function composeDashboards(
  { state, clock, newId, logger }: Pick<Floor, 'state' | 'clock' | 'newId' | 'logger'>,
  { directories }: Pick<TenancyParts, 'directories'>,
): DashboardParts {
  const dashboards = new DashboardRepository(state);
  const sql = tenancySql(state.dialect);
  const dashboardBook = new DashboardBook({
    dashboards,
    placeStands: (scope) => nodeExists(sql, scope.kind === 'node' ? scope.node : null),
    clock,
    newId,
  });
  const directory = () => directories.current();
  return {
    dashboards: new DashboardService({ dashboards, book: dashboardBook, directory, newId, logger }),
    dashboardBook,
  };
}
