import { authorize, holds, holdsWithin } from '../../platform/tenancy/authorize.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import { nearestNode } from '../../platform/tenancy/nearest-node.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import type { ScopeName } from '../../platform/tenancy/scope-name.ts';

/**
 * True when the caller holds `dashboards:read` where the dashboard lives, above it, or at any place below
 * it: a dashboard of the tenant is for its members. Where the place is gone, only who holds it on what
 * is left above.
 */
export function mayReadDashboard(
  directory: Directory,
  principal: Principal,
  scope: ScopeName,
): boolean {
  if (scope.kind === 'platform') return holds(directory, principal, null, 'dashboards:read');
  if (directory.has(scope.node)) {
    return holdsWithin(directory, principal, scope.node, 'dashboards:read');
  }
  const left = nearestNode(directory, scope.node);
  return left !== null && holds(directory, principal, left, 'dashboards:read');
}

/**
 * True when the caller holds `dashboards:write` where the dashboard lives, or above it; in an environment
 * also a role that writes in environments of its kind.
 */
export function mayWriteDashboard(
  directory: Directory,
  principal: Principal,
  scope: ScopeName,
): boolean {
  if (scope.kind === 'platform') return holds(directory, principal, null, 'dashboards:write');
  const left = nearestNode(directory, scope.node);
  if (left === null) return false;
  if (holds(directory, principal, left, 'dashboards:write')) return true;
  if (left.environment === null) return false;
  const authorization = authorize(directory, principal, scope, 'dashboards:write');
  return authorization.kind === 'granted' && authorization.scope.pairs.length > 0;
}
