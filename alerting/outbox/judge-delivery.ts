import { type BackoffPolicy, backoffDelayMs } from '../../platform/lifecycle/backoff.ts';
import type { SendOutcome } from '../notify/channel-kind.ts';
import type { GateReason } from './gate-channel.ts';

/** How deliveries are tried again, and for how long. */
export interface RetryPolicy {
  readonly backoff: BackoffPolicy;
  /** After so long a delivery becomes a dead letter. */
  readonly maxAgeMs: number;
}

export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  backoff: { minMs: 1_000, maxMs: 5 * 60_000, factor: 2, jitter: 0.2 },
  maxAgeMs: 24 * 60 * 60_000,
};

/** What a delivery becomes: its next state, and the named reason. */
export type DeliveryVerdict =
  | { readonly kind: 'sent'; readonly reason: null }
  | { readonly kind: 'retry'; readonly reason: string; readonly dueMs: number }
  | { readonly kind: 'dropped'; readonly reason: string }
  | { readonly kind: 'not_sent'; readonly reason: NotSentReason };

/** Why a delivery is not even tried. */
type NotSentReason = GateReason | 'firing_never_delivered';

/** Facts about one leased delivery before its attempt. */
export interface DeliveryFacts {
  readonly isResolve: boolean;
  /** Whether a firing of the incident reached the channel. */
  readonly wasFiringSent: boolean;
  /** What `gateChannel` said. */
  readonly gate: GateReason | null;
  readonly createdAtMs: number;
}

/** Is it to be tried at all? Null: yes. */
export function judgeBefore(
  facts: DeliveryFacts,
  policy: RetryPolicy,
  nowMs: number,
): DeliveryVerdict | null {
  if (facts.gate !== null) return { kind: 'not_sent', reason: facts.gate };
  if (facts.isResolve && !facts.wasFiringSent) {
    return { kind: 'not_sent', reason: 'firing_never_delivered' };
  }
  const isTooOld = nowMs - facts.createdAtMs > policy.maxAgeMs;
  return isTooOld ? { kind: 'dropped', reason: 'too_old' } : null;
}

/**
 * What an attempt's outcome makes of the delivery.
 * @param attempts how many there were, this one included
 */
export function judgeAfter(
  outcome: SendOutcome,
  attempts: number,
  createdAtMs: number,
  policy: RetryPolicy,
  nowMs: number,
  random: () => number,
): DeliveryVerdict {
  if (outcome.kind === 'sent') return { kind: 'sent', reason: null };
  if (outcome.kind === 'drop') return { kind: 'dropped', reason: outcome.reason };
  const delayMs = Math.max(backoffDelayMs(policy.backoff, attempts, random), outcome.afterMs ?? 0);
  const dueMs = nowMs + delayMs;
  if (dueMs - createdAtMs > policy.maxAgeMs) return { kind: 'dropped', reason: 'too_old' };
  return { kind: 'retry', reason: outcome.reason, dueMs };
}
