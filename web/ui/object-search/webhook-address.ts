import type { ScopeNode } from '../../contract/session.ts';
import type { ScopeParts } from '../scope/scope-text.ts';
import type { SearchKind } from './search-kind.ts';

/** Most clusters that are named. */
const MOST = 5;

/** Where the clusters of a scope post what is searched. */
export function webhookAddresses(
  origin: string,
  kind: SearchKind['name'],
  { cluster }: Pick<ScopeParts, 'cluster'>,
  { clusters }: Pick<ScopeNode, 'clusters'>,
): readonly string[] {
  const named = cluster === undefined ? clusters.slice(0, MOST) : [cluster];
  return named.map((id) => `${origin}/scopes/_platform@${id}/kubernetes/${kind}`);
}
