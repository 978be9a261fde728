import { describe, expect, it } from 'vitest';
import { minutesOf, painted, shareOf, type WeeklyTimes, weeklyOf } from './week-minutes.ts';

const span = (from: string, to: string) => ({ from, to });

describe('weeks as minutes', () => {
  const kept: readonly [string, readonly WeeklyTimes[]][] = [
    ['nothing', []],
    ['always', [{ weekdays: [], times: [] }]],
    ['every night, across midnight', [{ weekdays: [], times: [span('22:00', '06:00')] }]],
    [
      'working hours, to the minute',
      [
        {
          weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'],
          times: [span('08:30', '12:00'), span('13:00', '17:15')],
        },
      ],
    ],
    ['the night from Sunday to Monday', [{ weekdays: ['sun'], times: [span('23:00', '01:00')] }]],
    ['whole days', [{ weekdays: ['tue', 'sat'], times: [] }]],
    [
      'different days',
      [
        { weekdays: ['mon'], times: [span('01:00', '02:00')] },
        { weekdays: ['wed', 'fri'], times: [span('03:00', '04:00')] },
      ],
    ],
    ['up to midnight', [{ weekdays: ['thu'], times: [span('20:00', '24:00')] }]],
  ];
  it.each(kept)('%s says the same after it was painted', (_name, weekly) => {
    expect(weeklyOf(minutesOf(weekly))).toEqual(weekly);
  });

  it('cuts a stretch of more than a day at midnight', () => {
    const weekly = [
      { weekdays: ['fri'], times: [span('18:00', '24:00')] },
      { weekdays: ['sat', 'sun'], times: [] },
      { weekdays: ['mon'], times: [span('00:00', '06:00')] },
    ] as const;
    const same = weeklyOf(minutesOf(weekly));
    expect(minutesOf(same)).toEqual(minutesOf(weekly));
    expect(same).toHaveLength(3);
  });

  it('paints a rectangle from any corner, and takes it away again', () => {
    const none = minutesOf([]);
    const range = { a: { day: 4, hour: 23 }, b: { day: 0, hour: 22 } };
    const on = painted(none, range, true);
    expect(weeklyOf(on)).toEqual([
      { weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'], times: [span('22:00', '24:00')] },
    ]);
    expect(painted(on, range, false)).toEqual(none);
  });

  it('shows part of an hour, and leaves out what cannot be read', () => {
    const minutes = minutesOf([
      { weekdays: ['mon'], times: [span('08:30', '09:00'), span('x', '25:00')] },
    ]);
    expect(shareOf(minutes, { day: 0, hour: 8 })).toBe(0.5);
    expect(shareOf(minutes, { day: 1, hour: 8 })).toBe(0);
  });
});
