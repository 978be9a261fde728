import { KahanMean, KahanSum } from './kahan.ts';
import { quantileOfSorted, sortValues } from './quantile.ts';
import type { RangeKernel, RangeWindow } from './range-window.ts';

/** `sum_over_time`. */
export function sumKernel(): RangeKernel {
  const kahan = new KahanSum();
  return (window) => {
    kahan.reset(0);
    for (let i = window.from; i <= window.to; i++) kahan.add(window.values[i] ?? 0);
    window.result = kahan.total();
    return true;
  };
}

/** `avg_over_time`. */
export function averageKernel(compat2: boolean): RangeKernel {
  const mean = new KahanMean();
  return (window) => {
    mean.reset(compat2);
    for (let i = window.from; i <= window.to; i++) mean.add(window.values[i] ?? 0);
    window.result = mean.mean();
    return true;
  };
}

/** `stdvar_over_time`, and with `isDeviation` its root. */
export function varianceKernel(isDeviation: boolean, compat2: boolean): RangeKernel {
  const mean = new KahanSum(compat2);
  const squares = new KahanSum(compat2);
  return (window) => {
    mean.reset(0);
    squares.reset(0);
    let count = 0;
    for (let i = window.from; i <= window.to; i++) {
      const value = window.values[i] ?? 0;
      count++;
      const distance = value - (mean.sum + mean.lost);
      mean.add(distance / count);
      squares.add(distance * (value - (mean.sum + mean.lost)));
    }
    const variance = (squares.sum + squares.lost) / count;
    window.result = isDeviation ? Math.sqrt(variance) : variance;
    return true;
  };
}

/** The place of the last sample with the greatest (or least) value; any number beats NaN. */
function extremeAt({ values, from, to }: RangeWindow, isGreatest: boolean): number {
  let at = from;
  let best = values[from] ?? 0;
  for (let i = from + 1; i <= to; i++) {
    const value = values[i] ?? 0;
    const beats = isGreatest ? value >= best : value <= best;
    if (!beats && !Number.isNaN(best)) continue;
    at = i;
    best = value;
  }
  return at;
}

/** `max_over_time` and `min_over_time`. */
export function extremeKernel(isGreatest: boolean): RangeKernel {
  return (window) => {
    window.result = window.values[extremeAt(window, isGreatest)] ?? 0;
    return true;
  };
}

/** `ts_of_max_over_time` and `ts_of_min_over_time`, in seconds. */
export function extremeTimeKernel(isGreatest: boolean): RangeKernel {
  return (window) => {
    window.result = (window.times[extremeAt(window, isGreatest)] ?? 0) / 1000;
    return true;
  };
}

export function countKernel(window: RangeWindow): boolean {
  window.result = window.to - window.from + 1;
  return true;
}

export function presentKernel(window: RangeWindow): boolean {
  window.result = 1;
  return true;
}

export function lastKernel(window: RangeWindow): boolean {
  window.result = window.values[window.to] ?? 0;
  return true;
}

export function firstKernel(window: RangeWindow): boolean {
  window.result = window.values[window.from] ?? 0;
  return true;
}

export function lastTimeKernel(window: RangeWindow): boolean {
  window.result = (window.times[window.to] ?? 0) / 1000;
  return true;
}

export function firstTimeKernel(window: RangeWindow): boolean {
  window.result = (window.times[window.from] ?? 0) / 1000;
  return true;
}

/** `changes`: from NaN to NaN is none. */
export function changesKernel(window: RangeWindow): boolean {
  const { values, from, to } = window;
  let changes = 0;
  for (let i = from + 1; i <= to; i++) {
    const [before = 0, value = 0] = [values[i - 1], values[i]];
    if (value !== before && !(Number.isNaN(value) && Number.isNaN(before))) changes++;
  }
  window.result = changes;
  return true;
}

/** `resets`: any decrease. */
export function resetsKernel(window: RangeWindow): boolean {
  const { values, from, to } = window;
  let resets = 0;
  for (let i = from + 1; i <= to; i++) {
    if ((values[i] ?? 0) < (values[i - 1] ?? 0)) resets++;
  }
  window.result = resets;
  return true;
}

/** `quantile_over_time`; one φ per step. */
export function quantileKernel(phis: Float64Array): RangeKernel {
  const sorted = new SortedWindow();
  return (window) => {
    const count = sorted.take(window);
    window.result = quantileOfSorted(phis[window.step] ?? 0, sorted.values, count);
    return true;
  };
}

/** `mad_over_time`: the median of the distances from the median. */
export function medianDeviationKernel(): RangeKernel {
  const sorted = new SortedWindow();
  return (window) => {
    const count = sorted.take(window);
    const median = quantileOfSorted(0.5, sorted.values, count);
    for (let i = 0; i < count; i++) {
      sorted.values[i] = Math.abs((sorted.values[i] ?? 0) - median);
    }
    sortValues(sorted.values, count);
    window.result = quantileOfSorted(0.5, sorted.values, count);
    return true;
  };
}

/** A copy of a window's values in order; the memory is used again. */
class SortedWindow {
  values = new Float64Array(64);

  take({ values, from, to }: RangeWindow): number {
    const count = to - from + 1;
    if (this.values.length < count) this.values = new Float64Array(count * 2);
    this.values.set(values.subarray(from, to + 1));
    sortValues(this.values, count);
    return count;
  }
}
