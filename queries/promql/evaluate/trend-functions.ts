import { QueryFailure } from '../../source/query-failure.ts';
import { KahanSum } from './kahan.ts';
import type { RangeKernel, RangeWindow } from './range-window.ts';

/** A line through the samples of a window: least squares with compensated sums. */
class Regression {
  slope = 0;
  intercept = 0;
  readonly #x: KahanSum;
  readonly #y: KahanSum;
  readonly #xy: KahanSum;
  readonly #xx: KahanSum;

  constructor(compat2: boolean) {
    this.#x = new KahanSum(compat2);
    this.#y = new KahanSum(compat2);
    this.#xy = new KahanSum(compat2);
    this.#xx = new KahanSum(compat2);
  }

  /** @param originMs the instant at which `intercept` is the value */
  fit({ times, values, from, to }: RangeWindow, originMs: number): void {
    const sums = [this.#x, this.#y, this.#xy, this.#xx] as const;
    for (const sum of sums) sum.reset(0);
    const first = values[from] ?? 0;
    let isConstant = true;
    for (let i = from; i <= to; i++) {
      const value = values[i] ?? 0;
      const x = ((times[i] ?? 0) - originMs) / 1000;
      if (value !== first) isConstant = false;
      this.#x.add(x);
      this.#y.add(value);
      this.#xy.add(x * value);
      this.#xx.add(x * x);
    }
    if (isConstant) {
      const isInfinite = Math.abs(first) === Number.POSITIVE_INFINITY;
      this.slope = isInfinite ? Number.NaN : 0;
      this.intercept = isInfinite ? Number.NaN : first;
      return;
    }
    const count = to - from + 1;
    const [x, y, xy, xx] = sums.map((sum) => sum.sum + sum.lost);
    const covariance = (xy ?? 0) - ((x ?? 0) * (y ?? 0)) / count;
    this.slope = covariance / ((xx ?? 0) - ((x ?? 0) * (x ?? 0)) / count);
    this.intercept = (y ?? 0) / count - (this.slope * (x ?? 0)) / count;
  }
}

/** `deriv`: slope per second. */
export function derivativeKernel(compat2: boolean): RangeKernel {
  const line = new Regression(compat2);
  return (window) => {
    if (window.to <= window.from) return false;
    line.fit(window, window.times[window.from] ?? 0);
    window.result = line.slope;
    return true;
  };
}

/** `predict_linear`: where the line is so many seconds after the evaluation. */
export function predictionKernel(seconds: Float64Array, compat2: boolean): RangeKernel {
  const line = new Regression(compat2);
  return (window) => {
    if (window.to <= window.from) return false;
    line.fit(window, window.nowMs);
    window.result = line.slope * (seconds[window.step] ?? 0) + line.intercept;
    return true;
  };
}

/**
 * `double_exponential_smoothing` (`holt_winters` in 2.x): smoothed value and trend.
 * @throws QueryFailure for a factor that is not strictly between 0 and 1
 */
export function smoothingKernel(smoothing: Float64Array, trend: Float64Array): RangeKernel {
  return (window) => {
    const factor = between('smoothing factor', 'sf', smoothing[window.step] ?? 0);
    const trendFactor = between('trend factor', 'tf', trend[window.step] ?? 0);
    const { values, from, to } = window;
    if (to <= from) return false;
    let before = 0;
    let smooth = values[from] ?? 0;
    let slope = (values[from + 1] ?? 0) - smooth;
    for (let i = from + 1; i <= to; i++) {
      const share = factor * (values[i] ?? 0);
      if (i > from + 1) slope = trendFactor * (smooth - before) + (1 - trendFactor) * slope;
      before = smooth;
      smooth = share + (1 - factor) * (smooth + slope);
    }
    window.result = smooth;
    return true;
  };
}

function between(name: string, letters: string, value: number): number {
  if (value > 0 && value < 1) return value;
  const got = Number.isFinite(value) ? value.toFixed(6) : value > 0 ? '+Inf' : String(value);
  throw new QueryFailure(
    'execution',
    `invalid ${name}. Expected: 0 < ${letters} < 1, got: ${got.replace('-Infinity', '-Inf')}`,
  );
}
