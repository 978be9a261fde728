import type { Incident } from './incident.ts';
import type { SourceReadiness } from './intake-readiness.ts';
import type { Observation } from './observation.ts';

/**
 * - `current`: no level is past its end.
 * - `not_ready`: one is, but we could not have heard of it being refreshed.
 * - `expire`: these levels are over; each says why.
 */
export type ExpiryDecision =
  | { readonly kind: 'keep'; readonly reason: 'current' | 'not_ready' }
  | { readonly kind: 'expire'; readonly observations: readonly Observation[] };

/** Is an open incident over because its `endsAt` passed while we were ready to receive? */
export function decideExpiry(
  incident: Incident,
  readinessOf: (source: string) => SourceReadiness,
  nowMs: number,
): ExpiryDecision {
  const over = [...incident.levels.values()].filter(
    (level) => level.state === 'firing' && level.endsAtMs <= nowMs,
  );
  if (over.length === 0) return { kind: 'keep', reason: 'current' };
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
