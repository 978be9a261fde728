import { describe, expect, it } from 'vitest';
import { shortLength, spanOf } from './relative.ts';

describe('lengths', () => {
  it.each([
    [-5, 'second', 0],
    [59_999, 'second', 59],
    [90_000, 'minute', 1],
    [7_200_000, 'hour', 2],
    [200_000_000, 'day', 2],
  ])('%d ms is %s %d', (lengthMs, unit, count) => {
    expect(spanOf(lengthMs)).toEqual({ unit, count });
  });

  it.each([
    [0, '0s'],
    [12_400, '12s'],
    [125_000, '2m 5s'],
    [3_600_000, '1h'],
    [273_600_000, '3d 4h'],
  ])('%d ms is written %s', (lengthMs, text) => {
    expect(shortLength(lengthMs)).toBe(text);
  });
});
