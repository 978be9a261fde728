import { AppError } from '../errors/app-error.ts';

/** How delays between attempts grow. */
export interface BackoffPolicy {
  /** Delay after the first failure. */
  readonly minMs: number;
  /** No delay is longer. */
  readonly maxMs: number;
  /** Each further failure multiplies the delay by this; >= 1. */
  readonly factor: number;
  /** Share of the delay that is left to chance, 0 to 1: with 0.2, 1,000 ms becomes 800 to 1,000. */
  readonly jitter: number;
}

export const DEFAULT_BACKOFF: BackoffPolicy = { minMs: 500, maxMs: 30_000, factor: 2, jitter: 0.2 };

/**
 * Delay before the next attempt after `failures` (>= 1) in a row.
 * @param random in [0, 1)
 */
export function backoffDelayMs(
  policy: BackoffPolicy,
  failures: number,
  random: () => number,
): number {
  const grown = policy.minMs * policy.factor ** (Math.max(1, failures) - 1);
  const delayMs = Math.min(policy.maxMs, grown);
  return Math.round(delayMs * (1 - policy.jitter * random()));
}

/** Nobody makes us wait longer than this. */
const MAX_ASKED_MS = 600_000;

/** The delay, or what the thrown fault asks for with `retryAfterSeconds` where that is longer; 10 min at most. */
export function heedRetryAfter(delayMs: number, thrown: unknown): number {
  const asked = thrown instanceof AppError ? (thrown.retryAfterSeconds ?? 0) : 0;
  return Math.max(delayMs, Math.min(asked * 1_000, MAX_ASKED_MS));
}
