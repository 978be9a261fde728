import { describe, expect, it } from 'vitest';
import { alignedLokiRange, lokiBounds, lokiStepMs } from './loki-range.ts';

const NOW_S = 1_800_000_000;
const NOW_MS = NOW_S * 1_000;
const HOUR_S = 3_600;

type Passed = Readonly<Record<string, string>>;
const mapOf = (passed: Passed) => new Map(Object.entries(passed));

describe('the bounds of a question', () => {
  it.each<[string, Passed, readonly [number, number]]>([
    ['of none', {}, [-HOUR_S, 0]],
    ['of a start', { start: `${NOW_S - 60}` }, [-60, 0]],
    ['of an end', { end: `${NOW_S - 60}` }, [-60 - HOUR_S, -60]],
    ['of an end in the future', { end: `${NOW_S + 9_000}` }, [-HOUR_S, 9_000]],
    ['of a time before now', { since: '5m' }, [-300, 0]],
    ['of a time before an end', { since: '5m', end: `${NOW_S - 60}` }, [-360, -60]],
    ['of a time and an end in the future', { since: '5m', end: `${NOW_S + 60}` }, [-300, 60]],
    ['of a start, whatever the time', { since: '5m', start: `${NOW_S - 60}` }, [-60, 0]],
    [
      'in nanoseconds, and a text',
      { start: `${NOW_S - 60}000000000`, end: '2027-01-15T08:00:00Z' },
      [-60, 0],
    ],
  ])('%s', (_name, passed, [start, end]) => {
    expect(lokiBounds(mapOf(passed), NOW_MS)).toEqual({
      startNs: BigInt(NOW_S + start) * 1_000_000_000n,
      endNs: BigInt(NOW_S + end) * 1_000_000_000n,
    });
  });

  it.each<Passed>([{ start: 'x' }, { end: 'x' }, { since: 'x' }])('%j has none', (passed) => {
    expect(lokiBounds(mapOf(passed), NOW_MS)).toBeUndefined();
  });
});

describe('a step', () => {
  const bounds = (seconds: number) => ({ startNs: 0n, endNs: BigInt(Math.round(seconds * 1e9)) });

  it.each<[string, string | undefined, number, number | undefined]>([
    ['of a duration', '15000ms', 60, 15_000],
    ['of seconds', '15', 60, 15_000],
    ['of a part of a second', '0.25', 60, 250],
    ['that the range gives', undefined, HOUR_S, 14_000],
    ['that the range gives, just', undefined, 500, 2_000],
    ['that the range gives, not quite', undefined, 499.999999999, 1_000],
    ['of a short range', undefined, 1, 1_000],
    ['of no range', undefined, 0, 1_000],
    ['that Loki cuts off', '1.001', 60, undefined],
    ['below a millisecond', '0.0005', 60, undefined],
    ['of nothing', '0', 60, undefined],
    ['before zero', '-1', 60, undefined],
    ['that cannot be read', 'soon', 60, undefined],
  ])('%s', (_name, text, seconds, expected) => {
    expect(lokiStepMs(text, bounds(seconds))).toBe(expected);
  });
});

describe('the aligned range', () => {
  it.each<[string, Passed, readonly string[]]>([
    ['on the step', { start: '1200', end: '1800', step: '60' }, ['1200', '1800', '60']],
    ['beside it', { start: '1201', end: '1799', step: '1m' }, ['1200', '1800', '60']],
    ['of one instant', { start: '1200', end: '1200', step: '60' }, ['1200', '1200', '60']],
    ['within one step', { start: '1201', end: '1202', step: '60' }, ['1200', '1260', '60']],
    [
      'by a nanosecond',
      { start: '1199999999999', end: '1800000000001', step: '60' },
      ['1140', '1860', '60'],
    ],
    [
      'of milliseconds',
      { start: '1200.3', end: '1800.3', step: '500ms' },
      ['1200', '1970-01-01T00:30:00.500Z', '500ms'],
    ],
    ['by default', {}, [`${NOW_S - 3_606}`, `${NOW_S + 6}`, '14']],
  ])('%s', (_name, passed, expected) => {
    const aligned = alignedLokiRange(mapOf(passed), NOW_MS);
    expect(aligned.map(([name]) => name)).toEqual(['start', 'end', 'step']);
    expect(aligned.map(([, text]) => text)).toEqual(expected);
  });

  it.each<[string, Passed]>([
    ['an end before the start', { start: '10', end: '9', step: '1' }],
    ['a start before 1970', { start: '-10', end: '9', step: '1' }],
    ['a step below a millisecond', { start: '1', end: '9', step: '0.0001' }],
    ['seconds that are nanoseconds to Loki', { start: '1', end: '9000000000', step: '5000000000' }],
    ['a text', { start: 'x', end: '9', step: '1' }],
  ])('is not there for %s', (_name, passed) => {
    expect(alignedLokiRange(mapOf(passed), NOW_MS)).toEqual([]);
  });
});
