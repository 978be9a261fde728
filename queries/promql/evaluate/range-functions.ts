import type { RangeExtension } from '../ast.ts';
import {
  averageKernel,
  changesKernel,
  countKernel,
  extremeKernel,
  extremeTimeKernel,
  firstKernel,
  firstTimeKernel,
  lastKernel,
  lastTimeKernel,
  medianDeviationKernel,
  presentKernel,
  quantileKernel,
  resetsKernel,
  sumKernel,
  varianceKernel,
} from './over-time-functions.ts';
import type { RangeKernel } from './range-window.ts';
import {
  extendedRateKernel,
  instantRateKernel,
  rateKernel,
  trimExtended,
} from './rate-functions.ts';
import { derivativeKernel, predictionKernel, smoothingKernel } from './trend-functions.ts';

/** What makes the kernel of a call: its scalar arguments, one value per step, in order. */
export interface KernelArguments {
  readonly scalars: readonly Float64Array[];
  readonly compat2: boolean;
  readonly extension: RangeExtension | null;
}

type KernelMaker = (args: KernelArguments) => RangeKernel;

const RATES: Readonly<Record<'rate' | 'increase' | 'delta', readonly [boolean, boolean]>> = {
  rate: [true, true],
  increase: [true, false],
  delta: [false, false],
};

function rateMaker(name: keyof typeof RATES): KernelMaker {
  const [isCounter, perSecond] = RATES[name];
  return ({ extension, compat2 }) =>
    extension === null
      ? rateKernel({ isCounter, perSecond, compat2 })
      : extendedRateKernel(extension === 'smoothed', { isCounter, perSecond });
}

/** Counts over an `anchored` range begin with the sample before it. */
function anchorable(kernel: RangeKernel): KernelMaker {
  return ({ extension }) =>
    extension === null ? kernel : (window) => trimExtended(window, false) && kernel(window);
}

/** No value: what functions over native histograms make of floats. */
const none: Float64Array = new Float64Array(0);

const MAKERS: ReadonlyMap<string, KernelMaker> = new Map<string, KernelMaker>([
  ['rate', rateMaker('rate')],
  ['increase', rateMaker('increase')],
  ['delta', rateMaker('delta')],
  ['irate', () => instantRateKernel(true)],
  ['idelta', () => instantRateKernel(false)],
  ['sum_over_time', sumKernel],
  ['avg_over_time', ({ compat2 }) => averageKernel(compat2)],
  ['stdvar_over_time', ({ compat2 }) => varianceKernel(false, compat2)],
  ['stddev_over_time', ({ compat2 }) => varianceKernel(true, compat2)],
  ['max_over_time', () => extremeKernel(true)],
  ['min_over_time', () => extremeKernel(false)],
  ['ts_of_max_over_time', () => extremeTimeKernel(true)],
  ['ts_of_min_over_time', () => extremeTimeKernel(false)],
  ['count_over_time', () => countKernel],
  ['present_over_time', () => presentKernel],
  ['last_over_time', () => lastKernel],
  ['first_over_time', () => firstKernel],
  ['ts_of_last_over_time', () => lastTimeKernel],
  ['ts_of_first_over_time', () => firstTimeKernel],
  ['changes', anchorable(changesKernel)],
  ['resets', anchorable(resetsKernel)],
  ['mad_over_time', medianDeviationKernel],
  ['quantile_over_time', ({ scalars }) => quantileKernel(scalars[0] ?? none)],
  ['deriv', ({ compat2 }) => derivativeKernel(compat2)],
  ['predict_linear', ({ scalars, compat2 }) => predictionKernel(scalars[0] ?? none, compat2)],
  ['holt_winters', smoothing],
  ['double_exponential_smoothing', smoothing],
]);

function smoothing({ scalars }: KernelArguments): RangeKernel {
  return smoothingKernel(scalars[0] ?? none, scalars[1] ?? none);
}

/** The kernel of a function over range vectors; undefined for any other function. */
export function rangeKernelMaker(name: string): KernelMaker | undefined {
  return MAKERS.get(name);
}

/** Functions over range vectors whose result keeps the metric's name. */
export function keepsName(name: string): boolean {
  return name === 'last_over_time' || name === 'first_over_time';
}

const EXTENSIBLE: Readonly<Record<RangeExtension, readonly string[]>> = {
  anchored: ['changes', 'delta', 'increase', 'rate', 'resets'],
  smoothed: ['delta', 'increase', 'rate'],
};

/** Why a function cannot be used over an extended range; null where it can. */
export function extensionProblem(name: string, extension: RangeExtension): string | null {
  const able = EXTENSIBLE[extension];
  if (able.includes(name)) return null;
  return `${extension} modifier can only be used with: ${able.join(', ')} - not with ${name}`;
}
