import { DateTime } from 'luxon';

/** ISO order: Monday is the first. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Minutes since midnight as clocks show them: `from` inclusive, `to` exclusive. */
export interface TimeSpan {
  /** 0 to 1,439. */
  readonly fromMinute: number;
  /** 1 to 1,440; not above `fromMinute`: on the next day. */
  readonly toMinute: number;
}

/**
 * Times of a calendar, e.g. Monday to Friday from 22:00 to 06:00 in Berlin. An empty list means any.
 * A span across midnight belongs to the day on which it begins.
 *
 * What counts is what a clock on the wall shows: on the day when clocks are set forward an hour does not
 * occur, and on the day when they are set back it occurs twice.
 */
export interface TimeWindow {
  /** Distinct within the policy. */
  readonly name: string;
  /** `active`: notify only within one of those. `mute`: never within one of these. */
  readonly kind: 'active' | 'mute';
  readonly weekdays: readonly Weekday[];
  readonly times: readonly TimeSpan[];
  /** Days of the month, 1 to 31, or -1 (the last) to -31. */
  readonly monthDays: readonly number[];
  /** 1 to 12. */
  readonly months: readonly number[];
  /** IANA. */
  readonly zone: string;
}

/** Why a time is not one for notifying. */
export type ClosedReason = 'mute_window' | 'outside_active_windows';

/** `window`: the name of the mute window; null where no active window holds. */
export type WindowVerdict =
  | { readonly kind: 'open' }
  | { readonly kind: 'closed'; readonly reason: ClosedReason; readonly window: string | null };

const OPEN: WindowVerdict = { kind: 'open' };

/**
 * May people be notified at this instant? Not inside a mute window, and, where there are active ones,
 * only inside one of them.
 */
export function judgeWindows(windows: readonly TimeWindow[], atMs: number): WindowVerdict {
  if (windows.length === 0) return OPEN;
  const mute = windows.find((window) => window.kind === 'mute' && holdsAt(window, atMs));
  if (mute) return { kind: 'closed', reason: 'mute_window', window: mute.name };
  const active = windows.filter((window) => window.kind === 'active');
  if (active.length === 0 || active.some((window) => holdsAt(window, atMs))) return OPEN;
  return { kind: 'closed', reason: 'outside_active_windows', window: null };
}

/** True when the instant lies within the window. */
export function holdsAt(window: TimeWindow, atMs: number): boolean {
  const local = DateTime.fromMillis(atMs, { zone: window.zone });
  const minute = local.hour * 60 + local.minute;
  return spansOf(window).some(({ fromMinute, toMinute }) => {
    if (fromMinute < toMinute) {
      return minute >= fromMinute && minute < toMinute && fallsOn(window, local);
    }
    if (minute >= fromMinute) return fallsOn(window, local);
    return minute < toMinute && fallsOn(window, local.minus({ days: 1 }));
  });
}

/** Its times, or the whole day where it names none. */
export function spansOf({ times }: TimeWindow): readonly TimeSpan[] {
  return times.length === 0 ? ALL_DAY : times;
}

const ALL_DAY: readonly TimeSpan[] = [{ fromMinute: 0, toMinute: 1_440 }];

/** Offsets of zones are multiples of this, so that what clocks show changes in step with it. */
const GRID_MS = 15 * 60_000;
const MINUTE_MS = 60_000;

/**
 * The first instant from `fromMs` on at which people may be notified, to the minute; null when there is
 * none before `untilMs`.
 */
export function nextOpening(
  windows: readonly TimeWindow[],
  fromMs: number,
  untilMs: number,
): number | null {
  if (judgeWindows(windows, fromMs).kind === 'open') return fromMs;
  const offsets = edgesOf(windows);
  for (let gridMs = Math.floor(fromMs / GRID_MS) * GRID_MS; gridMs < untilMs; gridMs += GRID_MS) {
    for (const offsetMs of offsets) {
      const atMs = gridMs + offsetMs;
      if (atMs <= fromMs) continue;
      if (atMs >= untilMs) return null;
      if (judgeWindows(windows, atMs).kind === 'open') return atMs;
    }
  }
  return null;
}

/** Where in a quarter of an hour a window can begin or end, in ms, ascending. */
function edgesOf(windows: readonly TimeWindow[]): readonly number[] {
  const edges = windows.flatMap(({ times }) =>
    times.flatMap(({ fromMinute, toMinute }) => [fromMinute % 15, toMinute % 15]),
  );
  return [...new Set([0, ...edges])].sort((a, b) => a - b).map((minute) => minute * MINUTE_MS);
}

/** Whether the window has the day, of its own zone: a span across midnight belongs to the day it begins on. */
export function fallsOn({ weekdays, months, monthDays }: TimeWindow, day: DateTime): boolean {
  const weekday = WEEKDAYS[day.weekday - 1];
  if (weekdays.length > 0 && (weekday === undefined || !weekdays.includes(weekday))) return false;
  if (months.length > 0 && !months.includes(day.month)) return false;
  if (monthDays.length === 0) return true;
  const fromEnd = day.day - (day.daysInMonth ?? 31) - 1;
  return monthDays.includes(day.day) || monthDays.includes(fromEnd);
}
