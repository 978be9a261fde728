import { authorize, holds } from '../../platform/tenancy/authorize.ts';
import { type Directory, pairKey } from '../../platform/tenancy/directory.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import type { ScopeName } from '../../platform/tenancy/scope-name.ts';

/** What panels ask with: metrics, lines, and lists of alerts. */
const READING = ['metrics:read', 'logs:read', 'incidents:read'] as const;

/**
 * What somebody may read of a scope, one entry for each right on each part of it: who has lost an entry
 * may have been shown what they may not see any more.
 */
export function reachOf(
  directory: Directory,
  principal: Principal,
  scope: ScopeName,
): ReadonlySet<string> {
  const node = scope.kind === 'node' ? scope.node : null;
  const entries = READING.flatMap((permission) => {
    const outcome = authorize(directory, principal, scope, permission);
    if (outcome.kind === 'denied') return [];
    const { pairs, clusters, readsAudit } = outcome.scope;
    return [
      ...pairs.map((pair) => `${permission} ${pairKey(pair.cluster, pair.namespace)}`),
      ...(node === null ? clusters.map((cluster) => `${permission} ${cluster}`) : []),
      ...(readsAudit ? [`${permission} audit`] : []),
      // What belongs to no environment is read by who holds the right on the whole.
      ...(holds(directory, principal, node, permission) ? [`${permission} whole`] : []),
    ];
  });
  return new Set(entries);
}
