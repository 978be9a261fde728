import type { Permission } from '../../../platform/tenancy/roles.ts';
import type { ScopeNode } from '../../contract/session.ts';

/**
 * Whether the caller may do this on a node: by its own entry, or, where the caller has no entry for
 * it (a tenant seen only through one project), by none. The service decides; this only spares
 * people buttons that would be refused.
 */
export function may(scopes: readonly ScopeNode[], path: string, permission: Permission): boolean {
  return scopes.find((node) => node.path === path)?.permissions.includes(permission) ?? false;
}
