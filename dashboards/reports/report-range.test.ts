import { describe, expect, it } from 'vitest';
import type { ReportRange } from './report.ts';
import { rangeAt } from './report-range.ts';

const HOUR_MS = 3_600_000;

describe('the range of a report', () => {
  it.each<[string, ReportRange, string, string, string, string, number]>([
    [
      'a plain day',
      'yesterday',
      'UTC',
      '2026-05-12T08:00Z',
      '2026-05-11T00:00Z',
      '2026-05-12T00:00Z',
      24,
    ],
    [
      'in the east it is tomorrow already',
      'yesterday',
      'Asia/Shanghai',
      '2026-05-11T17:00Z',
      '2026-05-10T16:00Z',
      '2026-05-11T16:00Z',
      24,
    ],
    [
      'the day on which clocks go forward',
      'yesterday',
      'Europe/Berlin',
      '2026-03-30T06:00Z',
      '2026-03-28T23:00Z',
      '2026-03-29T22:00Z',
      23,
    ],
    [
      'the day on which they go back',
      'yesterday',
      'Europe/Berlin',
      '2026-10-26T07:00Z',
      '2026-10-24T22:00Z',
      '2026-10-25T23:00Z',
      25,
    ],
    [
      'the morning of that day',
      'yesterday',
      'Europe/Berlin',
      '2026-10-25T07:00Z',
      '2026-10-23T22:00Z',
      '2026-10-24T22:00Z',
      24,
    ],
    [
      'a day that begins at one',
      'yesterday',
      'Africa/Cairo',
      '2026-04-25T06:00Z',
      '2026-04-23T22:00Z',
      '2026-04-24T21:00Z',
      23,
    ],
    [
      'elapsed hours',
      'last-24h',
      'Europe/Berlin',
      '2026-03-29T06:00Z',
      '2026-03-28T06:00Z',
      '2026-03-29T06:00Z',
      24,
    ],
    [
      'elapsed days',
      'last-7d',
      'Europe/Berlin',
      '2026-03-30T06:00Z',
      '2026-03-23T06:00Z',
      '2026-03-30T06:00Z',
      168,
    ],
    [
      'a week from Monday',
      'last-week',
      'UTC',
      '2026-05-11T08:00Z',
      '2026-05-04T00:00Z',
      '2026-05-11T00:00Z',
      168,
    ],
    [
      'a week that an hour is missing from',
      'last-week',
      'Europe/Berlin',
      '2026-03-30T06:00Z',
      '2026-03-22T23:00Z',
      '2026-03-29T22:00Z',
      167,
    ],
    [
      'a short month',
      'last-month',
      'UTC',
      '2026-03-31T08:00Z',
      '2026-02-01T00:00Z',
      '2026-03-01T00:00Z',
      28 * 24,
    ],
    [
      'a month over the change',
      'last-month',
      'America/New_York',
      '2026-12-01T13:00Z',
      '2026-11-01T04:00Z',
      '2026-12-01T05:00Z',
      30 * 24 + 1,
    ],
    [
      'a month of the year before',
      'last-month',
      'Asia/Shanghai',
      '2026-01-01T01:00Z',
      '2025-11-30T16:00Z',
      '2025-12-31T16:00Z',
      31 * 24,
    ],
  ])('%s', (_, range, zone, due, from, until, hours) => {
    const found = rangeAt(range, Date.parse(due), zone);
    const isElapsed = range.startsWith('last-2') || range === 'last-7d';
    const toMs = Date.parse(until) - (isElapsed ? 0 : 1);
    expect(found).toEqual({ fromMs: Date.parse(from), toMs });
    expect((Date.parse(until) - found.fromMs) / HOUR_MS).toBe(hours);
  });
});
