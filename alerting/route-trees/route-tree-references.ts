import { builderFor } from '../../platform/state/builder.ts';
import type { Dialect } from '../../platform/state/state.ts';
import type { ReferenceSource } from '../../platform/tenancy/references.ts';
import type { RouteTreeTables } from '../tables-route-trees.ts';

/** What of the tenancy trees of routes refer to: the tenant that owns one. */
export function routeTreeReferences(dialect: Dialect): ReferenceSource {
  const db = builderFor<RouteTreeTables>(dialect);
  return {
    noun: 'trees of routes',
    find: (target) =>
      target.kind === 'tenant'
        ? db
            .selectFrom('route_trees')
            .select('route_trees.owner as name')
            .where('owner', '=', target.tenant)
            .limit(1)
            .compile()
        : null,
  };
}
