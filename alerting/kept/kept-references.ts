import { builderFor } from '../../platform/state/builder.ts';
import type { Dialect } from '../../platform/state/state.ts';
import type { ReferenceSource } from '../../platform/tenancy/references.ts';
import type { KeptTables } from '../tables-kept.ts';
import type { KeptKind, NamedContent } from './kept-thing.ts';

const MAX_NAMES = 5;

/** What of the tenancy kept things refer to: the tenant that owns some. */
export function keptReferences<Content extends NamedContent>(
  dialect: Dialect,
  { name, nouns }: KeptKind<Content>,
): ReferenceSource {
  const db = builderFor<KeptTables>(dialect);
  return {
    noun: nouns,
    find: (target) =>
      target.kind === 'tenant'
        ? db
            .selectFrom('kept_things')
            .select('kept_things.name')
            .where('kind', '=', name)
            .where('owner', '=', target.tenant)
            .orderBy('id')
            .limit(MAX_NAMES)
            .compile()
        : null,
  };
}
