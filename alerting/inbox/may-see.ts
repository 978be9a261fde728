import { holdsWithin } from '../../platform/tenancy/authorize.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import { ownerNode } from '../../platform/tenancy/node.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import {
  canSee,
  type IncidentVisibility,
  incidentVisibility,
} from '../incidents/incident-visibility.ts';

/** Where an incident is. */
export interface IncidentPlace {
  readonly owner: string;
  readonly project: string | null;
  readonly environment: string | null;
}

/** Tells, place by place, whether somebody may see incidents there as things stand now. */
export function seer(
  directory: Directory,
  principal: Principal,
): (place: IncidentPlace) => boolean {
  const known = new Map<string, IncidentVisibility | null>();
  return ({ owner, project, environment }) => {
    let visibility = known.get(owner);
    if (visibility === undefined) {
      const seesSome = holdsWithin(directory, principal, ownerNode(owner), 'incidents:read');
      visibility = seesSome ? incidentVisibility(directory, principal, owner) : null;
      known.set(owner, visibility);
    }
    if (visibility === null) return false;
    const isPlaced = project !== null && environment !== null;
    return canSee(visibility, owner, isPlaced ? `${project}.${environment}` : null);
  };
}
