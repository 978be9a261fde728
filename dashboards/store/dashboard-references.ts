import { builderFor } from '../../platform/state/builder.ts';
import type { Dialect } from '../../platform/state/state.ts';
import type { ReferenceSource } from '../../platform/tenancy/references.ts';
import type { DashboardTables } from './dashboard-tables.ts';

const MAX_NAMES = 5;

/**
 * A tenant or project with dashboards stays; deleted dashboards go with it, versions and all. An
 * environment can go: its dashboards are then for those who hold its project.
 */
export function dashboardReferences(dialect: Dialect): ReferenceSource {
  const db = builderFor<DashboardTables>(dialect);
  const titles = () =>
    db
      .selectFrom('dashboards')
      .select('dashboards.title as name')
      .where('deleted_at_ms', 'is', null)
      .orderBy('dashboards.id')
      .limit(MAX_NAMES);
  return {
    noun: 'dashboards',
    find: (target) => {
      switch (target.kind) {
        case 'tenant':
          return titles().where('tenant', '=', target.tenant).compile();
        case 'project':
          return titles()
            .where('tenant', '=', target.tenant)
            .where('project', '=', target.project)
            .compile();
        default:
          return null;
      }
    },
  };
}
