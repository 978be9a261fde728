import { DateTime } from 'luxon';

export interface TimeTick {
  readonly atMs: number;
  readonly text: string;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 5, 10, 30, 90, 365].map((count) => count * DAY),
];

/** Round marks of an axis of time in a zone, at least `spacePx` apart: `09:00`, `11-21`, `09:00:15`. */
export function timeTicks(
  {
    fromMs,
    toMs,
    timeZone,
  }: { readonly fromMs: number; readonly toMs: number; readonly timeZone: string },
  widthPx: number,
  spacePx = 80,
): readonly TimeTick[] {
  const most = Math.max(1, Math.floor(widthPx / spacePx));
  const stepMs = STEPS.find((step) => (toMs - fromMs) / step <= most) ?? 3_650 * DAY;
  const zone = zoneOf(timeZone);
  const format = stepMs >= DAY ? 'MM-dd' : stepMs >= MINUTE ? 'HH:mm' : 'HH:mm:ss';
  const start = DateTime.fromMillis(fromMs, { zone });
  const offsetMs = start.offset * MINUTE;
  const ticks: TimeTick[] = [];
  const first = Math.ceil((fromMs + offsetMs) / stepMs) * stepMs - offsetMs;
  for (let atMs = first; atMs <= toMs && ticks.length < 200; atMs += stepMs) {
    ticks.push({ atMs, text: DateTime.fromMillis(atMs, { zone }).toFormat(format) });
  }
  return ticks;
}

/** The IANA name of a panel's zone: `browser` (and empty) is this machine's. */
export function zoneOf(timeZone: string): string {
  if (timeZone === '' || timeZone === 'browser') return 'local';
  return timeZone === 'utc' ? 'UTC' : timeZone;
}
