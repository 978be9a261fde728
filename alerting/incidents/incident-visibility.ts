import { authorize, holds } from '../../platform/tenancy/authorize.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import { ownerNode } from '../../platform/tenancy/node.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { scopeDenied } from '../../platform/tenancy/refusals.ts';
import type { Permission } from '../../platform/tenancy/roles.ts';
import { PLATFORM, type ScopeName } from '../../platform/tenancy/scope-name.ts';

/**
 * Which incidents of one owner a person may see: all of them, or those of some environments (keys
 * `project.environment`). What belongs to no environment is seen only by those who see all.
 */
export interface IncidentVisibility {
  /** Tenant, or `_platform`. */
  readonly owner: string;
  readonly seesAll: boolean;
  readonly environments: ReadonlySet<string>;
}

/**
 * @param permission what is asked for; by default whether it may be read
 * @throws AppError `scope_denied` without the permission, the same for unknown owners.
 */
export function incidentVisibility(
  directory: Directory,
  principal: Principal,
  owner: string,
  permission: Extract<Permission, `incidents:${string}`> = 'incidents:read',
): IncidentVisibility {
  const isPlatform = owner === PLATFORM;
  const node = ownerNode(owner);
  const name: ScopeName = node
    ? { kind: 'node', node, cluster: null }
    : { kind: 'platform', cluster: null };
  const authorization = authorize(directory, principal, name, permission);
  if (authorization.kind === 'denied') throw scopeDenied();
  const seesAll = isPlatform || holds(directory, principal, node, permission);
  const keys = authorization.scope.pairs.map((pair) => `${pair.project}.${pair.id}`);
  return { owner, seesAll, environments: new Set(keys) };
}

/** True when something of this owner and environment may be shown. */
export function canSee(
  visibility: IncidentVisibility,
  owner: string,
  environmentKey: string | null,
): boolean {
  if (owner !== visibility.owner) return false;
  if (visibility.seesAll) return true;
  return environmentKey !== null && visibility.environments.has(environmentKey);
}
