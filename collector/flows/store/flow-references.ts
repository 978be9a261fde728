import { builderFor } from '../../../platform/state/builder.ts';
import type { Dialect } from '../../../platform/state/state.ts';
import type { ReferenceSource } from '../../../platform/tenancy/references.ts';
import type { FlowTables } from './tables-flows.ts';

const MAX_NAMES = 5;

/** A tenant or project with flows stays, and a cluster of the platform's. An environment can go: they wait. */
export function flowReferences(dialect: Dialect): ReferenceSource {
  const db = builderFor<FlowTables>(dialect);
  const specs = () => db.selectFrom('log_specs').select('name').orderBy('id').limit(MAX_NAMES);
  return {
    noun: 'log flows and outputs',
    find: (target) => {
      switch (target.kind) {
        case 'tenant':
          return specs().where('owner', '=', target.tenant).compile();
        case 'project':
          return specs().where('scope', 'like', `${target.tenant}.${target.project}.%`).compile();
        case 'cluster':
          return specs().where('scope', 'like', `%@${target.cluster}`).compile();
        default:
          return null;
      }
    },
  };
}
