import { authorize, holds } from '../../platform/tenancy/authorize.ts';
import { type Directory, type EnvironmentEntry, nodeOf } from '../../platform/tenancy/directory.ts';
import { ownerNode } from '../../platform/tenancy/node.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { scopeDenied } from '../../platform/tenancy/refusals.ts';
import { contains, PLATFORM, type ScopeName } from '../../platform/tenancy/scope-name.ts';
import type { Silence } from './silence.ts';

/** Who looks at silences of one owner: at all of them, or at those that count in some environments. */
export interface SilenceReader {
  readonly owner: string;
  readonly seesAll: boolean;
  readonly pairs: readonly EnvironmentEntry[];
}

/** @throws AppError `scope_denied` without `silences:read` anywhere within the owner. */
export function silenceReader(
  directory: Directory,
  principal: Principal,
  owner: string,
): SilenceReader {
  const node = ownerNode(owner);
  const name: ScopeName = node
    ? { kind: 'node', node, cluster: null }
    : { kind: 'platform', cluster: null };
  const authorization = authorize(directory, principal, name, 'silences:read');
  if (authorization.kind === 'denied') throw scopeDenied();
  const seesAll = owner === PLATFORM || holds(directory, principal, node, 'silences:read');
  return { owner, seesAll, pairs: authorization.scope.pairs };
}

/** The places of a silence that the reader may know of; none: it does not exist for them. */
export function placesSeen(silence: Silence, reader: SilenceReader): readonly ScopeName[] {
  if (silence.owner !== reader.owner) return [];
  if (reader.seesAll) return silence.places;
  return silence.places.filter((place) => reader.pairs.some((pair) => holdsPair(place, pair)));
}

/** Whether the place holds the environment. */
export function holdsPair(place: ScopeName, pair: EnvironmentEntry): boolean {
  if (place.cluster !== null && place.cluster !== pair.cluster) return false;
  return place.kind === 'platform' || contains(place.node, nodeOf(pair));
}

/**
 * Where a silence counts that this caller makes for this scope: in all of it when `silences:write` is
 * held on the named node itself; else in the environments of it in which it is held, and nowhere else,
 * whatever is added to the node later.
 * @throws AppError `scope_denied` where it is held on nothing of the scope.
 */
export function placesFor(
  directory: Directory,
  principal: Principal,
  scope: ScopeName,
): readonly ScopeName[] {
  if (isHeldOnNode(directory, principal, scope)) return [scope];
  const authorization = authorize(directory, principal, scope, 'silences:write');
  const pairs = authorization.kind === 'granted' ? authorization.scope.pairs : [];
  if (pairs.length === 0) throw scopeDenied();
  return pairs.map((pair) => ({ kind: 'node', node: nodeOf(pair), cluster: null }));
}

/** True when the caller may write everywhere the silence counts. */
export function mayWrite(
  directory: Directory,
  principal: Principal,
  places: readonly ScopeName[],
): boolean {
  return places.every((place) => {
    if (isHeldOnNode(directory, principal, place)) return true;
    if (place.kind === 'platform' || place.node.environment === null) return false;
    const authorization = authorize(directory, principal, place, 'silences:write');
    return authorization.kind === 'granted' && authorization.scope.pairs.length > 0;
  });
}

function isHeldOnNode(directory: Directory, principal: Principal, scope: ScopeName): boolean {
  const { cluster } = scope;
  if (cluster !== null && !directory.clusters.includes(cluster)) return false;
  if (scope.kind === 'platform') return holds(directory, principal, null, 'silences:write');
  const { node } = scope;
  // What is gone is for those who hold what it was in.
  const known = directory.has(node) ? node : ownerNode(node.tenant);
  return holds(directory, principal, known, 'silences:write');
}
