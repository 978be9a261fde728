import type { Incident } from '../incidents/incident.ts';
import type { IntakeToken } from './intake-token.ts';
import type { Sighting } from './sight-alert.ts';

/**
 * Open incidents of one environment up to which its own token raises more. They are held in memory, and
 * whoever reads Secrets of the namespace holds the token: what it may take is not to be all there is.
 */
const MAX_OPEN_OF_ENVIRONMENT = 10_000;

/** What of a post is taken. */
export interface EnvironmentRoom {
  readonly taken: readonly Sighting[];
  /** How many would have raised incidents beyond the bound. */
  readonly refused: number;
}

/**
 * Leaves out of a post of an environment's token what would raise more incidents than there is room for.
 * What is open goes on and ends as before; tokens of clusters are not bounded.
 */
export function environmentRoom(
  seen: readonly Sighting[],
  token: IntakeToken,
  open: { readonly size: number; all(): Iterable<Incident> },
  most = MAX_OPEN_OF_ENVIRONMENT,
): EnvironmentRoom {
  // Nearly always: nobody has so many, so that nothing is counted.
  if (token.kind === 'cluster-intake' || open.size + seen.length <= most) {
    return { taken: seen, refused: 0 };
  }
  const { tenant, project, id } = token.environment;
  const known = new Set<string>();
  for (const { owner, key, ...place } of open.all()) {
    if (owner === tenant && place.project === project && place.environment === id) known.add(key);
  }
  const taken = seen.filter(({ subject: { key }, observation }) => {
    if (observation.kind !== 'firing' || known.has(key)) return true;
    if (known.size >= most) return false;
    known.add(key);
    return true;
  });
  return { taken, refused: seen.length - taken.length };
}

/** What the sender is told. */
export function noRoomText(refused: number): string {
  return `${refused} alerts were not taken: the environment has ${MAX_OPEN_OF_ENVIRONMENT} open incidents, the most that its token may raise`;
}
