import { describe, expect, it } from 'vitest';
import { parsePromql } from '../../promql/parse.ts';
import type { QueryTime } from '../ask-metrics.ts';
import { readSelectors } from './read-interval.ts';

const INSTANT: QueryTime = { kind: 'instant', atMs: 10_000_000 };
const RANGE: QueryTime = { kind: 'range', startMs: 9_000_000, endMs: 10_000_000, stepMs: 1_000 };

/** `name: from to` in seconds before the end. */
function intervals(text: string, time: QueryTime): readonly string[] {
  const parsed = parsePromql(text);
  if (parsed.kind === 'error') throw new Error(parsed.error.text);
  const ago = (ms: number): number => (10_000_000 - ms) / 1000;
  return readSelectors(parsed.expr, time).map(
    ({ selector, interval }) => `${selector.name}: ${ago(interval.fromMs)} ${ago(interval.toMs)}`,
  );
}

describe('when a selector is read', () => {
  it.each([
    ['a', ['a: 0 0']],
    ['rate(a[5m])', ['a: 300 0']],
    ['a offset 1h', ['a: 3600 3600']],
    ['a offset -1h', ['a: -3600 -3600']],
    ['rate(a[5m] offset 1h)', ['a: 3900 3600']],
    ['a @ 9000', ['a: 1000 1000']],
    ['a @ 9000 offset 1m', ['a: 1060 1060']],
    ['max_over_time(a[1h:1m])', ['a: 3900 0']],
    ['max_over_time(rate(a[5m])[1h:1m] offset 10m)', ['a: 4500 600']],
    ['a / b', ['a: 0 0', 'b: 0 0']],
    ['a unless b', ['a: 0 0']],
    ['sum(a) or vector(1)', ['a: 0 0']],
    ['rate(a[step()])', ['a: 0 0']],
  ] as const)('%s', (text, expected) => {
    expect(intervals(text, INSTANT)).toEqual(expected);
  });

  it.each([
    ['a', ['a: 1300 0']],
    ['rate(a[5m])', ['a: 1300 0']],
    ['a @ start()', ['a: 1000 1000']],
    ['a @ end()', ['a: 0 0']],
  ] as const)('over a range: %s', (text, expected) => {
    expect(intervals(text, RANGE)).toEqual(expected);
  });
});
