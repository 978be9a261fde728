import { DateTime } from 'luxon';

/** A mark of the time axis. `date` stands under it where a day begins, and at the first. */
export interface TimeTick {
  readonly atMs: number;
  readonly text: string;
  readonly date: string;
}

type Step = readonly [unit: 'second' | 'minute' | 'hour' | 'day' | 'month' | 'year', number];

const STEPS: readonly Step[] = [
  ['second', 1],
  ['second', 5],
  ['second', 10],
  ['second', 30],
  ['minute', 1],
  ['minute', 2],
  ['minute', 5],
  ['minute', 10],
  ['minute', 15],
  ['minute', 30],
  ['hour', 1],
  ['hour', 2],
  ['hour', 3],
  ['hour', 6],
  ['hour', 12],
  ['day', 1],
  ['day', 2],
  ['day', 7],
  ['day', 14],
  ['month', 1],
  ['month', 3],
  ['month', 6],
  ['year', 1],
  ['year', 5],
];
const UNIT_MS = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  month: 30 * 86_400_000,
  year: 365 * 86_400_000,
} as const;
const MOST_TICKS = 40;

/** Round instants of a zone within a time, at most about `count`; UTC where the zone is unknown. */
export function timeTicks(
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  timeZone: string,
  count: number,
): readonly TimeTick[] {
  const leastMs = (toMs - fromMs) / Math.max(1, count);
  const [unit, every] = STEPS.find(([of, n]) => UNIT_MS[of] * n >= leastMs) ?? ['year', 10];
  const start = DateTime.fromMillis(fromMs, { zone: timeZone });
  const zoned = start.isValid ? start : DateTime.fromMillis(fromMs, { zone: 'utc' });
  const ticks: TimeTick[] = [];
  for (let index = 0; index < 4 * MOST_TICKS && ticks.length < MOST_TICKS; index += 1) {
    const passed = roundedDown(zoned, unit, every).plus({ [unit]: every * index });
    const at = unit === 'hour' ? onClock(passed, every) : passed;
    const atMs = at.toMillis();
    if (atMs > toMs) break;
    const isNew = atMs > (ticks.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY);
    if (atMs >= fromMs && isNew) ticks.push(tickOf(at, unit, ticks.at(-1)));
  }
  return ticks;
}

/** To a round number of the day where it divides the day, otherwise of the year. */
function roundedDown(at: DateTime, unit: Step[0], every: number): DateTime {
  const begun = at.startOf(unit);
  if (unit === 'year') return begun.minus({ year: begun.year % every });
  if (unit === 'month') return begun.minus({ month: (begun.month - 1) % every });
  if (unit === 'day') return begun.minus({ day: (begun.ordinal - 1) % every });
  const within = begun[unit];
  return begun.minus({ [unit]: within % every });
}

/** The nearest round hour as clocks show it: they may have changed since the first. */
function onClock(at: DateTime, every: number): DateTime {
  const beyond = at.hour % every;
  if (beyond === 0) return at;
  const near = 2 * beyond > every ? at.plus({ hour: every - beyond }) : at.minus({ hour: beyond });
  // A round hour that clocks skip: its neighbour stands for it.
  return near.hour % every === 0 ? near : at;
}

function tickOf(at: DateTime, unit: Step[0], before: TimeTick | undefined): TimeTick {
  const day = at.toFormat('yyyy-MM-dd');
  const text = at.toFormat(FORMATS[unit]);
  if (unit === 'day' || unit === 'month' || unit === 'year') {
    const year = at.toFormat('yyyy');
    const isNew = before === undefined || lastDay(before, at) !== year;
    return { atMs: at.toMillis(), text, date: isNew && unit !== 'year' ? year : '' };
  }
  const isNewDay = before === undefined || lastDay(before, at, 'yyyy-MM-dd') !== day;
  return { atMs: at.toMillis(), text, date: isNewDay ? day : '' };
}

function lastDay(before: TimeTick, at: DateTime, format = 'yyyy'): string {
  return DateTime.fromMillis(before.atMs, { zone: at.zone }).toFormat(format);
}

const FORMATS: Readonly<Record<Step[0], string>> = {
  second: 'HH:mm:ss',
  minute: 'HH:mm',
  hour: 'HH:mm',
  day: 'MM-dd',
  month: 'yyyy-MM',
  year: 'yyyy',
};
