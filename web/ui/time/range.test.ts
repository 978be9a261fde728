import { describe, expect, it } from 'vitest';
import { intervalAt, parseRange, printRange, rangeBetween } from './range.ts';

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
