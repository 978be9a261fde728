import type { RangeWindow } from './range-window.ts';
import { leftEdge, rightEdge, trimExtended } from './rate-functions.ts';

/**
 * The samples of an `anchored` or `smoothed` range: one at its very start, one at its very end, and
 * those between. Null where nothing in the range is known.
 */
export function extendWindow(
  window: RangeWindow,
  isSmoothed: boolean,
): { readonly times: Float64Array; readonly values: Float64Array } | null {
  if (!trimExtended(window, isSmoothed)) return null;
  const { times, values, startMs, endMs } = window;
  const left = leftEdge(window, isSmoothed, false);
  const right = rightEdge(window, isSmoothed, false);
  const from = (times[window.from] ?? 0) <= startMs ? window.from + 1 : window.from;
  const to = (times[window.to] ?? 0) >= endMs ? window.to - 1 : window.to;
  const between = to < from ? [from, from] : [from, to + 1];
  return {
    times: Float64Array.of(startMs, ...times.subarray(between[0], between[1]), endMs),
    values: Float64Array.of(left, ...values.subarray(between[0], between[1]), right),
  };
}
