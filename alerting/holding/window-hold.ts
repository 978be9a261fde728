import { judgeWindows, nextOpening } from '../policies/time-window.ts';
import { HELD_CHECK_MS, type Hold } from './hold.ts';

/** A window that opens on one day of the year. */
const LONGEST_CLOSED_MS = 366 * 86_400_000;

/**
 * The time windows of the policy.
 * @param checkMs for how long a window is believed; `Infinity` where nobody can change it
 */
export function windowHold(checkMs = HELD_CHECK_MS): Hold {
  const isBelieved = checkMs === Number.POSITIVE_INFINITY;
  return ({ windows }, nowMs) => {
    const verdict = judgeWindows(windows, nowMs);
    if (verdict.kind === 'open') return null;
    const latestMs = nowMs + (isBelieved ? LONGEST_CLOSED_MS : checkMs);
    const untilMs = nextOpening(windows, nowMs, latestMs) ?? (isBelieved ? null : latestMs);
    return { reason: verdict.reason, detail: verdict.window, untilMs };
  };
}
