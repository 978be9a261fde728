import { holds, holdsWithin } from '../../../platform/tenancy/authorize.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import { nearestNode } from '../../../platform/tenancy/nearest-node.ts';
import { ownerNode } from '../../../platform/tenancy/node.ts';
import type { Principal } from '../../../platform/tenancy/principal.ts';
import { PLATFORM, type ScopeName } from '../../../platform/tenancy/scope-name.ts';

export type CollectorPermission = 'collectors:read' | 'collectors:write';

/** True when the caller holds the permission somewhere within the owner; false for unknown owners. */
export function mayWithin(
  directory: Directory,
  principal: Principal,
  owner: string,
  permission: CollectorPermission,
): boolean {
  return holdsWithin(directory, principal, ownerNode(owner), permission);
}

/** True when the caller holds the permission on the environment, or on what is left above it. */
export function mayOn(
  directory: Directory,
  principal: Principal,
  scope: ScopeName,
  permission: CollectorPermission,
): boolean {
  if (scope.kind === 'platform') return holds(directory, principal, null, permission);
  return holds(directory, principal, nearestNode(directory, scope.node), permission);
}

/** True for what a spec of this owner may belong to: one environment that exists, or a cluster. */
export function isPlace(directory: Directory, owner: string, scope: ScopeName): boolean {
  if (scope.kind === 'platform') {
    const { cluster } = scope;
    return owner === PLATFORM && cluster !== null && directory.clusters.includes(cluster);
  }
  const { node, cluster } = scope;
  return node.tenant === owner && cluster === null && directory.environmentAt(node) !== undefined;
}
