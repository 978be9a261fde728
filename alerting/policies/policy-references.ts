import { assertNever } from '../../platform/model/assert-never.ts';
import { builderFor } from '../../platform/state/builder.ts';
import type { Dialect } from '../../platform/state/state.ts';
import type { ReferenceSource } from '../../platform/tenancy/references.ts';
import type { PolicyTables } from '../tables-policies.ts';

const MAX_NAMES = 5;

/** What of the tenancy policies refer to: the tenant that owns some, the rungs that they name. */
export function policyReferences(dialect: Dialect): ReferenceSource {
  const db = builderFor<PolicyTables>(dialect);
  const policies = () =>
    db.selectFrom('policies').select('policies.name').orderBy('policies.id').limit(MAX_NAMES);
  return {
    noun: 'policies',
    find: (target) => {
      switch (target.kind) {
        case 'tenant':
          return policies().where('owner', '=', target.tenant).compile();
        case 'severity':
          return policies()
            .innerJoin('policy_severities', 'policy_severities.policy_id', 'policies.id')
            .where('owner', '=', target.tenant)
            .where('severity', '=', target.severity)
            .compile();
        case 'project':
        case 'environment':
        case 'cluster':
          return null;
        default:
          return assertNever(target);
      }
    },
  };
}
