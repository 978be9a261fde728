import { describe, expect, it } from 'vitest';
import { alignToStep, stepSecondsFor } from './step.ts';

const HOUR_MS = 3_600_000;

describe('steps', () => {
  it.each([
    [HOUR_MS, 15],
    [6 * HOUR_MS, 120],
    [24 * HOUR_MS, 300],
    [60_000, 1],
    [365 * 24 * HOUR_MS, 172_800],
    [8_000 * 24 * HOUR_MS, 604_800 * 4],
  ])('a range of %d ms has a step of %d s', (lengthMs, expected) => {
    expect(stepSecondsFor({ startMs: 0, endMs: lengthMs })).toBe(expected);
  });

  it('moves both ends back', () => {
    expect(alignToStep({ startMs: 31_000, endMs: 59_000 }, 30)).toEqual({
      startMs: 30_000,
      endMs: 30_000,
    });
  });
});
