/** The cumulative buckets of one classic histogram, in columns; the first `count` places count. */
export interface ClassicBuckets {
  readonly bounds: Float64Array;
  readonly counts: Float64Array;
  count: number;
}

/** Differences up to this part of a bucket are what rounding leaves. */
const TOLERANCE = 1e-12;

/** What was done to make counts monotonic. */
export type BucketRepair = 'none' | 'rounding' | 'forced';

/**
 * The φ-quantile of a classic histogram whose buckets are sorted by bound: on a straight line
 * within the bucket that holds the rank. NaN without a bucket of +Inf, with fewer than two buckets
 * or without observations.
 */
export function bucketQuantile(
  phi: number,
  buckets: ClassicBuckets,
  compat2: boolean,
): { readonly value: number; readonly repair: BucketRepair } {
  const odd = oddQuantile(phi);
  if (odd !== null) return { value: odd, repair: 'none' };
  const { bounds, counts } = buckets;
  if (bounds[buckets.count - 1] !== Number.POSITIVE_INFINITY) return NO_QUANTILE;
  coalesce(buckets);
  const repair = makeMonotonic(buckets, compat2);
  const last = buckets.count - 1;
  const observations = counts[last] ?? 0;
  if (last < 1 || observations === 0 || Number.isNaN(observations))
    return { value: Number.NaN, repair };
  const rank = phi * observations;
  let at = 0;
  while (at < last && !((counts[at] ?? 0) >= rank)) at++;
  return { value: within(buckets, at, rank), repair };
}

const NO_QUANTILE = { value: Number.NaN, repair: 'none' } as const;

function oddQuantile(phi: number): number | null {
  if (Number.isNaN(phi)) return Number.NaN;
  if (phi < 0) return Number.NEGATIVE_INFINITY;
  return phi > 1 ? Number.POSITIVE_INFINITY : null;
}

function within({ bounds, counts, count }: ClassicBuckets, at: number, rank: number): number {
  if (at === count - 1) return bounds[count - 2] ?? 0;
  const end = bounds[at] ?? 0;
  if (at === 0 && end <= 0) return end;
  const start = at === 0 ? 0 : (bounds[at - 1] ?? 0);
  const below = at === 0 ? 0 : (counts[at - 1] ?? 0);
  return start + (end - start) * ((rank - below) / ((counts[at] ?? 0) - below));
}

/** Buckets with equal bounds become one. */
function coalesce(buckets: ClassicBuckets): void {
  const { bounds, counts } = buckets;
  let last = 0;
  for (let i = 1; i < buckets.count; i++) {
    if (bounds[i] === bounds[last]) counts[last] = (counts[last] ?? 0) + (counts[i] ?? 0);
    else {
      last++;
      bounds[last] = bounds[i] ?? 0;
      counts[last] = counts[i] ?? 0;
    }
  }
  buckets.count = Math.min(buckets.count, last + 1);
}

/** A count below the one before it is raised to it. Since 2.49 tiny differences either way are. */
function makeMonotonic({ counts, count }: ClassicBuckets, compat2: boolean): BucketRepair {
  let repair: BucketRepair = 'none';
  let before = counts[0] ?? 0;
  for (let i = 1; i < count; i++) {
    const value = counts[i] ?? 0;
    if (value === before) continue;
    if (!compat2 && isNearly(before, value)) {
      counts[i] = before;
      if (repair === 'none') repair = 'rounding';
    } else if (value < before) {
      counts[i] = before;
      repair = 'forced';
    } else before = value;
  }
  return repair;
}

function isNearly(a: number, b: number): boolean {
  const difference = Math.abs(a - b);
  const sum = Math.abs(a) + Math.abs(b);
  if (a === 0 || b === 0 || sum < Number.MIN_VALUE)
    return difference < TOLERANCE * Number.MIN_VALUE;
  return difference / Math.min(sum, Number.MAX_VALUE) < TOLERANCE;
}

/** The part of all observations between two bounds, likewise on straight lines. */
export function bucketFraction(lower: number, upper: number, buckets: ClassicBuckets): number {
  const { bounds, counts } = buckets;
  if (bounds[buckets.count - 1] !== Number.POSITIVE_INFINITY) return Number.NaN;
  coalesce(buckets);
  const all = counts[buckets.count - 1] ?? 0;
  if (all === 0 || Number.isNaN(lower) || Number.isNaN(upper)) return Number.NaN;
  if (lower >= upper) return 0;
  const below = (bound: number): number => Math.min(all, rankOf(bound, buckets));
  return (below(upper) - below(lower)) / all;
}

/** How many observations are below a bound. */
function rankOf(bound: number, { bounds, counts, count }: ClassicBuckets): number {
  let rank = 0;
  for (let i = 0; i < count; i++) {
    const end = bounds[i] ?? 0;
    // The first bucket begins at 0 unless it ends below.
    const start = i > 0 ? (bounds[i - 1] ?? 0) : end > 0 ? 0 : Number.NEGATIVE_INFINITY;
    const own = counts[i] ?? 0;
    if (start >= bound) return rank;
    if (end > bound && start === Number.NEGATIVE_INFINITY) return own;
    if (end > bound) return rank + ((own - rank) * (bound - start)) / (end - start);
    rank = own;
  }
  return counts[count - 1] ?? 0;
}

/** A bound as Go reads numbers; null for a text that is none. */
export function readBound(text: string): number | null {
  if (INFINITE.test(text))
    return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^[+-]?nan$/i.test(text)) return Number.NaN;
  return DECIMAL.test(text) ? Number(text) : null;
}

const INFINITE = /^[+-]?inf(?:inity)?$/i;
const DECIMAL = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
