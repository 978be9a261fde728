import {
  judgeWindows,
  nextOpening,
  type TimeSpan,
  type TimeWindow,
  type Weekday,
} from '../policies/time-window.ts';

/** Times of every week, e.g. Monday to Friday from 22:00 to 06:00. */
export interface WeeklyTimes {
  /** Empty: every day. A span across midnight belongs to the day on which it begins. */
  readonly weekdays: readonly Weekday[];
  /** Empty: the whole day. */
  readonly times: readonly TimeSpan[];
}

/** When somebody is sent no mail. */
export interface QuietHours {
  /** IANA. */
  readonly zone: string;
  /** At least one. */
  readonly weekly: readonly WeeklyTimes[];
  /** Severities that are mailed all the same, by name. */
  readonly passes: readonly string[];
}

/** No week is quiet all over: what is held is looked at again by then. */
const LONGEST_MS = 8 * 86_400_000;

/**
 * Until when are people with these quiet hours sent no mail about this severity?
 * @returns null: they are sent it now.
 */
export function quietUntil(
  quiet: QuietHours | null,
  severity: string,
  nowMs: number,
): number | null {
  if (quiet === null || quiet.passes.includes(severity)) return null;
  const windows = quiet.weekly.map(windowOf(quiet.zone));
  if (judgeWindows(windows, nowMs).kind === 'open') return null;
  return nextOpening(windows, nowMs, nowMs + LONGEST_MS) ?? nowMs + LONGEST_MS;
}

function windowOf(zone: string) {
  return ({ weekdays, times }: WeeklyTimes, index: number): TimeWindow => ({
    name: String(index),
    kind: 'mute',
    weekdays,
    times,
    monthDays: [],
    months: [],
    zone,
  });
}
