import { holds, holdsWithin } from './authorize.ts';
import { type Directory, nodeOf } from './directory.ts';
import { ownerOfNode, printNode } from './node.ts';
import type { Principal } from './principal.ts';
import type { Permission } from './roles.ts';
import type { NodePath } from './scope-name.ts';
import type { Visible } from './tenant-sql.ts';

/** Tenants a list shows to the principal: those on or below which it may read the tenancy. */
export function visibleTenants(directory: Directory, principal: Principal): Visible {
  if (holdsWithin(directory, principal, null, 'tenancy:read')) return 'all';
  return [...directory.tenants.keys()].filter((tenant) =>
    mayRead(directory, principal, { tenant, project: null, environment: null }),
  );
}

/** Projects of the tenant a list shows to the principal. */
export function visibleProjects(
  directory: Directory,
  principal: Principal,
  tenant: string,
): Visible {
  return directory.projects
    .filter((project) => project.tenant === tenant)
    .map((project) => project.id)
    .filter((project) => mayRead(directory, principal, { tenant, project, environment: null }));
}

/** Environments of the project a list shows to the principal. */
export function visibleEnvironments(
  directory: Directory,
  principal: Principal,
  of: { readonly tenant: string; readonly project: string },
): Visible {
  return directory.environments
    .filter((environment) => environment.tenant === of.tenant && environment.project === of.project)
    .map((environment) => environment.id)
    .filter((environment) => mayRead(directory, principal, { ...of, environment }));
}

/**
 * Paths of the nodes in the owner on which the principal holds the permission; `all` when it holds
 * it on the owner itself, then also what is left of nodes that are gone.
 */
export function heldNodes(
  directory: Directory,
  principal: Principal,
  owner: NodePath | null,
  permission: Permission,
): Visible {
  if (holds(directory, principal, owner, permission)) return 'all';
  const nodes = [
    ...directory.projects.map(({ tenant, id }) => ({ tenant, project: id, environment: null })),
    ...directory.environments.map(nodeOf),
  ];
  return nodes
    .filter((node) => node.tenant === ownerOfNode(owner))
    .filter((node) => holds(directory, principal, node, permission))
    .map(printNode);
}

function mayRead(directory: Directory, principal: Principal, node: NodePath): boolean {
  return holdsWithin(directory, principal, node, 'tenancy:read');
}
