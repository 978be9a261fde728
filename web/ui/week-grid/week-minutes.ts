import { WEEKDAYS } from '../../contract/policies.ts';

/** Times of every week as they are stored and typed: `HH:MM`; no days: every day; no times: all day. */
export interface WeeklyTimes {
  readonly weekdays: readonly (typeof WEEKDAYS)[number][];
  readonly times: readonly { readonly from: string; readonly to: string }[];
}

const DAY = 1_440;
const WEEK = 7 * DAY;

/** One byte for each minute of a week from Monday 00:00 on: 1 where it holds. */
export type WeekMinutes = Uint8Array;

/** Times that cannot be read are left out. */
export function minutesOf(weekly: readonly WeeklyTimes[]): WeekMinutes {
  const minutes = new Uint8Array(WEEK);
  for (const { weekdays, times } of weekly) {
    const spans = times.length === 0 ? [{ from: '00:00', to: '24:00' }] : times;
    for (const [day, name] of WEEKDAYS.entries()) {
      if (weekdays.length > 0 && !weekdays.includes(name)) continue;
      for (const { from, to } of spans) {
        const start = minuteOf(from);
        const end = minuteOf(to);
        if (start === null || end === null) continue;
        const length = end > start ? end - start : end - start + DAY;
        for (let at = 0; at < length; at += 1) minutes[(day * DAY + start + at) % WEEK] = 1;
      }
    }
  }
  return minutes;
}

/**
 * The fewest lines that say the same: days with the same times share one. A span of less than a day that
 * crosses midnight stays one, on the day it begins on; a longer one is cut at midnight.
 */
export function weeklyOf(minutes: WeekMinutes): readonly WeeklyTimes[] {
  const days = WEEKDAYS.map((): [number, number][] => []);
  for (const [start, length] of runsOf(minutes)) {
    for (const [from, till] of length < DAY
      ? [[start, start + length] as const]
      : cut(start, length)) {
      days[Math.floor(from / DAY) % 7]?.push([from % DAY, ((till - 1) % DAY) + 1]);
    }
  }
  const lines = new Map<
    string,
    { weekdays: WeeklyTimes['weekdays'][number][]; spans: [number, number][] }
  >();
  for (const [day, name] of WEEKDAYS.entries()) {
    const spans = (days[day] ?? []).sort((a, b) => a[0] - b[0]);
    if (spans.length === 0) continue;
    const line = lines.get(spans.join(' '));
    if (line) line.weekdays.push(name);
    else lines.set(spans.join(' '), { weekdays: [name], spans });
  }
  return [...lines.values()].map(({ weekdays, spans }) => ({
    weekdays: weekdays.length === 7 ? [] : weekdays,
    times:
      spans.join() === `0,${DAY}`
        ? []
        : spans.map(([from, to]) => ({ from: textOf(from), to: textOf(to) })),
  }));
}

/** With the hours of a rectangle of days and hours switched on or off; both ends inclusive. */
export function painted(minutes: WeekMinutes, { a, b }: CellRange, isOn: boolean): WeekMinutes {
  const next = minutes.slice();
  for (let day = Math.min(a.day, b.day); day <= Math.max(a.day, b.day); day += 1) {
    const from = day * DAY + Math.min(a.hour, b.hour) * 60;
    next.fill(isOn ? 1 : 0, from, day * DAY + (Math.max(a.hour, b.hour) + 1) * 60);
  }
  return next;
}

export interface Cell {
  /** 0: Monday. */
  readonly day: number;
  /** 0 to 23. */
  readonly hour: number;
}

/** Two opposite corners of a rectangle. */
export interface CellRange {
  readonly a: Cell;
  readonly b: Cell;
}

/** How much of the hour holds, 0 to 1. */
export function shareOf(minutes: WeekMinutes, { day, hour }: Cell): number {
  const from = day * DAY + hour * 60;
  return minutes.subarray(from, from + 60).reduce((sum, minute) => sum + minute, 0) / 60;
}

/** Start and length of each stretch; one over the end of the week is one. */
function runsOf(minutes: WeekMinutes): readonly [number, number][] {
  const firstOff = minutes.indexOf(0);
  if (firstOff === -1) return [[0, WEEK]];
  const runs: [number, number][] = [];
  let length = 0;
  for (let step = 1; step <= WEEK; step += 1) {
    const at = (firstOff + step) % WEEK;
    if (minutes[at] === 1) length += 1;
    else if (length > 0) {
      runs.push([(firstOff + step - length) % WEEK, length]);
      length = 0;
    }
  }
  return runs;
}

/** A long stretch, day by day. */
function cut(start: number, length: number): readonly (readonly [number, number])[] {
  const parts: [number, number][] = [];
  for (let from = start; from < start + length; ) {
    const till = Math.min(start + length, (Math.floor(from / DAY) + 1) * DAY);
    parts.push([from, till]);
    from = till;
  }
  return parts;
}

function minuteOf(text: string): number | null {
  const [, hours = '', minutes = ''] = /^(\d{2}):(\d{2})$/.exec(text.trim()) ?? [];
  if (hours === '') return null;
  const minute = Number(hours) * 60 + Number(minutes);
  return minute <= DAY && Number(minutes) < 60 ? minute : null;
}

function textOf(minute: number): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
