import type { Incident } from './incident.ts';
import type { SourceReadiness } from './intake-readiness.ts';
import type { Observation } from './observation.ts';

/**
 * - `current`: no level is past its end.
 * - `not_ready`: one is, but we could not have heard of it being refreshed.
 * - `rule_failing`: one is, but its rule cannot be evaluated and wants its incidents kept.
 * - `expire`: these levels are over; each says why.
 */
export type ExpiryDecision =
  | { readonly kind: 'keep'; readonly reason: 'current' | 'not_ready' | 'rule_failing' }
  | { readonly kind: 'expire'; readonly observations: readonly Observation[] };

/**
 * Is an open incident over because its `endsAt` passed while we were ready to receive?
 * @param isHeld whether its rule keeps it although nobody says that it still fires
 */
export function decideExpiry(
  incident: Incident,
  readinessOf: (source: string) => SourceReadiness,
  nowMs: number,
  isHeld: (incident: Incident) => boolean = () => false,
): ExpiryDecision {
  const over = [...incident.levels.values()].filter(
    (level) => level.state === 'firing' && level.endsAtMs <= nowMs,
  );
  if (over.length === 0) return { kind: 'keep', reason: 'current' };
  if (isHeld(incident)) return { kind: 'keep', reason: 'rule_failing' };
  const observations = over.flatMap((level): readonly Observation[] => {
    const readiness = readinessOf(level.source);
    if (nowMs - readiness.readySinceMs < readiness.windowMs) return [];
    const reason = readiness.isSilent ? 'expired_source_silent' : 'expired';
    return [{ kind: 'ended', levelKey: level.key, endsAtMs: level.endsAtMs, reason }];
  });
  return observations.length === 0
    ? { kind: 'keep', reason: 'not_ready' }
    : { kind: 'expire', observations };
}
