import { authorize, holds, holdsWithin } from '../../platform/tenancy/authorize.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import { nearestNode } from '../../platform/tenancy/nearest-node.ts';
import { ownerNode } from '../../platform/tenancy/node.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { scopeOfRule } from '../../platform/tenancy/rule-scope.ts';
import type { ScopeName } from '../../platform/tenancy/scope-name.ts';

export type RulePermission = 'rules:read' | 'rules:write';

/** True when the caller holds the permission somewhere within the owner; false for unknown owners. */
export function mayWithin(
  directory: Directory,
  principal: Principal,
  owner: string,
  permission: RulePermission,
): boolean {
  return holdsWithin(directory, principal, ownerNode(owner), permission);
}

/**
 * True when the caller holds the permission on everything a rule of this scope covers now, and, to
 * write a rule wider than one environment, on the named node itself: what such a rule will cover
 * tomorrow (another environment, other people's data in its annotations) must be the writer's too.
 * Where it covers nothing (no environment, or what it named is gone), the permission is asked on the
 * named node or on the nearest one above it that exists.
 */
export function mayOnAll(
  directory: Directory,
  principal: Principal,
  name: ScopeName,
  permission: RulePermission | 'incidents:read',
): boolean {
  if (name.kind === 'platform') return holds(directory, principal, null, permission);
  const { node } = name;
  const mustHoldNode =
    permission === 'rules:write' && node.environment === null && directory.has(node);
  if (mustHoldNode && !holds(directory, principal, node, permission)) return false;
  const covered = scopeOfRule(directory, name);
  if (covered.pairs.length === 0) {
    return holds(directory, principal, nearestNode(directory, node), permission);
  }
  const authorization = authorize(directory, principal, name, permission);
  return authorization.kind === 'granted' && authorization.scope.key === covered.key;
}

/** True when what the scope names exists: what a rule is saved with must. */
export function exists(directory: Directory, name: ScopeName): boolean {
  if (name.cluster !== null && !directory.clusters.includes(name.cluster)) return false;
  return name.kind === 'platform' || directory.has(name.node);
}
