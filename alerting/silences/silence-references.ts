import { builderFor } from '../../platform/state/builder.ts';
import type { Dialect } from '../../platform/state/state.ts';
import type { ReferenceSource } from '../../platform/tenancy/references.ts';
import type { SilenceTables } from '../tables-silences.ts';

const MAX_NAMES = 5;

/**
 * A tenant goes when it has no silences: the next one of its name would find them. Places below it may
 * go; a silence of a place that is gone mutes nothing.
 */
export function silenceReferences(dialect: Dialect): ReferenceSource {
  const db = builderFor<SilenceTables>(dialect);
  return {
    noun: 'silences',
    find: (target) =>
      target.kind === 'tenant'
        ? db
            .selectFrom('silences')
            .select('silences.id as name')
            .where('owner', '=', target.tenant)
            .orderBy('silences.id')
            .limit(MAX_NAMES)
            .compile()
        : null,
  };
}
