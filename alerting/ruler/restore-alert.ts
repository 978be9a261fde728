/** What was written of an alert before the service ended: `ALERTS_FOR_STATE` and when. */
export interface StoredForState {
  /** Instant of the last sample. */
  readonly seenAtMs: number;
  /** Its value: since when the alert is active, Unix seconds. */
  readonly activeAtSeconds: number;
  /** The series was ended: the alert was over. */
  readonly isStale: boolean;
}

export interface RestoreTiming {
  readonly forMs: number;
  /** A rule with a shorter `for` is not restored; see `isRestorable`. */
  readonly gracePeriodMs: number;
}

/**
 * Only rules that wait longer than the grace period remember their waiting: for the others, waiting
 * anew costs less than firing on data that is not complete yet.
 */
export function isRestorable({ forMs, gracePeriodMs }: RestoreTiming): boolean {
  return forMs >= gracePeriodMs;
}

/**
 * Since when an alert counts as active after a restart, Unix milliseconds; null: as it counts now.
 *
 * - It fired when the service went down: its instant is kept, and it fires again.
 * - Less than the grace period remained: it fires when the grace period is over.
 * - Otherwise: the time of the outage does not count as waiting.
 *
 * @see https://github.com/prometheus/prometheus/blob/v2.54.0/rules/group.go `RestoreForState`
 */
export function restoredActiveAtMs(
  { seenAtMs, activeAtSeconds, isStale }: StoredForState,
  { forMs, gracePeriodMs }: RestoreTiming,
  nowMs: number,
): number | null {
  if (isStale || !Number.isFinite(activeAtSeconds)) return null;
  const downAtMs = Math.trunc(seenAtMs / 1_000) * 1_000;
  const activeAtMs = Math.trunc(activeAtSeconds) * 1_000;
  const remainingMs = forMs - (downAtMs - activeAtMs);
  if (remainingMs <= 0) return activeAtMs;
  if (remainingMs < gracePeriodMs) return nowMs + gracePeriodMs - forMs;
  return activeAtMs + (nowMs - downAtMs);
}
