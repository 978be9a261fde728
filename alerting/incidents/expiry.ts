import type { EndReason, Incident } from './incident.ts';
import type { ClusterReadiness } from './intake-readiness.ts';
import type { Observation } from './observation.ts';

/**
 * - `current`: no level is past its end.
 * - `not_ready`: one is, but we could not have heard of it being refreshed.
 * - `expire`: these levels are over.
 */
export type ExpiryDecision =
  | { readonly kind: 'keep'; readonly reason: 'current' | 'not_ready' }
  | {
      readonly kind: 'expire';
      readonly reason: EndReason;
      readonly observations: readonly Observation[];
    };

/** Is an open incident over because its `endsAt` passed while we were ready to receive? */
export function decideExpiry(
  incident: Incident,
  readiness: ClusterReadiness,
  nowMs: number,
): ExpiryDecision {
  const over = [...incident.levels.values()].filter(
    (level) => level.state === 'firing' && level.endsAtMs <= nowMs,
  );
  if (over.length === 0) return { kind: 'keep', reason: 'current' };
  if (nowMs - readiness.readySinceMs < readiness.windowMs) {
    return { kind: 'keep', reason: 'not_ready' };
  }
  const reason = readiness.isSilent ? 'expired_source_silent' : 'expired';
  const observations = over.map(
    (level): Observation => ({
      kind: 'ended',
      levelKey: level.key,
      endsAtMs: level.endsAtMs,
      reason,
    }),
  );
  return { kind: 'expire', reason, observations };
}
