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
  const end = Math.max(from, to + 1);
  return {
    times: framed(startMs, times.subarray(from, end), endMs),
    values: framed(left, values.subarray(from, end), right),
  };
}

function framed(first: number, between: Float64Array, last: number): Float64Array {
  const all = new Float64Array(between.length + 2);
  all[0] = first;
  all.set(between, 1);
  all[between.length + 1] = last;
  return all;
}
