import { builderFor } from '../../platform/state/builder.ts';
import type { Dialect } from '../../platform/state/state.ts';
import type { ReferenceSource } from '../../platform/tenancy/references.ts';
import type { NotifyTables } from '../tables-notify.ts';

const MAX_NAMES = 5;

/** What of the tenancy channels refer to: the tenant that owns them. */
export function channelReferenceSource(dialect: Dialect): ReferenceSource {
  const db = builderFor<NotifyTables>(dialect);
  return {
    noun: 'channels',
    find: (target) =>
      target.kind === 'tenant'
        ? db
            .selectFrom('channels')
            .select('channels.name')
            .where('owner', '=', target.tenant)
            .orderBy('id')
            .limit(MAX_NAMES)
            .compile()
        : null,
  };
}
