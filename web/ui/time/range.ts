import { parseDurationMs, printDurationMs } from '../../../platform/model/duration.ts';
import {
  instantOf,
  LONGEST_RANGE_MS,
  NOW,
  parseTimeEnd,
  printTimeEnd,
  type TimeEnd,
} from '../../../platform/model/time-end.ts';

/** One end of a range: an instant, a distance from now, or one by the calendar (`now/d`). */
export type RangeEnd = TimeEnd;

/** What the reader asked to see; `from` is before `to`. */
export interface TimeRange {
  readonly from: RangeEnd;
  readonly to: RangeEnd;
}

/** A range at one now, both ends inclusive. */
export interface Interval {
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * Reads a range as it stands in the URL and as people type it: `1h` (the last hour), `now-6h`,
 * `now-6h..now-1h`, `now-1d/d..now-1d/d`, `2026-11-20T09:00:00Z..2026-11-20T10:00:00Z`; see
 * `parseTimeEnd` for the ends. Days and months are those of `zone`.
 * @returns undefined for other texts and for ranges that end before they start.
 */
export function parseRange(text: string, zone = 'local'): TimeRange | undefined {
  const parts = text.trim().split('..');
  if (parts.length > 2) return undefined;
  const [first = '', second] = parts.map((part) => part.trim());
  const from = parseTimeEnd(first, zone) ?? parseLast(first);
  const to = second === undefined ? NOW : parseTimeEnd(second, zone);
  return from === undefined || to === undefined || !isForward(from, to) ? undefined : { from, to };
}

/** Prints what `parseRange` reads; the last hour is `1h`. */
export function printRange({ from, to }: TimeRange): string {
  const toNow = to.kind === 'relative' && to.agoMs === 0;
  if (toNow && from.kind === 'relative') return printDurationMs(from.agoMs);
  return toNow ? printTimeEnd(from) : `${printTimeEnd(from)}..${printTimeEnd(to)}`;
}

function parseLast(text: string): RangeEnd | undefined {
  const agoMs = parseDurationMs(text);
  if (agoMs === undefined || agoMs === 0 || agoMs > LONGEST_RANGE_MS) return undefined;
  return { kind: 'relative', agoMs };
}

/** In the middle of a day, week, month and year: what goes by the calendar is compared there. */
const SOME_DAY_MS = Date.parse('2026-06-17T12:30:00Z');

function isForward(from: RangeEnd, to: RangeEnd): boolean {
  const isKnown = from.kind === 'absolute' ? to.kind === 'absolute' : to.kind !== 'absolute';
  if (!isKnown) return true;
  const startMs = instantOf(from, SOME_DAY_MS, 'start');
  const endMs = instantOf(to, SOME_DAY_MS, 'end');
  const isOfCalendar = from.kind === 'calendar' || to.kind === 'calendar';
  return startMs < endMs && !(isOfCalendar && endMs - startMs > LONGEST_RANGE_MS);
}

/** The range at `nowMs`. A start that is after the end then gives an empty, one-instant range. */
export function intervalAt(range: TimeRange, nowMs: number): Interval {
  const endMs = instantOf(range.to, nowMs, 'end');
  return { startMs: Math.min(instantOf(range.from, nowMs, 'start'), endMs), endMs };
}

/** The same range by the calendar of another zone. */
export function inZone({ from, to }: TimeRange, zone: string): TimeRange {
  const moved = (end: RangeEnd) => (end.kind === 'calendar' ? { ...end, zone } : end);
  return { from: moved(from), to: moved(to) };
}

/** The absolute range between two instants, in either order, to whole seconds. */
export function rangeBetween(aMs: number, bMs: number): TimeRange {
  const startMs = Math.floor(Math.min(aMs, bMs) / 1000) * 1000;
  const endMs = Math.max(Math.ceil(Math.max(aMs, bMs) / 1000) * 1000, startMs + 1000);
  return { from: { kind: 'absolute', atMs: startMs }, to: { kind: 'absolute', atMs: endMs } };
}

/** Whether the range moves with time, so that it makes sense to ask again. */
export function isMoving(range: TimeRange): boolean {
  return range.to.kind !== 'absolute';
}

/** The range that a dashboard opens with; six hours where its ends cannot be read, as in pictures. */
export function openingRange(from: string, to: string, zone: string): string {
  const range = parseRange(`${from}..${to}`, zone);
  return range === undefined ? '6h' : printRange(range);
}

/** Twice the range around its middle, not beyond the present, in milliseconds. */
export function widened(
  fromMs: number,
  toMs: number,
  presentMs: number,
): readonly [fromMs: number, toMs: number] {
  const halfMs = (toMs - fromMs) / 2;
  return [fromMs - halfMs, Math.max(toMs, Math.min(toMs + halfMs, presentMs))];
}
