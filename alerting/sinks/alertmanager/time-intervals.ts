import { DateTime } from 'luxon';
import {
  fallsOn,
  spansOf,
  type TimeSpan,
  type TimeWindow,
  WEEKDAYS,
  type Weekday,
} from '../../policies/time-window.ts';

/** An interval as the operator's definition of an AlertmanagerConfig has it; empty lists are left out. */
export interface TimeInterval {
  readonly times: readonly { readonly startTime: string; readonly endTime: string }[];
  readonly weekdays?: readonly string[];
  readonly daysOfMonth?: readonly { readonly start: number; readonly end: number }[];
  readonly months?: readonly string[];
  readonly years?: readonly string[];
}

const DAY_MINUTES = 1_440;
const MONTHS_AHEAD = 24;
const FULL_NAMES: Readonly<Record<Weekday, string>> = {
  mon: 'monday',
  tue: 'tuesday',
  wed: 'wednesday',
  thu: 'thursday',
  fri: 'friday',
  sat: 'saturday',
  sun: 'sunday',
};

/**
 * A time window as intervals of UTC: the operator's definition knows no zones. Where the zone's offset
 * changes, or days of months shift with it, they are written out for this year and the next, so that
 * they stay the same until the year ends; after that an active window holds always, so that nobody is
 * left untold, and a muting one never. A span that touches the hour which clocks skip or repeat is off
 * by that hour on that day.
 *
 * @param nowMs its year is the first that is written out
 */
export function timeIntervalsOf(window: TimeWindow, nowMs: number): readonly TimeInterval[] {
  const start = DateTime.fromMillis(nowMs, { zone: 'utc' }).startOf('year');
  const known = WRITTEN.get(window);
  if (known?.year === start.year) return known.intervals;
  const intervals = writeOut(window, start);
  WRITTEN.set(window, { year: start.year, intervals });
  return intervals;
}

/** Of each window once: each environment that a policy covers asks again, at every pass. */
const WRITTEN = new WeakMap<
  TimeWindow,
  { readonly year: number; readonly intervals: readonly TimeInterval[] }
>();

/** @param start of the first year */
function writeOut(window: TimeWindow, start: DateTime): readonly TimeInterval[] {
  const months = Array.from({ length: MONTHS_AHEAD }, (_, index) => start.plus({ months: index }));
  const offsets = months.map((month) => steadyOffset(window.zone, month));
  const [offset = null] = offsets;
  if (offset !== null && offsets.every((one) => one === offset) && isPlain(window, offset)) {
    return piecesByDay(window, offset).map((pieces) => plainInterval(window, pieces));
  }
  const isWeekly = window.monthDays.length + window.months.length === 0;
  const written = months.flatMap((month, index) => {
    const steady = offsets[index] ?? null;
    return isWeekly && steady !== null
      ? weeklyIntervals(window, steady, month)
      : datedIntervals(window, month);
  });
  const after = { times: [ALL_DAY], years: [`${start.year + 2}:2999`] };
  return window.kind === 'active' ? [...written, after] : written;
}

/** A part of a span within one day of UTC. */
interface Piece {
  /** In which day it lies, after the one on which the span begins on the wall. */
  readonly days: number;
  readonly fromMinute: number;
  /** Up to 1,440. */
  readonly toMinute: number;
}

/** Minutes before UTC if below 0; null where it changes in the month, or within two days of it. */
function steadyOffset(zone: string, month: DateTime): number | null {
  const first = month.minus({ days: 2 });
  const days = month.daysInMonth ?? 31;
  const offsetAt = (day: number) => first.plus({ days: day }).setZone(zone).offset;
  const all = Array.from({ length: days + 4 }, (_, day) => offsetAt(day));
  return all.every((one) => one === all[0]) ? (all[0] ?? null) : null;
}

/** Whether its days of UTC can be said as those of its calendar. */
function isPlain(window: TimeWindow, offset: number): boolean {
  const isWeekly = window.monthDays.length + window.months.length === 0;
  return isWeekly || spansOf(window).every((span) => piecesOf(span, offset).every(isSameDay));
}

const isSameDay = ({ days }: Piece): boolean => days === 0;

/** Those of all spans that lie in the same day, from the earliest day on. */
function piecesByDay(window: TimeWindow, offset: number): readonly (readonly Piece[])[] {
  const pieces = spansOf(window).flatMap((span) => piecesOf(span, offset));
  if (window.weekdays.length === 0 && !pieces.every(isSameDay)) {
    return [pieces.map((piece) => ({ ...piece, days: 0 }))];
  }
  const days = [...new Set(pieces.map((piece) => piece.days))].sort((a, b) => a - b);
  return days.map((day) => pieces.filter((piece) => piece.days === day));
}

function piecesOf({ fromMinute, toMinute }: TimeSpan, offset: number): readonly Piece[] {
  const from = fromMinute - offset;
  const length =
    toMinute > fromMinute ? toMinute - fromMinute : toMinute + DAY_MINUTES - fromMinute;
  return cutAtMidnight(from, from + length);
}

/** @param from minutes since midnight of the day on which the span begins */
function cutAtMidnight(from: number, to: number): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let at = from; at < to; ) {
    const days = Math.floor(at / DAY_MINUTES);
    const end = Math.min(to, (days + 1) * DAY_MINUTES);
    const base = days * DAY_MINUTES;
    pieces.push({ days, fromMinute: at - base, toMinute: end - base });
    at = end;
  }
  return pieces;
}

/** @param pieces of one day */
function plainInterval(window: TimeWindow, pieces: readonly Piece[]): TimeInterval {
  const { weekdays, monthDays, months } = window;
  const days = pieces[0]?.days ?? 0;
  return {
    times: pieces.map(timesOf),
    ...(weekdays.length === 0 ? {} : { weekdays: weekdays.map((day) => weekdayAfter(day, days)) }),
    ...(monthDays.length === 0
      ? {}
      : { daysOfMonth: monthDays.map((day) => ({ start: day, end: day })) }),
    ...(months.length === 0 ? {} : { months: months.map(String) }),
  };
}

function weeklyIntervals(
  window: TimeWindow,
  offset: number,
  { month, year }: DateTime,
): readonly TimeInterval[] {
  return piecesByDay(window, offset).map((pieces) => ({
    ...plainInterval(window, pieces),
    months: [String(month)],
    years: [String(year)],
  }));
}

/** Of one month of UTC, date by date. */
function datedIntervals(window: TimeWindow, month: DateTime): readonly TimeInterval[] {
  const byTimes = new Map<string, { readonly piece: Piece; readonly days: Set<number> }>();
  const first = DateTime.fromObject(
    { year: month.year, month: month.month },
    { zone: window.zone },
  );
  for (let index = -2; index < (month.daysInMonth ?? 31) + 2; index += 1) {
    const day = first.plus({ days: index });
    if (!fallsOn(window, day)) continue;
    for (const { date, piece } of spansOf(window).flatMap((span) => datedPieces(span, day))) {
      if (date.month !== month.month) continue;
      const key = `${piece.fromMinute} ${piece.toMinute}`;
      const known = byTimes.get(key) ?? { piece, days: new Set() };
      known.days.add(date.day);
      byTimes.set(key, known);
    }
  }
  return [...byTimes.values()].map(({ piece, days }) => ({
    times: [timesOf(piece)],
    daysOfMonth: rangesOf([...days].sort((a, b) => a - b)),
    months: [String(month.month)],
    years: [String(month.year)],
  }));
}

/** A span that begins on a day of its zone, by days of UTC. */
function datedPieces(
  { fromMinute, toMinute }: TimeSpan,
  day: DateTime,
): readonly { readonly date: DateTime; readonly piece: Piece }[] {
  const from = minuteOf(day, fromMinute).toUTC();
  const end = minuteOf(toMinute > fromMinute ? day : day.plus({ days: 1 }), toMinute).toUTC();
  const midnight = from.startOf('day');
  const minutes = (at: DateTime) => at.diff(midnight, 'minutes').minutes;
  return cutAtMidnight(minutes(from), minutes(end)).map((piece) => ({
    date: midnight.plus({ days: piece.days }),
    piece,
  }));
}

/** As clocks show it on the day; 1,440 is the next midnight. */
function minuteOf(day: DateTime, minute: number): DateTime {
  if (minute === DAY_MINUTES) return day.plus({ days: 1 }).startOf('day');
  return day.set({ hour: Math.floor(minute / 60), minute: minute % 60 });
}

const ALL_DAY = { startTime: '00:00', endTime: '24:00' };

function timesOf({ fromMinute, toMinute }: Piece): TimeInterval['times'][number] {
  return { startTime: clockText(fromMinute), endTime: clockText(toMinute) };
}

/** `06:05`, and `24:00` at the end of a day. */
function clockText(minute: number): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

function weekdayAfter(day: Weekday, days: number): string {
  const index = (WEEKDAYS.indexOf(day) + days + 2 * WEEKDAYS.length) % WEEKDAYS.length;
  return FULL_NAMES[WEEKDAYS[index] ?? day];
}

/** @param days ascending */
function rangesOf(days: readonly number[]): { readonly start: number; readonly end: number }[] {
  const ranges: { start: number; end: number }[] = [];
  for (const day of days) {
    const last = ranges.at(-1);
    if (last !== undefined && last.end === day - 1) last.end = day;
    else ranges.push({ start: day, end: day });
  }
  return ranges;
}
