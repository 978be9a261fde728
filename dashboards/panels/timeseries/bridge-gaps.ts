/**
 * Gaps between samples that are at most so far apart are drawn across in a straight line; longer ones
 * stay. The length is of the time from the sample before to the sample after, inclusive.
 */
export function bridgeGaps(
  timesMs: ArrayLike<number>,
  values: readonly (number | null)[],
  longestMs: number,
): readonly (number | null)[] {
  const bridged = [...values];
  let last = -1;
  for (const [index, value] of values.entries()) {
    if (value === null) continue;
    const before = values[last] ?? null;
    const fromMs = timesMs[last] ?? 0;
    const spanMs = (timesMs[index] ?? 0) - fromMs;
    if (before !== null && index - last > 1 && spanMs <= longestMs) {
      for (let gap = last + 1; gap < index; gap += 1) {
        bridged[gap] = before + ((value - before) * ((timesMs[gap] ?? 0) - fromMs)) / spanMs;
      }
    }
    last = index;
  }
  return bridged;
}
