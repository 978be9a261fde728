import { describe, expect, it } from 'vitest';
import {
  holdsAt,
  judgeWindows,
  nextOpening,
  type TimeSpan,
  type TimeWindow,
} from './time-window.ts';

const at = (text: string): number => Date.parse(text);
const span = (from: number, to: number): TimeSpan => ({ fromMinute: from * 60, toMinute: to * 60 });

function windowOf(changes: Partial<TimeWindow>): TimeWindow {
  return {
    name: 'night',
    kind: 'mute',
    weekdays: [],
    times: [],
    monthDays: [],
    months: [],
    zone: 'Europe/Berlin',
    ...changes,
  };
}

const NIGHT = windowOf({ times: [span(22, 6)] });
const FRIDAY_NIGHT = windowOf({ times: [span(22, 6)], weekdays: ['fri'] });
const TWO_TO_THREE = windowOf({ times: [span(2, 3)] });

describe('when a time window holds', () => {
  const cases: readonly (readonly [string, TimeWindow, string, boolean])[] = [
    ['no times: all day', windowOf({}), '2026-01-05T12:00:00Z', true],
    ['before it begins, winter', NIGHT, '2026-01-05T20:59:59Z', false],
    ['when it begins, inclusive', NIGHT, '2026-01-05T21:00:00Z', true],
    ['across midnight', NIGHT, '2026-01-05T23:30:00Z', true],
    ['its end is exclusive', NIGHT, '2026-01-06T05:00:00Z', false],
    ['a second before its end', NIGHT, '2026-01-06T04:59:59Z', true],
    ['the same clock time in summer', NIGHT, '2026-07-06T20:00:00Z', true],
    ['another zone', { ...NIGHT, zone: 'Asia/Shanghai' }, '2026-01-05T14:00:00Z', true],
    ['a zone with half hours', { ...NIGHT, zone: 'Asia/Kolkata' }, '2026-01-05T16:30:00Z', true],
    [
      'half an hour before there',
      { ...NIGHT, zone: 'Asia/Kolkata' },
      '2026-01-05T16:29:00Z',
      false,
    ],
    ['Friday at 23:00', FRIDAY_NIGHT, '2026-01-09T22:00:00Z', true],
    ['Saturday at 01:00 belongs to Friday', FRIDAY_NIGHT, '2026-01-10T00:00:00Z', true],
    ['Friday at 01:00 belongs to Thursday', FRIDAY_NIGHT, '2026-01-09T00:00:00Z', false],
    ['Saturday at 23:00', FRIDAY_NIGHT, '2026-01-10T22:00:00Z', false],
    [
      'a day that is another one in UTC',
      windowOf({ weekdays: ['mon'], zone: 'Asia/Tokyo' }),
      '2026-01-04T15:30:00Z',
      true,
    ],
    [
      'from and to equal: a whole day',
      windowOf({ times: [span(8, 8)] }),
      '2026-01-05T06:00:00Z',
      true,
    ],
    ['the last day of February', windowOf({ monthDays: [-1] }), '2026-02-28T12:00:00Z', true],
    [
      'not the last of a leap February',
      windowOf({ monthDays: [-1] }),
      '2028-02-28T12:00:00Z',
      false,
    ],
    ['the first week', windowOf({ monthDays: [1, 2, 3] }), '2026-03-03T12:00:00Z', true],
    ['after it', windowOf({ monthDays: [1, 2, 3] }), '2026-03-04T12:00:00Z', false],
    ['a month', windowOf({ months: [12] }), '2026-12-01T00:00:00+01:00', true],
    [
      'the night of New Year is of December',
      { ...NIGHT, months: [12] },
      '2027-01-01T00:00:00Z',
      true,
    ],
    ['clocks forward: 01:59', TWO_TO_THREE, '2026-03-29T00:59:00Z', false],
    ['clocks forward: 03:00 comes next', TWO_TO_THREE, '2026-03-29T01:00:00Z', false],
    ['clocks forward: the night is an hour shorter', NIGHT, '2026-03-29T04:00:00Z', false],
    ['clocks back: 02:30 the first time', TWO_TO_THREE, '2026-10-25T00:30:00Z', true],
    ['clocks back: 02:30 the second time', TWO_TO_THREE, '2026-10-25T01:30:00Z', true],
    ['clocks back: 03:00', TWO_TO_THREE, '2026-10-25T02:00:00Z', false],
    ['clocks back: the night ends at 06:00', NIGHT, '2026-10-25T04:59:00Z', true],
  ];
  it.each(cases)('%s', (_name, window, instant, holds) => {
    expect(holdsAt(window, at(instant))).toBe(holds);
  });
});

describe('what several windows say', () => {
  const office = windowOf({ name: 'office', kind: 'active', times: [span(8, 18)] });
  const weekend = windowOf({ name: 'weekend', kind: 'active', weekdays: ['sat', 'sun'] });
  const lunch = windowOf({ name: 'lunch', times: [span(12, 13)] });
  const cases: readonly (readonly [string, readonly TimeWindow[], string, string])[] = [
    ['none: always open', [], '2026-01-05T03:00:00Z', 'open'],
    ['inside an active one', [office], '2026-01-05T09:00:00Z', 'open'],
    [
      'outside the only active one',
      [office],
      '2026-01-05T19:00:00Z',
      'outside_active_windows null',
    ],
    ['inside one of two active ones', [office, weekend], '2026-01-10T20:00:00Z', 'open'],
    ['muted inside an active one', [office, lunch], '2026-01-05T11:30:00Z', 'mute_window lunch'],
    ['only mute ones, outside', [lunch], '2026-01-05T20:00:00Z', 'open'],
  ];
  it.each(cases)('%s', (_name, windows, instant, expected) => {
    const verdict = judgeWindows(windows, at(instant));
    const text = verdict.kind === 'open' ? 'open' : `${verdict.reason} ${verdict.window}`;
    expect(text).toBe(expected);
  });
});

describe('when people may be told again', () => {
  const odd = windowOf({
    kind: 'active',
    times: [{ fromMinute: 8 * 60 + 7, toMinute: 8 * 60 + 9 }],
  });
  const cases: readonly (readonly [string, readonly TimeWindow[], string, string | null])[] = [
    ['now', [NIGHT], '2026-01-05T12:00:00Z', '2026-01-05T12:00:00Z'],
    ['in the morning', [NIGHT], '2026-01-05T22:13:27Z', '2026-01-06T05:00:00Z'],
    [
      'earlier on the day clocks go forward',
      [NIGHT],
      '2026-03-28T22:00:00Z',
      '2026-03-29T04:00:00Z',
    ],
    ['later on the day clocks go back', [NIGHT], '2026-10-24T21:00:00Z', '2026-10-25T05:00:00Z'],
    ['a gap that clocks leave out', [TWO_TO_THREE], '2026-10-25T00:10:00Z', '2026-10-25T02:00:00Z'],
    ['two minutes a day', [odd], '2026-01-05T07:09:00Z', '2026-01-06T07:07:00Z'],
    ['never', [windowOf({})], '2026-01-05T07:09:00Z', null],
  ];
  it.each(cases)('%s', (_name, windows, from, expected) => {
    const openMs = nextOpening(windows, at(from), at(from) + 3 * 86_400_000);
    expect(openMs).toBe(expected === null ? null : at(expected));
  });
});
