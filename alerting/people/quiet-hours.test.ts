import { describe, expect, it } from 'vitest';
import { type QuietHours, quietUntil } from './quiet-hours.ts';

const at = (text: string) => Date.parse(text);
const nights: QuietHours = {
  zone: 'Europe/Berlin',
  weekly: [{ weekdays: [], times: [{ fromMinute: 22 * 60, toMinute: 6 * 60 }] }],
  passes: ['critical'],
};
const weekend: QuietHours = {
  ...nights,
  weekly: [...nights.weekly, { weekdays: ['sat', 'sun'], times: [] }],
};

describe('quietUntil', () => {
  const cases: readonly [string, QuietHours | null, string, string, string | null][] = [
    ['nobody set any', null, 'minor', '2026-01-14T23:00:00Z', null],
    ['by day', nights, 'minor', '2026-01-14T12:00:00Z', null],
    ['the minute it begins', nights, 'minor', '2026-01-14T21:00:00Z', '2026-01-15T05:00:00Z'],
    ['after midnight', nights, 'minor', '2026-01-15T02:00:00Z', '2026-01-15T05:00:00Z'],
    ['the minute it ends', nights, 'minor', '2026-01-15T05:00:00Z', null],
    ['a severity that passes', nights, 'critical', '2026-01-15T02:00:00Z', null],
    [
      'the night clocks go forward',
      nights,
      'minor',
      '2026-03-28T22:00:00Z',
      '2026-03-29T04:00:00Z',
    ],
    ['the night clocks go back', nights, 'minor', '2026-10-24T22:00:00Z', '2026-10-25T05:00:00Z'],
    ['a weekend with its nights', weekend, 'minor', '2026-01-16T21:30:00Z', '2026-01-19T05:00:00Z'],
  ];
  it.each(cases)('%s', (_name, quiet, severity, now, until) => {
    expect(quietUntil(quiet, severity, at(now))).toBe(until === null ? null : at(until));
  });

  it('looks again after a week that is quiet all over', () => {
    const always: QuietHours = { zone: 'UTC', weekly: [{ weekdays: [], times: [] }], passes: [] };
    expect(quietUntil(always, 'minor', 0)).toBe(8 * 86_400_000);
  });
});
