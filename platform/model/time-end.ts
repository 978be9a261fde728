import { DateTime } from 'luxon';
import { parseDurationMs, printDurationMs } from './duration.ts';

/** One end of a range as people, addresses and dashboards write it. */
export type TimeEnd =
  | { readonly kind: 'absolute'; readonly atMs: number }
  /** A distance before now; after it when negative, 0 is now. */
  | { readonly kind: 'relative'; readonly agoMs: number }
  /** By the calendar of an IANA zone (or `local`): `now/d`, `now-1M`, `now-1d/d`. */
  | { readonly kind: 'calendar'; readonly text: string; readonly zone: string };

export const NOW: TimeEnd = { kind: 'relative', agoMs: 0 };

/** Ends are at most so far from now. */
export const LONGEST_RANGE_MS = 400 * 86_400_000;

const UNITS = {
  s: { name: 'second', ms: 1_000 },
  m: { name: 'minute', ms: 60_000 },
  h: { name: 'hour', ms: 3_600_000 },
  d: { name: 'day', ms: 86_400_000 },
  w: { name: 'week', ms: 7 * 86_400_000 },
  M: { name: 'month', ms: 31 * 86_400_000 },
  Q: { name: 'quarter', ms: 92 * 86_400_000 },
  y: { name: 'year', ms: 366 * 86_400_000 },
} as const;

const RELATIVE = /^now(?:([-+])\s?(\w+))?(?:\/([smhdwMQy]))?$/;
const ABSOLUTE =
  /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * Reads one end: `now`, `now-6h`, `now+1h`, `now/d`, `now-1d/d`, milliseconds since 1970 (10 to 15
 * digits), `2026-11-20T09:00Z`; without an offset, in `zone`. Months, quarters and years, and all that
 * is rounded, go by the calendar; other distances are elapsed time, 400 days at most.
 * @returns undefined for other texts.
 */
export function parseTimeEnd(text: string, zone: string): TimeEnd | undefined {
  const trimmed = text.trim();
  if (trimmed === 'now') return NOW;
  const relative = RELATIVE.exec(trimmed);
  if (relative === null) return absolute(trimmed, zone);
  const [, sign, length, unit] = relative;
  const moved = length === undefined ? { ms: 0, isOfCalendar: false } : lengthOf(length);
  if (moved === undefined || moved.ms > LONGEST_RANGE_MS) return undefined;
  if (unit !== undefined || moved.isOfCalendar)
    return { kind: 'calendar', text: trimmed.replace(/\s/, ''), zone };
  if (moved.ms === 0) return undefined;
  return { kind: 'relative', agoMs: sign === '-' ? moved.ms : -moved.ms };
}

function lengthOf(
  length: string,
): { readonly ms: number; readonly isOfCalendar: boolean } | undefined {
  const { count, unit } = plainOf(length);
  if (unit === 'M' || unit === 'Q' || unit === 'y')
    return { ms: count * UNITS[unit].ms, isOfCalendar: true };
  const ms = parseDurationMs(length);
  return ms === undefined ? undefined : { ms, isOfCalendar: false };
}

/** `6h`: a count and one unit; no unit for lengths like `1h30m`. */
function plainOf(length: string): {
  readonly count: number;
  readonly unit: keyof typeof UNITS | null;
} {
  const [, count = '', unit = ''] = /^(\d{1,6})([smhdwMQy])$/.exec(length) ?? [];
  return { count: Number(count), unit: unit === '' ? null : (unit as keyof typeof UNITS) };
}

function absolute(text: string, zone: string): TimeEnd | undefined {
  if (/^\d{10,15}$/.test(text)) return { kind: 'absolute', atMs: Number(text) };
  const match = ABSOLUTE.exec(text);
  if (match === null) return undefined;
  const atMs =
    match[1] === undefined
      ? DateTime.fromISO(text, { zone: known(zone) }).toMillis()
      : Date.parse(text);
  return Number.isFinite(atMs) ? { kind: 'absolute', atMs } : undefined;
}

/** Prints what `parseTimeEnd` reads: `now`, `now-6h`, `now-1d/d`, or an RFC 3339 instant in UTC. */
export function printTimeEnd(end: TimeEnd): string {
  if (end.kind === 'calendar') return end.text;
  if (end.kind === 'absolute') return new Date(end.atMs).toISOString().replace('.000Z', 'Z');
  if (end.agoMs === 0) return 'now';
  const length = printDurationMs(Math.abs(end.agoMs));
  return `now${end.agoMs > 0 ? '-' : '+'}${length}`;
}

/** The instant of an end at `nowMs`; what is rounded is the first or last millisecond of its unit. */
export function instantOf(end: TimeEnd, nowMs: number, edge: 'start' | 'end'): number {
  if (end.kind === 'absolute') return end.atMs;
  if (end.kind === 'relative') return nowMs - end.agoMs;
  const [, sign, length, rounding] = RELATIVE.exec(end.text) ?? [];
  const now = DateTime.fromMillis(nowMs, { zone: known(end.zone) });
  const moved = length === undefined ? now : movedBy(now, length, sign === '-' ? -1 : 1);
  if (rounding === undefined) return moved.toMillis();
  const { name } = UNITS[rounding as keyof typeof UNITS];
  return (edge === 'start' ? moved.startOf(name) : moved.endOf(name)).toMillis();
}

function movedBy(now: DateTime, length: string, sign: number): DateTime {
  const { count, unit } = plainOf(length);
  if (unit !== null) return now.plus({ [UNITS[unit].name]: sign * count });
  return now.plus({ millisecond: sign * (parseDurationMs(length) ?? 0) });
}

/** A zone that nobody knows counts as UTC. */
function known(zone: string): string {
  return DateTime.fromMillis(0, { zone }).isValid ? zone : 'utc';
}
