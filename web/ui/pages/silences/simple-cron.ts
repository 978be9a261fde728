import { WEEKDAYS } from '../../../contract/policies.ts';

export type Weekday = (typeof WEEKDAYS)[number];

/** A pattern that is a time of the day on some days of the week; none: on every day. */
export interface SimpleCron {
  /** `HH:MM` */
  readonly time: string;
  readonly weekdays: readonly Weekday[];
}

/** @returns null for a pattern that says more. */
export function simpleCron(cron: string): SimpleCron | null {
  const match = /^(\d{1,2}) (\d{1,2}) \* \* (\*|[0-7](?:-[0-7])?(?:,[0-7](?:-[0-7])?)*)$/.exec(
    cron.trim(),
  );
  const [, minute = '', hour = '', days = ''] = match ?? [];
  if (match === null || Number(minute) > 59 || Number(hour) > 23) return null;
  const parts = days === '*' ? [] : days.split(',').map(daysOf);
  if (parts.some((part) => part.length === 0)) return null;
  const numbers = parts.flat();
  return {
    time: `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`,
    weekdays: WEEKDAYS.filter((_, index) => numbers.includes((index + 1) % 7)),
  };
}

/** `1-3` or `7` as numbers of days, Sunday 0; none of a range that runs backwards. */
function daysOf(part: string): readonly number[] {
  const [first = 0, last = first] = part.split('-').map(Number);
  const count = Math.max(0, last - first + 1);
  return Array.from({ length: count }, (_, step) => (first + step) % 7);
}

/** Writes what `simpleCron` reads; null for a time that is none. */
export function cronOf({ time, weekdays }: SimpleCron): string | null {
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(time.trim()) ?? [];
  if (hour === undefined || minute === undefined) return null;
  const days = weekdays.map((day) => WEEKDAYS.indexOf(day) + 1).sort();
  return `${Number(minute)} ${Number(hour)} * * ${days.length === 0 ? '*' : days.join(',')}`;
}
