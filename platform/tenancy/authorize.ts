import type { Directory, EnvironmentEntry } from './directory.ts';
import { nodeOf } from './directory.ts';
import type { Binding, Principal } from './principal.ts';
import { type EnvironmentKind, type Permission, ROLE_GRANTS, type Role } from './roles.ts';
import { grantScope, type Scope } from './scope.ts';
import { contains, type NodePath, type ScopeName } from './scope-name.ts';

/** `denied` is one answer for everything: not bound, unknown name, unknown cluster. */
export type Authorization =
  | { readonly kind: 'granted'; readonly scope: Scope }
  | { readonly kind: 'denied' };

/** One thing a principal holds: a permission on a node, perhaps only in some kinds of environment. */
interface Grant {
  readonly node: NodePath | null;
  readonly kinds: readonly EnvironmentKind[] | null;
}

/**
 * Decides what a principal may touch inside the named scope with one permission.
 *
 * A grant at or above the named node covers it; grants below it narrow the scope to themselves.
 * No grant at all, or a name that does not exist: denied, without telling which.
 *
 * A scope for `logs:read` reads audit when `audit:read` covers every pair of it; held on a part only,
 * it reads none of it, and a scope that names that part does.
 */
export function authorize(
  directory: Directory,
  principal: Principal,
  name: ScopeName,
  permission: Permission,
): Authorization {
  const grants = grantsOf(principal, permission);
  if (name.cluster !== null && !directory.clusters.includes(name.cluster)) return DENIED;
  const auditors = permission === 'logs:read' ? grantsOf(principal, 'audit:read') : [];
  if (name.kind === 'platform') return authorizePlatform(directory, { grants, auditors }, name);
  const { node } = name;
  if (!directory.has(node)) return DENIED;
  const bound = grants.filter(
    (grant) => grant.node === null || contains(grant.node, node) || contains(node, grant.node),
  );
  if (bound.length === 0) return DENIED;
  const pairs = directory.environments.filter(
    (environment) =>
      contains(node, nodeOf(environment)) &&
      (name.cluster === null || environment.cluster === name.cluster) &&
      bound.some((grant) => covers(grant, environment)),
  );
  const clusters = [...new Set(pairs.map((pair) => pair.cluster))].sort();
  const readsAudit =
    pairs.length > 0 && pairs.every((pair) => auditors.some((grant) => covers(grant, pair)));
  return { kind: 'granted', scope: grantScope(name, pairs, clusters, readsAudit) };
}

/**
 * True when the principal holds the permission on the node itself (not merely somewhere below it):
 * what writing the node, its members or its tokens asks for. `null` is the platform.
 */
export function holds(
  directory: Directory,
  principal: Principal,
  node: NodePath | null,
  permission: Permission,
): boolean {
  if (node !== null && !directory.has(node)) return false;
  return grantsOf(principal, permission).some(
    (grant) =>
      grant.kinds === null &&
      (grant.node === null || (node !== null && contains(grant.node, node))),
  );
}

/** True when the principal holds the permission on the node or anywhere below it. */
export function holdsWithin(
  directory: Directory,
  principal: Principal,
  node: NodePath | null,
  permission: Permission,
): boolean {
  if (node === null) return holds(directory, principal, null, permission);
  if (!directory.has(node)) return false;
  return grantsOf(principal, permission).some(
    (grant) => grant.node === null || contains(grant.node, node) || contains(node, grant.node),
  );
}

const DENIED: Authorization = { kind: 'denied' };

function authorizePlatform(
  directory: Directory,
  { grants, auditors }: Readonly<Record<'grants' | 'auditors', readonly Grant[]>>,
  name: ScopeName,
): Authorization {
  const isOfAll = (grant: Grant) => grant.node === null && grant.kinds === null;
  if (!grants.some(isOfAll)) return DENIED;
  const clusters = name.cluster === null ? [...directory.clusters].sort() : [name.cluster];
  return { kind: 'granted', scope: grantScope(name, [], clusters, auditors.some(isOfAll)) };
}

function covers(grant: Grant, environment: EnvironmentEntry): boolean {
  if (grant.kinds !== null && !grant.kinds.includes(environment.kind)) return false;
  return grant.node === null || contains(grant.node, nodeOf(environment));
}

function grantsOf(principal: Principal, permission: Permission): readonly Grant[] {
  if (principal.kind === 'user') return boundGrants(principal.bindings, permission);
  if (!principal.permissions.has(permission)) return [];
  const ceiling: Grant = { node: principal.node, kinds: null };
  if (principal.kind === 'token' || principal.user === null) return [ceiling];
  return boundGrants(principal.bindings, permission).flatMap((grant) => common(ceiling, grant));
}

function boundGrants(bindings: readonly Binding[], permission: Permission): readonly Grant[] {
  return bindings.flatMap((binding) => grantOf(binding.role, binding.node, permission));
}

/** What both give: the deeper node, when one lies in the other. */
function common(ceiling: Grant, { node, kinds }: Grant): readonly Grant[] {
  if (ceiling.node === null) return [{ node, kinds }];
  if (node === null || contains(node, ceiling.node)) return [{ node: ceiling.node, kinds }];
  return contains(ceiling.node, node) ? [{ node, kinds }] : [];
}

function grantOf(role: Role, node: NodePath | null, permission: Permission): readonly Grant[] {
  const grant = ROLE_GRANTS[role];
  if (grant.everywhere.includes(permission)) return [{ node, kinds: null }];
  if (grant.within?.permissions.includes(permission)) return [{ node, kinds: grant.within.kinds }];
  return [];
}
