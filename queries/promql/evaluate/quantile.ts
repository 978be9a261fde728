/**
 * The φ-quantile of sorted values (NaN first), by straight line between the two nearest ranks.
 * φ below 0 gives -Inf, above 1 +Inf; NaN for no values or a φ of NaN.
 *
 * @param count how many of the values count
 */
export function quantileOfSorted(phi: number, sorted: Float64Array, count: number): number {
  if (count === 0 || Number.isNaN(phi)) return Number.NaN;
  if (phi < 0) return Number.NEGATIVE_INFINITY;
  if (phi > 1) return Number.POSITIVE_INFINITY;
  const rank = phi * (count - 1);
  const lower = Math.max(0, Math.floor(rank));
  const upper = Math.min(count - 1, lower + 1);
  const weight = rank - Math.floor(rank);
  return (sorted[lower] ?? 0) * (1 - weight) + (sorted[upper] ?? 0) * weight;
}

/** Sorts the first `count` values in place: NaN first, -0 and 0 side by side. */
export function sortValues(values: Float64Array, count: number): void {
  const part = values.subarray(0, count).sort();
  // The platform sorts NaN to the end.
  let nans = 0;
  while (nans < count && Number.isNaN(part[count - 1 - nans])) nans++;
  if (nans === 0 || nans === count) return;
  part.copyWithin(nans, 0, count - nans);
  part.fill(Number.NaN, 0, nans);
}

/** A quantile outside of 0 to 1, or NaN: worth a warning. */
export function isOddQuantile(phi: number): boolean {
  return !(phi >= 0 && phi <= 1);
}
