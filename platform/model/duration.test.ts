import { describe, expect, it } from 'vitest';
import { DURATION_PATTERN, parseDurationMs, printDurationMs } from './duration.ts';

describe('durations', () => {
  it.each([
    ['0', 0],
    ['30s', 30_000],
    ['1h30m', 5_400_000],
    ['1m500ms', 60_500],
    ['1y', 31_536_000_000],
    ['2w', 1_209_600_000],
  ])('reads %s', (text, ms) => {
    expect(parseDurationMs(text)).toBe(ms);
  });

  it.each(['', '5', '1.5h', '1s1m', '1m1m', '-1m', 'm', '99999999999999y'])(
    'refuses %j',
    (text) => {
      expect(parseDurationMs(text)).toBeUndefined();
    },
  );

  it.each(['', '5', '1.5h', '1s1m', '1m1m', '-1m', 'm'])('refuses %j in schemas too', (text) => {
    expect(text).not.toMatch(new RegExp(DURATION_PATTERN, 'u'));
  });

  it.each([
    [0, '0s'],
    [90_000, '1m30s'],
    [86_400_000, '1d'],
    [90_000_000, '25h'],
    [1_500, '1s500ms'],
  ])('prints %d', (ms, text) => {
    expect(printDurationMs(ms)).toBe(text);
    if (ms > 0) expect(parseDurationMs(text)).toBe(ms);
  });
});
