import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RangeOp } from '../ast.ts';
import { windowFunction } from './window-functions.ts';

const value = fc.oneof(
  { arbitrary: fc.integer({ min: -50, max: 50 }), weight: 20 },
  { arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY), weight: 1 },
);
const column = fc.array(value, { minLength: 1, maxLength: 400 });

const NAIVE: readonly (readonly [RangeOp, (values: readonly number[]) => number])[] = [
  ['sum_over_time', (values) => values.reduce((a, b) => a + b, 0)],
  ['avg_over_time', (values) => values.reduce((a, b) => a + b, 0) / values.length],
  ['min_over_time', (values) => leastOf(values)],
  ['max_over_time', (values) => -leastOf(values.map((one) => -one))],
  ['first_over_time', ([first = 0]) => first],
  ['last_over_time', (values) => values.at(-1) ?? 0],
  ['rate', (values) => values.reduce((a, b) => a + b, 0) / 60],
];

/** NaN is NaN; anything else within rounding. */
function expectClose(got: number, wanted: number): void {
  if (Number.isNaN(wanted)) expect(got).toBeNaN();
  else expect(got).toBeCloseTo(wanted, 6);
}

function leastOf(values: readonly number[]): number {
  const numbers = values.filter((one) => !Number.isNaN(one));
  return numbers.length === 0 ? Number.NaN : Math.min(...numbers);
}

function slice(all: readonly number[], from: number, to: number) {
  const times = BigInt64Array.from(all, (_one, i) => BigInt(i) * 1_000_000_000n);
  const values = Float64Array.from(all);
  return {
    times,
    values,
    from,
    to,
    beginNs: BigInt(from - 1) * 1_000_000_000n,
    endNs: BigInt(to) * 1_000_000_000n,
  };
}

describe('windowFunction', () => {
  it.each(NAIVE)('%s of every part of a column', (op, naive) => {
    fc.assert(
      fc.property(column, fc.nat(), fc.nat(), (all, a, b) => {
        const apply = windowFunction(op, 60, 0);
        const whole = slice(all, 0, all.length);
        const from = a % all.length;
        const to = from + 1 + (b % (all.length - from));
        expectClose(apply(whole), naive(all));
        expectClose(apply({ ...whole, from, to }), naive(all.slice(from, to)));
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    [0.5, [1, 2, 3, 4], 2.5],
    [0, [3, 1, 2], 1],
    [1, [3, 1, 2], 3],
    [0.4, [1, 2, 3, 4, 5], 2.6],
    [1.5, [1], Number.POSITIVE_INFINITY],
    [-0.5, [1], Number.NEGATIVE_INFINITY],
    [0.5, [Number.NaN, 4, 2], 2],
    [0.1, [Number.NaN, Number.NaN], Number.NaN],
  ])('quantile %d of %j', (phi, values, expected) => {
    expectClose(
      windowFunction('quantile_over_time', 60, phi)(slice(values, 0, values.length)),
      expected,
    );
  });

  it('has a population variance', () => {
    const values = slice([2, 4, 4, 4, 5, 5, 7, 9], 0, 8);
    expect(windowFunction('stdvar_over_time', 60, 0)(values)).toBeCloseTo(4, 9);
    expect(windowFunction('stddev_over_time', 60, 0)(values)).toBeCloseTo(2, 9);
  });
});
