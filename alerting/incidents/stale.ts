import type { Incident, IncidentLevel } from './incident.ts';

/** What is told of in notifications has no end of its own: it is set years ahead. */
const UNTIL_TOLD_MS = 5 * 365 * 86_400_000;

/** So many repeats of a sender must be missing. */
const MISSED_REPEATS = 3;

export interface StaleFacts {
  /** The longest time between two notifications about an alert that fires. */
  readonly repeatMs: number;
  /** Since when we would have heard one: the start of this process, or the end of its standstill. */
  readonly listeningSinceMs: number;
}

/**
 * Whether an open incident becomes stale: only notifications (`/webhook`) tell of it, and three repeats
 * of them did not come while we listened. It goes on firing, since nobody said that it is over.
 */
export function becomesStale(
  incident: Incident,
  { repeatMs, listeningSinceMs }: StaleFacts,
  nowMs: number,
): boolean {
  if (typeof incident.staleSinceMs === 'number') return false;
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const level of incident.levels.values()) {
    if (level.state !== 'firing') continue;
    if (!isUntilTold(level)) return false;
    lastMs = Math.max(lastMs, level.lastSeenAtMs);
  }
  if (lastMs === Number.NEGATIVE_INFINITY) return false;
  return nowMs - Math.max(lastMs, listeningSinceMs) > MISSED_REPEATS * repeatMs;
}

/** What we found out here ourselves (sources that begin with a colon) ends by ourselves. */
function isUntilTold({ endsAtMs, lastSeenAtMs, source }: IncidentLevel): boolean {
  return !source.startsWith(':') && endsAtMs - lastSeenAtMs >= UNTIL_TOLD_MS;
}
