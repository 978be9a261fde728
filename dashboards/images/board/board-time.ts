import { DateTime } from 'luxon';
import { parseDurationMs } from '../../../platform/model/duration.ts';
import type { Dashboard } from '../../model/dashboard.ts';
import type { PanelTime } from '../../model/panel-data.ts';

const LONGEST_MS = 400 * 86_400_000;
const DEFAULT_MS = 6 * 3_600_000;
const UNITS = {
  s: 'second',
  m: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
  M: 'month',
  y: 'year',
} as const;

/**
 * The range that a dashboard opens with, at an instant: `now-6h` to `now`, `now/d`, `now-1d/d`, an
 * instant as ISO 8601 or in milliseconds. Ends that cannot be read give the last six hours; 400 days
 * at most.
 */
export function boardTime(
  { from, to }: Pick<Dashboard, 'from' | 'to'>,
  nowMs: number,
  timeZone: string,
): PanelTime {
  const toMs = instantAt(to, nowMs, timeZone, 'end') ?? nowMs;
  const fromMs = instantAt(from, nowMs, timeZone, 'start');
  const isUsable = fromMs !== null && fromMs < toMs && toMs - fromMs <= LONGEST_MS;
  return { fromMs: isUsable ? fromMs : toMs - DEFAULT_MS, toMs, timeZone };
}

function instantAt(
  text: string,
  nowMs: number,
  zone: string,
  edge: 'start' | 'end',
): number | null {
  const relative = /^now(?:(-|\+)(\d+[a-zA-Z]+))?(?:\/([smhdwMy]))?$/.exec(text.trim());
  if (relative === null) return absolute(text.trim());
  const [, sign, length, unit] = relative;
  const given = DateTime.fromMillis(nowMs, { zone });
  const now = given.isValid ? given : DateTime.fromMillis(nowMs, { zone: 'utc' });
  const moved = length === undefined ? now : movedBy(now, length, sign === '-' ? -1 : 1);
  if (moved === null) return null;
  if (unit === undefined) return moved.toMillis();
  const name = UNITS[unit as keyof typeof UNITS];
  return (edge === 'start' ? moved.startOf(name) : moved.endOf(name)).toMillis();
}

/** Months are of the calendar; `1d` and the like may be. */
function movedBy(now: DateTime, length: string, sign: number): DateTime | null {
  const [, count = '', unit = ''] = /^(\d{1,6})([smhdwMy])$/.exec(length) ?? [];
  if (Object.hasOwn(UNITS, unit)) {
    return now.plus({ [UNITS[unit as keyof typeof UNITS]]: sign * Number(count) });
  }
  const lengthMs = parseDurationMs(length);
  return lengthMs === undefined ? null : now.plus({ millisecond: sign * lengthMs });
}

function absolute(text: string): number | null {
  const atMs = /^\d{10,15}$/.test(text) ? Number(text) : Date.parse(text);
  return Number.isFinite(atMs) ? atMs : null;
}
