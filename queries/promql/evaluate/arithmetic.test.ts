import { describe, expect, it } from 'vitest';
import {
  bucketFraction,
  bucketQuantile,
  type ClassicBuckets,
  readBound,
} from './classic-buckets.ts';
import { KahanMean, KahanSum } from './kahan.ts';
import { quantileOfSorted, sortValues } from './quantile.ts';
import { DATE_FUNCTIONS, NUMBER_OPERATORS } from './scalar-functions.ts';

const INF = Number.POSITIVE_INFINITY;

describe('sums and means', () => {
  it.each([
    [[1, 1e100, 1, -1e100], 2],
    [[INF, 1], INF],
    [[INF, -INF], Number.NaN],
    [[], 0],
  ])('the sum of %j is %d', (values, sum) => {
    const kahan = new KahanSum();
    for (const value of values) kahan.add(value);
    expect(kahan.total()).toBe(sum);
  });

  it.each([
    [[1.7e308, 1.7e308, 1.7e308], 1.7e308],
    [[INF, 5, INF], INF],
    [[5, -INF], -INF],
    [[INF, -INF], Number.NaN],
    [[1, 2, 3, 4], 2.5],
  ])('the mean of %j is %d, whether it moves or not', (values, mean) => {
    for (const isMoving of [false, true]) {
      const kahan = new KahanMean();
      kahan.reset(isMoving);
      for (const value of values) kahan.add(value);
      if (Number.isFinite(mean)) expect(kahan.mean() / mean).toBeCloseTo(1, 12);
      else expect(kahan.mean()).toBe(mean);
    }
  });
});

describe('quantiles', () => {
  it.each([
    [0.5, [3, 1, 2], 2],
    [0.5, [Number.NaN, 1, 3], 1],
    [1, [Number.NaN, 1, 3], 3],
    [0, [Number.NaN, 1], Number.NaN],
    [-0.1, [1], -INF],
    [1.1, [1], INF],
    [Number.NaN, [1], Number.NaN],
    [0.5, [], Number.NaN],
    [0.9, [1, 2], 1.9],
  ])('the %d-quantile of %j is %d', (phi, values, wanted) => {
    const sorted = Float64Array.from(values);
    sortValues(sorted, sorted.length);
    const found = quantileOfSorted(phi, sorted, sorted.length);
    if (Number.isNaN(wanted)) expect(found).toBeNaN();
    else expect(found).toBeCloseTo(wanted, 12);
  });
});

function buckets(...rows: readonly (readonly [number, number])[]): ClassicBuckets {
  return {
    bounds: Float64Array.from(rows, ([bound]) => bound),
    counts: Float64Array.from(rows, ([, count]) => count),
    count: rows.length,
  };
}

describe('classic histograms', () => {
  it.each<[string, ClassicBuckets, number, number, string]>([
    ['a line within a bucket', buckets([1, 0], [3, 10], [INF, 10]), 0.5, 2, 'none'],
    ['no +Inf', buckets([1, 1], [3, 10]), 0.5, Number.NaN, 'none'],
    ['one bucket', buckets([INF, 10]), 0.5, Number.NaN, 'none'],
    ['equal bounds', buckets([1, 2], [1, 3], [INF, 5]), 0.5, 0.5, 'none'],
    ['a fall', buckets([1, 5], [2, 4], [INF, 10]), 0.25, 0.5, 'forced'],
    ['what rounding leaves', buckets([1, 5], [2, 5 - 1e-15], [INF, 10]), 0.25, 0.5, 'rounding'],
    ['beyond the last bound', buckets([1, 5], [2, 5], [INF, 10]), 0.9, 2, 'none'],
  ])('%s', (_, given, phi, wanted, repaired) => {
    const { value, repair } = bucketQuantile(phi, given, false);
    expect(value).toBe(wanted);
    expect(repair).toBe(repaired);
  });

  it('fractions are between ranks', () => {
    const given = () => buckets([1, 10], [2, 20], [INF, 40]);
    expect(bucketFraction(0, 1, given())).toBe(0.25);
    expect(bucketFraction(0.5, 1.5, given())).toBe(0.25);
    expect(bucketFraction(-INF, INF, given())).toBe(1);
    expect(bucketFraction(2, 1, given())).toBe(0);
    expect(bucketFraction(Number.NaN, 1, given())).toBeNaN();
  });

  it.each([
    ['+Inf', INF],
    ['-infinity', -INF],
    ['1e0', 1],
    ['.5', 0.5],
    ['', null],
    ['x', null],
    ['1 ', null],
  ])('the bound %j is %s', (text, bound) => {
    expect(readBound(text)).toBe(bound);
  });
});

describe('operators and dates', () => {
  it.each([
    ['%', -7, 3, -1],
    ['^', 1, Number.NaN, 1],
    ['^', -1, INF, 1],
    ['==', Number.NaN, Number.NaN, 0],
    ['!=', Number.NaN, Number.NaN, 1],
  ] as const)('%s of %d and %d is %d', (op, a, b, wanted) => {
    expect(NUMBER_OPERATORS.get(op)?.(a, b)).toBe(wanted);
  });

  it.each([
    ['day_of_year', 1_709_210_096, 60],
    ['days_in_month', 1_709_210_096, 29],
    ['days_in_month', 1_677_600_000, 28],
    ['day_of_week', 0, 4],
    ['year', -1, 1969],
    ['hour', Number.NaN, Number.NaN],
  ])('%s of %d is %d', (name, seconds, wanted) => {
    expect(DATE_FUNCTIONS.get(name)?.(seconds)).toBe(wanted);
  });
});
