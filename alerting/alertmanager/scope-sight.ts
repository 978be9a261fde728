import { holds } from '../../platform/tenancy/authorize.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import type { Scope } from '../../platform/tenancy/scope.ts';
import { PLATFORM } from '../../platform/tenancy/scope-name.ts';
import type { Incident } from '../incidents/incident.ts';
import { isIn } from '../silences/silence-test.ts';

/** Tenant, or `_platform`: whose incidents and silences a scope is about. */
export function ownerOf({ name }: Scope): string {
  return name.kind === 'platform' ? PLATFORM : name.node.tenant;
}

/**
 * Which incidents of its owner a scope granted for `incidents:read` holds: those of its environments,
 * and, for who holds that on the named node itself, those in it that belong to no environment.
 */
export function incidentSight(
  directory: Directory,
  principal: Principal,
  scope: Scope,
): (incident: Incident) => boolean {
  const { name } = scope;
  if (name.kind === 'platform') return (incident) => isIn(name, incident);
  const keys = new Set(scope.pairs.map((pair) => `${pair.project}.${pair.id}`));
  const holdsNode = holds(directory, principal, name.node, 'incidents:read');
  return (incident) => {
    if (!isIn(name, incident)) return false;
    const { project, environment } = incident;
    if (project === null || environment === null) return holdsNode;
    return keys.has(`${project}.${environment}`);
  };
}
