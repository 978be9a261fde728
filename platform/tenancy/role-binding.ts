import { ROLES_BY_LEVEL, type Role, type RoleLevel } from './roles.ts';
import type { NodePath } from './scope-name.ts';
import type { Stored } from './stored.ts';

/** A role of a user on a node. */
export interface RoleBinding extends Stored {
  /** ULID. */
  readonly id: string;
  /** Tenant of the node, or `_platform`. */
  readonly owner: string;
  /** ULID of the user. */
  readonly user: string;
  readonly role: Role;
  /** null: `_platform`. */
  readonly node: NodePath | null;
}

const LEVEL_OF_ROLE: ReadonlyMap<string, RoleLevel> = new Map(
  Object.entries(ROLES_BY_LEVEL).flatMap(([level, roles]) =>
    roles.map((role): [string, RoleLevel] => [role, level as RoleLevel]),
  ),
);

/** True for the name of a role. */
export function isRole(text: string): text is Role {
  return LEVEL_OF_ROLE.has(text);
}

/** Level at which the role is bound. */
export function levelOfRole(role: Role): RoleLevel {
  return LEVEL_OF_ROLE.get(role) ?? 'system';
}

export function levelOfNode(node: NodePath | null): RoleLevel {
  if (node === null) return 'system';
  if (node.project === null) return 'tenant';
  return node.environment === null ? 'project' : 'environment';
}
