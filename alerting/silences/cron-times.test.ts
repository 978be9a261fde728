import { Cron } from 'croner';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cronTimes } from './cron-times.ts';

const at = (text: string) => Date.parse(text);

function timesOf(cron: string, zone: string, afterMs: number, count: number): readonly string[] {
  const times = cronTimes(cron, zone);
  const found: number[] = [];
  while (found.length < count) {
    const next = times.next(found.at(-1) ?? afterMs);
    if (next === null) break;
    found.push(next);
  }
  return found.map((ms) => new Date(ms).toISOString().slice(0, 16));
}

const FORWARD = '2026-03-28T12:00Z';
const BACK = '2026-10-24T12:00Z';

describe('the times of a pattern where clocks change', () => {
  it.each<[string, string, string, string, readonly string[]]>([
    [
      'several of one gap: once, at its end',
      ...(['15,45 2 * * *', 'Europe/Berlin', FORWARD] as const),
      ['2026-03-29T01:00', '2026-03-30T00:15', '2026-03-30T00:45'],
    ],
    [
      'one of the gap and one at its end: once',
      ...(['0 2,3 * * *', 'Europe/Berlin', FORWARD] as const),
      ['2026-03-29T01:00', '2026-03-30T00:00', '2026-03-30T01:00'],
    ],
    [
      'one of the gap and one after it',
      ...(['0 2,4 * * *', 'Europe/Berlin', FORWARD] as const),
      ['2026-03-29T01:00', '2026-03-29T02:00', '2026-03-30T00:00'],
    ],
    [
      'every second hour',
      ...(['0 */2 * * *', 'Europe/Berlin', '2026-03-28T22:30Z'] as const),
      ['2026-03-28T23:00', '2026-03-29T01:00', '2026-03-29T02:00'],
    ],
    [
      'several that come twice: once each',
      ...(['15,45 2 * * *', 'Europe/Berlin', BACK] as const),
      ['2026-10-25T00:15', '2026-10-25T00:45', '2026-10-26T01:15'],
    ],
    [
      'in the hour that comes again: not again',
      ...(['15,45 2 * * *', 'Europe/Berlin', '2026-10-25T01:20Z'] as const),
      ['2026-10-26T01:15', '2026-10-26T01:45'],
    ],
    [
      'every hour: each that passes',
      ...(['30 * * * *', 'Europe/Berlin', '2026-10-24T23:00Z'] as const),
      ['2026-10-24T23:30', '2026-10-25T00:30', '2026-10-25T01:30', '2026-10-25T02:30'],
    ],
    [
      'half an hour that is skipped',
      ...(['15 2 * * *', 'Australia/Lord_Howe', '2026-10-02T16:00Z'] as const),
      ['2026-10-03T15:30', '2026-10-04T15:15'],
    ],
    [
      'a day that is skipped whole',
      ...(['0 8 30 12 *', 'Pacific/Apia', '2011-12-01T00:00Z'] as const),
      ['2011-12-30T10:00', '2012-12-29T18:00'],
    ],
    [
      'a leap day',
      ...(['0 8 29 2 *', 'America/New_York', '2026-03-01T00:00Z'] as const),
      ['2028-02-29T13:00', '2032-02-29T13:00'],
    ],
    ['a day that never is', '0 8 30 2 *', 'UTC', FORWARD, []],
  ])('%s', (_, cron, zone, after, expected) => {
    expect(timesOf(cron, zone, at(after), Math.max(1, expected.length))).toEqual(expected);
  });

  it('are those of the library where no clock changes', () => {
    const field = (most: number) =>
      fc.oneof(
        fc.constant('*'),
        fc.integer({ min: 1, max: most }).map(String),
        fc.integer({ min: 2, max: 6 }).map((step) => `*/${step}`),
        fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 4, max: most })).map(String),
      );
    const patterns = fc.tuple(field(59), field(23), field(28), field(12), field(6));
    const zones = fc.constantFrom('UTC', 'Asia/Shanghai', 'Asia/Kolkata', 'Pacific/Honolulu');
    const instants = fc.integer({ min: at('2020-01-01T00:00Z'), max: at('2030-01-01T00:00Z') });
    const given = fc.tuple(patterns, zones, instants);
    fc.assert(
      fc.property(given, ([fields, zone, afterMs]) => {
        const cron = fields.join(' ');
        const own = new Cron(cron, { timezone: zone, mode: '5-part', paused: true });
        const theirs = own.nextRuns(3, new Date(afterMs)).map((date) => date.toISOString());
        expect(timesOf(cron, zone, afterMs, 3)).toEqual(theirs.map((one) => one.slice(0, 16)));
      }),
      { numRuns: 60 },
    );
  });
});
