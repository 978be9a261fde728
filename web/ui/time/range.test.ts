import { describe, expect, it } from 'vitest';
import { boardTime } from '../../../dashboards/images/board/board-time.ts';
import {
  intervalAt,
  openingRange,
  parseRange,
  printRange,
  rangeBetween,
  widened,
} from './range.ts';

const NOW_MS = Date.parse('2026-11-20T12:00:00Z');
const HOUR_MS = 3_600_000;

describe('time ranges', () => {
  it.each([
    ['1h', -HOUR_MS, 0],
    ['now-6h', -6 * HOUR_MS, 0],
    [' now-6h .. now-1h ', -6 * HOUR_MS, -HOUR_MS],
    ['1d..now', -24 * HOUR_MS, 0],
    ['2026-11-20T09:00:00Z..2026-11-20T10:00:00Z', -3 * HOUR_MS, -2 * HOUR_MS],
    ['2026-11-20T10:00+01:00..now', -3 * HOUR_MS, 0],
  ])('reads %s', (text, startOffsetMs, endOffsetMs) => {
    const range = parseRange(text);
    expect(range && intervalAt(range, NOW_MS)).toEqual({
      startMs: NOW_MS + startOffsetMs,
      endMs: NOW_MS + endOffsetMs,
    });
  });

  it.each([
    '',
    'yesterday',
    '0',
    'now',
    'now-0',
    'now-1h..now-6h',
    'now-1h..now-1h',
    '2026-11-20T10:00Z..2026-11-20T09:00Z',
    '2026-11-20 09:00..now',
    '2026-13-20T09:00Z..now',
    '1h..2h..3h',
    '5000d',
  ])('refuses %j', (text) => {
    expect(parseRange(text)).toBeUndefined();
  });

  it.each([
    ['now-1h', '1h'],
    ['now-6h..now', '6h'],
    ['now-6h..now-30m', 'now-6h..now-30m'],
    ['2026-11-20T10:00+01:00..now', '2026-11-20T09:00:00Z'],
    ['2026-11-20T09:00Z..2026-11-20T10:00Z', '2026-11-20T09:00:00Z..2026-11-20T10:00:00Z'],
  ])('prints %s as %s, which reads the same', (text, printed) => {
    const range = parseRange(text);
    expect(range && printRange(range)).toBe(printed);
    expect(parseRange(printed)).toEqual(range);
  });

  it('makes a range of two dragged instants, at least a second long', () => {
    expect(rangeBetween(2_500, 1_200)).toEqual({
      from: { kind: 'absolute', atMs: 1_000 },
      to: { kind: 'absolute', atMs: 3_000 },
    });
    expect(intervalAt(rangeBetween(1_000, 1_000), NOW_MS)).toEqual({
      startMs: 1_000,
      endMs: 2_000,
    });
  });

  it('never ends before it starts', () => {
    const range = parseRange('2026-11-20T13:00Z..now-1h');
    expect(range && intervalAt(range, NOW_MS)).toEqual({
      startMs: NOW_MS - HOUR_MS,
      endMs: NOW_MS - HOUR_MS,
    });
  });
});

describe('what a dashboard opens with is the same on the page and in pictures', () => {
  const now = Date.parse('2026-03-29T09:30:00Z');
  it.each([
    ['now-6h', 'now', '2026-03-29T03:30:00.000Z', '2026-03-29T09:30:00.000Z'],
    ['now-1h30m', 'now', '2026-03-29T08:00:00.000Z', '2026-03-29T09:30:00.000Z'],
    ['now-1h', 'now+1h', '2026-03-29T08:30:00.000Z', '2026-03-29T10:30:00.000Z'],
    // In Berlin this day has 23 hours.
    ['now/d', 'now', '2026-03-28T23:00:00.000Z', '2026-03-29T09:30:00.000Z'],
    ['now/d', 'now/d', '2026-03-28T23:00:00.000Z', '2026-03-29T21:59:59.999Z'],
    ['now-1d/d', 'now-1d/d', '2026-03-27T23:00:00.000Z', '2026-03-28T22:59:59.999Z'],
    ['now/w', 'now/w', '2026-03-22T23:00:00.000Z', '2026-03-29T21:59:59.999Z'],
    ['now/M', 'now', '2026-02-28T23:00:00.000Z', '2026-03-29T09:30:00.000Z'],
    ['now-1M/M', 'now-1M/M', '2026-01-31T23:00:00.000Z', '2026-02-28T22:59:59.999Z'],
    ['now-1M', 'now', '2026-02-28T10:30:00.000Z', '2026-03-29T09:30:00.000Z'],
    ['now/y', 'now', '2025-12-31T23:00:00.000Z', '2026-03-29T09:30:00.000Z'],
    ['now-1Q/Q', 'now-1Q/Q', '2025-09-30T22:00:00.000Z', '2025-12-31T22:59:59.999Z'],
    ['now-1d', 'now', '2026-03-28T09:30:00.000Z', '2026-03-29T09:30:00.000Z'],
    ['1774767600000', '1774771200000', '2026-03-29T07:00:00.000Z', '2026-03-29T08:00:00.000Z'],
    ['2026-03-29T07:00:00Z', 'now', '2026-03-29T07:00:00.000Z', '2026-03-29T09:30:00.000Z'],
    ['2026-03-28', '2026-03-29T07:00', '2026-03-27T23:00:00.000Z', '2026-03-29T05:00:00.000Z'],
    ['yesterday', 'now', '2026-03-29T03:30:00.000Z', '2026-03-29T09:30:00.000Z'],
    ['now-9y', 'now', '2026-03-29T03:30:00.000Z', '2026-03-29T09:30:00.000Z'],
    ['now/x', 'now', '2026-03-29T03:30:00.000Z', '2026-03-29T09:30:00.000Z'],
  ])('%s to %s', (from, to, start, end) => {
    const zone = 'Europe/Berlin';
    const picture = boardTime({ from, to }, now, zone);
    const range = parseRange(openingRange(from, to, zone), zone);
    const page = range && intervalAt(range, now);
    const texts = (...ends: readonly (number | undefined)[]) =>
      ends.map((ms) => new Date(ms ?? Number.NaN).toISOString());
    expect(texts(picture.fromMs, picture.toMs)).toEqual([start, end]);
    expect(texts(page?.startMs, page?.endMs)).toEqual([start, end]);
  });

  it.each([['now/d..now'], ['now-1d/d..now-1d/d'], ['now-1h..now+1h'], ['now-1M']])(
    '%s is printed as it is read',
    (text) => {
      const range = parseRange(text);
      expect(range && parseRange(printRange(range))).toEqual(range);
    },
  );
});

it('a range is widened around its middle, not beyond the present', () => {
  expect(widened(100, 200, 1_000)).toEqual([50, 250]);
  expect(widened(100, 200, 210)).toEqual([50, 210]);
  expect(widened(100, 200, 150)).toEqual([50, 200]);
});
