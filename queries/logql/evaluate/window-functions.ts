import { assertNever } from '../../../platform/model/assert-never.ts';
import type { RangeOp } from '../ast.ts';
import { RangeFold } from './range-fold.ts';

/** The samples of one window, `from` (inclusive) until `to`; never none. Ascending in time. */
export interface WindowSlice {
  readonly times: BigInt64Array;
  readonly values: Float64Array;
  readonly from: number;
  readonly to: number;
  readonly beginNs: bigint;
  readonly endNs: bigint;
}

export type WindowFunction = (slice: WindowSlice) => number;

/** @param param φ of `quantile_over_time` */
export function windowFunction(op: RangeOp, rangeSeconds: number, param: number): WindowFunction {
  switch (op) {
    case 'rate': {
      const sum = folding(add);
      return (slice) => sum(slice) / rangeSeconds;
    }
    case 'rate_counter':
      return (slice) => counterRate(slice, rangeSeconds);
    case 'sum_over_time':
      return folding(add);
    case 'avg_over_time':
      return meanOf(folding(add));
    case 'min_over_time':
      return folding(less);
    case 'max_over_time':
      return folding(more);
    case 'stdvar_over_time':
      return variance;
    case 'stddev_over_time':
      return (slice) => Math.sqrt(variance(slice));
    case 'quantile_over_time':
      return (slice) => quantile(slice, param);
    case 'first_over_time':
      return ({ values, from }) => values[from] ?? Number.NaN;
    case 'last_over_time':
      return ({ values, to }) => values[to - 1] ?? Number.NaN;
    case 'count_over_time':
    case 'bytes_over_time':
    case 'bytes_rate':
    case 'absent_over_time':
      throw new TypeError(`${op} counts without holding samples`);
    default:
      return assertNever(op);
  }
}

/** Runs a fold over the column that the slice is of; windows of one column come one after the other. */
function folding(join: (a: number, b: number) => number): WindowFunction {
  let fold: RangeFold | null = null;
  return ({ values, from, to }) => {
    if (fold === null || fold.values !== values) fold = new RangeFold(values, join);
    return fold.run(from, to);
  };
}

function add(a: number, b: number): number {
  return a + b;
}

/** NaN gives way to any number. */
function less(a: number, b: number): number {
  return b < a || Number.isNaN(a) ? b : a;
}

function more(a: number, b: number): number {
  return b > a || Number.isNaN(a) ? b : a;
}

/** A sum that is no number, or too large for one, is worked out value by value. */
function meanOf(sum: WindowFunction): WindowFunction {
  return (slice) => {
    const total = sum(slice);
    return Number.isFinite(total) ? total / (slice.to - slice.from) : mean(slice);
  };
}

function mean({ values, from, to }: WindowSlice): number {
  let result = 0;
  for (let i = from; i < to; i++) result = nextMean(result, values[i] ?? 0, i - from + 1);
  return result;
}

/** A mean with one value more; an infinite one stays, unless the opposite or NaN joins it. */
export function nextMean(result: number, value: number, count: number): number {
  if (Math.abs(result) === Number.POSITIVE_INFINITY) {
    if (result === value || Number.isFinite(value)) return result;
  }
  return result + (value - result) / count;
}

/** Of the whole population. */
function variance({ values, from, to }: WindowSlice): number {
  let average = 0;
  let squares = 0;
  for (let i = from; i < to; i++) {
    const value = values[i] ?? 0;
    const delta = value - average;
    average += delta / (i - from + 1);
    squares += delta * (value - average);
  }
  return squares / (to - from);
}

/** Linear between ranks; NaN counts as less than any number. */
function quantile({ values, from, to }: WindowSlice, phi: number): number {
  if (Number.isNaN(phi)) return Number.NaN;
  if (phi < 0) return Number.NEGATIVE_INFINITY;
  if (phi > 1) return Number.POSITIVE_INFINITY;
  // The sort of typed arrays puts NaN last.
  const sorted = values.slice(from, to).sort();
  const count = sorted.length;
  let numbers = count;
  while (numbers > 0 && Number.isNaN(sorted[numbers - 1])) numbers--;
  const at = (rank: number): number =>
    rank < count - numbers ? Number.NaN : (sorted[rank - (count - numbers)] ?? Number.NaN);
  const rank = phi * (count - 1);
  const lower = Math.max(0, Math.floor(rank));
  const upper = Math.min(count - 1, lower + 1);
  const weight = rank - Math.floor(rank);
  if (weight === 0) return at(lower);
  return at(lower) * (1 - weight) + at(upper) * weight;
}

/** How far beyond the average distance of samples an edge may be and still be reached. */
const REACH = 1.1;

/**
 * The increase of a counter per second, as Prometheus has it: resets are added back, and the increase
 * goes on to the edges of the window unless they are far, but never below zero. 0 for one sample.
 */
function counterRate(
  { times, values, from, to, beginNs, endNs }: WindowSlice,
  rangeSeconds: number,
): number {
  if (to - from < 2) return 0;
  const firstNs = times[from] ?? 0n;
  const lastNs = times[to - 1] ?? 0n;
  let increase = (values[to - 1] ?? 0) - (values[from] ?? 0);
  for (let i = from + 1; i < to; i++) {
    const before = values[i - 1] ?? 0;
    if ((values[i] ?? 0) < before) increase += before;
  }
  const sampled = seconds(lastNs - firstNs);
  const average = sampled / (to - from - 1);
  let toStart = seconds(firstNs - beginNs);
  let toEnd = seconds(endNs - lastNs);
  if (toStart >= average * REACH) toStart = average / 2;
  if (toEnd >= average * REACH) toEnd = average / 2;
  const start = values[from] ?? 0;
  if (increase > 0 && start >= 0) toStart = Math.min(toStart, sampled * (start / increase));
  return (increase * ((sampled + toStart + toEnd) / sampled)) / rangeSeconds;
}

function seconds(ns: bigint): number {
  return Number(ns) / 1e9;
}
