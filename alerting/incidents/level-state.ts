import type { IncidentLevel } from './incident.ts';
import type { Observation } from './observation.ts';

/** What an observation did to its level. */
export type LevelReason =
  | 'started'
  | 'restarted'
  | 'refreshed'
  | 'ended'
  | 'late_firing'
  | 'resolve_repeated'
  | 'resolve_of_earlier_episode'
  | 'resolve_unknown'
  | 'refreshed_meanwhile'
  | 'too_many_levels';

export interface LevelDecision {
  /** Undefined when the level does not come to exist. */
  readonly level: IncidentLevel | undefined;
  readonly reason: LevelReason;
}

/**
 * For so long after a resolve a firing that started before it is taken for one that was overtaken
 * on its way (a retried post, the other replica of a pair); later it counts as firing again.
 * Twice Prometheus's resend delay.
 */
export const LATE_FIRING_MS = 2 * 60_000;

/** One level of an incident after one observation of it. */
export function decideLevel(
  level: IncidentLevel | undefined,
  observation: Observation,
  nowMs: number,
): LevelDecision {
  if (observation.kind === 'firing') return fire(level, observation, nowMs);
  if (!level) return { level, reason: 'resolve_unknown' };
  if (level.state === 'resolved') return { level, reason: 'resolve_repeated' };
  if (observation.kind === 'resolved' && observation.endsAtMs < level.startsAtMs) {
    return { level, reason: 'resolve_of_earlier_episode' };
  }
  if (isExpiry(observation) && level.endsAtMs > nowMs) {
    return { level, reason: 'refreshed_meanwhile' };
  }
  const endsAtMs = Math.max(level.startsAtMs, Math.min(observation.endsAtMs, nowMs));
  const lastSeenAtMs = observation.kind === 'resolved' ? nowMs : level.lastSeenAtMs;
  return {
    level: { ...level, state: 'resolved', endsAtMs, endsAtIsTimeout: false, lastSeenAtMs },
    reason: 'ended',
  };
}

/** Expiry is decided on many incidents before the first of them is written. */
function isExpiry(observation: Observation): boolean {
  if (observation.kind !== 'ended') return false;
  return observation.reason === 'expired' || observation.reason === 'expired_source_silent';
}

type Firing = Extract<Observation, { kind: 'firing' }>;

function fire(level: IncidentLevel | undefined, seen: Firing, nowMs: number): LevelDecision {
  const fresh: IncidentLevel = {
    key: seen.levelKey,
    severity: seen.severity,
    rung: seen.rung,
    state: 'firing',
    startsAtMs: Math.min(seen.startsAtMs, nowMs),
    endsAtMs: seen.endsAtMs,
    endsAtIsTimeout: seen.endsAtIsTimeout,
    lastSeenAtMs: nowMs,
    source: seen.source,
  };
  if (!level) return { level: fresh, reason: 'started' };
  if (level.state === 'resolved') {
    const isLate = isOvertaken(seen.startsAtMs, level.endsAtMs, level.lastSeenAtMs, nowMs);
    return isLate ? { level, reason: 'late_firing' } : { level: fresh, reason: 'restarted' };
  }
  const keepsEnd = level.endsAtMs > seen.endsAtMs && !level.endsAtIsTimeout;
  const startsAtMs = isNewEpisode(level, seen)
    ? fresh.startsAtMs
    : Math.min(level.startsAtMs, fresh.startsAtMs);
  const end = keepsEnd
    ? { endsAtMs: level.endsAtMs, endsAtIsTimeout: false }
    : { endsAtMs: seen.endsAtMs, endsAtIsTimeout: seen.endsAtIsTimeout };
  return { level: { ...fresh, startsAtMs, ...end }, reason: 'refreshed' };
}

/** True when a firing began before the end we know and comes so soon after it that it is old news. */
export function isOvertaken(
  startsAtMs: number,
  endedAtMs: number,
  heardAtMs: number,
  nowMs: number,
): boolean {
  return startsAtMs < endedAtMs && nowMs - heardAtMs < LATE_FIRING_MS;
}

/** Alertmanager: posts that do not overlap are two episodes. A start after the known end is new. */
export function isNewEpisode(level: IncidentLevel, seen: Firing): boolean {
  return level.state === 'firing' && seen.startsAtMs > level.endsAtMs;
}
