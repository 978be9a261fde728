import type { RangeKernel, RangeWindow } from './range-window.ts';

/** Which of the rates, and by whose rules. */
interface RateKind {
  readonly isCounter: boolean;
  readonly perSecond: boolean;
  readonly compat2: boolean;
}

/**
 * `rate`, `increase` and `delta`: the difference between the last and the first sample, with what
 * counters lost at resets added back, stretched to the bounds of the range where the samples come
 * near them.
 */
export function rateKernel(kind: RateKind): RangeKernel {
  return (window) => {
    const { times, values, from, to } = window;
    if (to <= from) return false;
    const first = values[from] ?? 0;
    let change = (values[to] ?? 0) - first;
    if (kind.isCounter) {
      let before = first;
      for (let i = from + 1; i <= to; i++) {
        const value = values[i] ?? 0;
        if (value < before) change += before;
        before = value;
      }
    }
    const firstTime = times[from] ?? 0;
    const lastTime = times[to] ?? 0;
    const sampled = (lastTime - firstTime) / 1000;
    const average = sampled / (to - from);
    const threshold = average * 1.1;
    const zero = kind.isCounter && change > 0 && first >= 0 ? sampled * (first / change) : -1;
    let toStart = (firstTime - window.startMs) / 1000;
    let toEnd = (window.endMs - lastTime) / 1000;
    // 2.42 asks for the zero of a counter before it asks whether the bound is near, 3.x after.
    if (kind.compat2 && zero >= 0 && zero < toStart) toStart = zero;
    if (toStart >= threshold) toStart = average / 2;
    if (!kind.compat2 && zero >= 0 && zero < toStart) toStart = zero;
    if (toEnd >= threshold) toEnd = average / 2;
    let factor = (sampled + toStart + toEnd) / sampled;
    if (kind.perSecond) factor /= window.rangeMs / 1000;
    window.result = change * factor;
    return true;
  };
}

/** `irate` and `idelta`: between the last two samples. */
export function instantRateKernel(isRate: boolean): RangeKernel {
  return (window) => {
    const { times, values, from, to } = window;
    if (to <= from) return false;
    const last = values[to] ?? 0;
    const before = values[to - 1] ?? 0;
    const elapsed = (times[to] ?? 0) - (times[to - 1] ?? 0);
    if (elapsed === 0) return false;
    if (!isRate) window.result = last - before;
    // After a reset the counter began at 0.
    else window.result = (last < before ? last : last - before) / (elapsed / 1000);
    return true;
  };
}

/**
 * The same over an `anchored` or `smoothed` range: from its very start to its very end. The value
 * at the start is that of the last sample before it (`anchored`), or on the line between the
 * samples around it (`smoothed`); likewise at the end.
 */
export function extendedRateKernel(
  isSmoothed: boolean,
  { isCounter, perSecond }: Omit<RateKind, 'compat2'>,
): RangeKernel {
  return (window) => {
    if (!trimExtended(window, isSmoothed)) return false;
    const { times, values, startMs, endMs } = window;
    let { from, to } = window;
    const left = leftEdge(window, isSmoothed, isCounter);
    const right = rightEdge(window, isSmoothed, isCounter);
    let change = right - left;
    if (isCounter) {
      // The edges have seen to resets next to them.
      if ((times[from] ?? 0) <= startMs) from++;
      if ((times[to] ?? 0) >= endMs) to--;
      let before = left;
      for (let i = from; i <= to; i++) {
        const value = values[i] ?? 0;
        if (value < before) change += before;
        before = value;
      }
      if (right < before) change += before;
    }
    window.result = perSecond ? change / (window.rangeMs / 1000) : change;
    return true;
  };
}

/**
 * Narrows an extended window to the samples that count: one at or before the start, where there is
 * one, and when smoothed one at or after the end. False where nothing in the range is known.
 */
export function trimExtended(window: RangeWindow, isSmoothed: boolean): boolean {
  const { times, startMs, endMs } = window;
  let { from, to } = window;
  while (from < to && (times[from + 1] ?? 0) <= startMs) from++;
  if (isSmoothed) while (to > from && (times[to - 1] ?? 0) >= endMs) to--;
  window.from = from;
  window.to = to;
  if ((times[to] ?? 0) <= startMs) return false;
  return !isSmoothed || (times[from] ?? 0) <= endMs;
}

/** The value at the start of an extended range. */
export function leftEdge(
  { times, values, from, startMs }: RangeWindow,
  isSmoothed: boolean,
  isCounter: boolean,
): number {
  const value = values[from] ?? 0;
  const time = times[from] ?? 0;
  if (!isSmoothed || time >= startMs) return value;
  const next = values[from + 1] ?? 0;
  const base = isCounter && next < value ? 0 : value;
  return base + ((next - base) * (startMs - time)) / ((times[from + 1] ?? 0) - time);
}

/** The value at the end of an extended range. */
export function rightEdge(
  { times, values, to, endMs }: RangeWindow,
  isSmoothed: boolean,
  isCounter: boolean,
): number {
  const value = values[to] ?? 0;
  const time = times[to] ?? 0;
  if (!isSmoothed || to === 0 || time <= endMs) return value;
  const before = values[to - 1] ?? 0;
  const beforeTime = times[to - 1] ?? 0;
  const reached = isCounter && value < before ? value + before : value;
  return before + ((reached - before) * (endMs - beforeTime)) / (time - beforeTime);
}
