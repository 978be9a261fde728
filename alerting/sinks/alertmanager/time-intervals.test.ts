import { describe, expect, it } from 'vitest';
import { holdsAt, type TimeWindow, WEEKDAYS } from '../../policies/time-window.ts';
import { type TimeInterval, timeIntervalsOf } from './time-intervals.ts';

const NOW = Date.UTC(2026, 4, 20);
const DAY_MS = 86_400_000;
/** Without a common divisor with the day. */
const EACH_MS = (process.env.TOCSIN_PROOF === '1' ? 37 : 211) * 60_000;
const NAMES = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

const windowOf = (change: Partial<TimeWindow>): TimeWindow => ({
  name: 'night',
  kind: 'mute',
  weekdays: [],
  times: [],
  monthDays: [],
  months: [],
  zone: 'UTC',
  ...change,
});
const NIGHT = [{ fromMinute: 22 * 60, toMinute: 6 * 60 }];
const OFFICE = [{ fromMinute: 9 * 60, toMinute: 17 * 60 + 30 }];
const WORKDAYS = WEEKDAYS.slice(0, 5);

/** As an Alertmanager reads it, in UTC. */
function holds(interval: TimeInterval, atMs: number): boolean {
  const at = new Date(atMs);
  const minute = at.getUTCHours() * 60 + at.getUTCMinutes();
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()];
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const fromStart = (value: number) => (value < 0 ? length + 1 + value : value);
  const within = (text: string, value: number) => {
    const [from = 0, to = from] = text.split(':').map(Number);
    return value >= from && value <= to;
  };
  const minutes = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
  const { times, weekdays, daysOfMonth, months, years } = interval;
  return (
    times.some((one) => minute >= minutes(one.startTime) && minute < minutes(one.endTime)) &&
    (weekdays?.includes(NAMES[at.getUTCDay()] ?? '') ?? true) &&
    (daysOfMonth?.some((one) => day >= fromStart(one.start) && day <= fromStart(one.end)) ??
      true) &&
    (months?.some((text) => within(text, month)) ?? true) &&
    (years?.some((text) => within(text, year)) ?? true)
  );
}

describe('time windows as intervals of UTC', () => {
  it.each<[string, Partial<TimeWindow>]>([
    ['every night', { times: NIGHT }],
    ['nights that begin on workdays', { times: NIGHT, weekdays: WORKDAYS }],
    ['workdays in Shanghai', { times: OFFICE, weekdays: WORKDAYS, zone: 'Asia/Shanghai' }],
    [
      'mornings in Shanghai',
      { times: [{ fromMinute: 0, toMinute: 600 }], weekdays: ['mon'], zone: 'Asia/Shanghai' },
    ],
    ['nights in Berlin', { times: NIGHT, weekdays: WORKDAYS, zone: 'Europe/Berlin' }],
    ['Sundays in New York', { weekdays: ['sun'], zone: 'America/New_York' }],
    ['the ends of months', { monthDays: [-1, 1], times: NIGHT }],
    ['the first and the last of a month in Tokyo', { monthDays: [1, -1], zone: 'Asia/Tokyo' }],
    ['office hours at the middle of months', { monthDays: [15], times: OFFICE }],
    ['December in Kathmandu', { months: [12], times: OFFICE, zone: 'Asia/Kathmandu' }],
    ['winter in Berlin, on Fridays', { months: [1, 12], weekdays: ['fri'], zone: 'Europe/Berlin' }],
    ['all days in Chatham', { zone: 'Pacific/Chatham' }],
  ])('hold when the window does: %s', (_name, change) => {
    const window = windowOf(change);
    const intervals = timeIntervalsOf(window, NOW);
    const wrong: string[] = [];
    // Instants that fall on all minutes of the clock in the course of two years.
    for (let atMs = Date.UTC(2026, 0, 1, 0, 7); atMs < Date.UTC(2028, 0, 1); atMs += EACH_MS) {
      const wanted = holdsAt(window, atMs);
      if (intervals.some((one) => holds(one, atMs)) !== wanted) {
        wrong.push(new Date(atMs).toISOString());
      }
    }
    expect(wrong).toEqual([]);
  });

  it('are what the calendar says where clocks never change', () => {
    const zone = 'Asia/Shanghai';
    expect(timeIntervalsOf(windowOf({ times: OFFICE, weekdays: ['mon'], zone }), NOW)).toEqual([
      { times: [{ startTime: '01:00', endTime: '09:30' }], weekdays: ['monday'] },
    ]);
    expect(timeIntervalsOf(windowOf({ times: NIGHT, weekdays: ['sun'] }), NOW)).toEqual([
      { times: [{ startTime: '22:00', endTime: '24:00' }], weekdays: ['sunday'] },
      { times: [{ startTime: '00:00', endTime: '06:00' }], weekdays: ['monday'] },
    ]);
  });

  it('stay the same for the rest of the year, and are for two years', () => {
    const zone = 'Europe/Berlin';
    for (const kind of ['mute', 'active'] as const) {
      const window = windowOf({ kind, times: OFFICE, zone });
      const intervals = timeIntervalsOf(window, NOW);
      expect(timeIntervalsOf(window, NOW + 200 * DAY_MS)).toEqual(intervals);
      const later = Date.UTC(2031, 5, 1, 3);
      expect(intervals.some((one) => holds(one, later))).toBe(kind === 'active');
    }
  });
});
