import type { ChartAxis, ChartSeries, ChartThreshold, TimeChart } from '../../model/chart.ts';
import { numberTicks, powerTicks } from './number-ticks.ts';

/** A y axis with its bounds found: places of values from 0 (bottom) to 1 (top). */
export interface ValueScale {
  readonly low: number;
  readonly high: number;
  /** Null for what the scale cannot show: 0 on a logarithmic one. May lie outside 0 to 1. */
  readonly placeOf: (value: number) => number | null;
  readonly ticksOf: (count: number) => readonly number[];
}

/** Air above and below what follows the data. */
const AIR = 0.06;

/** The scale of an axis, wide enough for its series and level lines where it is not bounded. */
export function valueScale(chart: TimeChart, index: number): ValueScale {
  const axis = chart.axes[index];
  if (axis === undefined) throw new RangeError(`no axis ${index}`);
  const isLog = axis.scale === 'log2' || axis.scale === 'log10';
  const values = shownValues(chart, index).filter((value) => !isLog || value > 0);
  const { low, high } = boundsOf(axis, values, isLog);
  if (isLog) return logScale(axis, low, high);
  if (axis.scale === 'symlog') return symlogScale(axis, low, high);
  return {
    low,
    high,
    placeOf: (value) => (value - low) / (high - low),
    ticksOf: (count) => numberTicks({ low, high }, count, axis.unit),
  };
}

function shownValues({ series, thresholds }: TimeChart, axis: number): readonly number[] {
  const own = series.filter((one: ChartSeries) => one.axis === axis);
  const values: number[] = [];
  for (const one of own) {
    for (const value of one.values) {
      if (value !== null && Number.isFinite(value)) values.push(value);
    }
    if (startsAtZero(one)) values.push(0);
  }
  const lines = thresholds.filter(
    (line: ChartThreshold) => line.axis === axis && line.shows !== 'area',
  );
  for (const { value } of lines) if (Number.isFinite(value)) values.push(value);
  return values;
}

/** What is filled down to zero would lie otherwise. */
function startsAtZero({ draws, stack }: ChartSeries): boolean {
  return draws === 'bars' || stack !== null;
}

function boundsOf(
  { minimum, maximum }: ChartAxis,
  values: readonly number[],
  isLog: boolean,
): { readonly low: number; readonly high: number } {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const isEmpty = least > most;
  if (isEmpty) [least, most] = isLog ? [1, 10] : [0, 1];
  const aired = isLog || isEmpty ? [least, most] : airedBounds(least, most);
  let low = usable(minimum, isLog) ?? aired[0] ?? 0;
  let high = usable(maximum, isLog) ?? aired[1] ?? 1;
  if (low >= high) [low, high] = isLog ? [low / 10, low * 10] : apart(low);
  return { low, high };
}

function airedBounds(least: number, most: number): readonly [number, number] {
  if (least === most) return least === 0 ? [0, 1] : apart(least);
  const air = (most - least) * AIR;
  const isFromZero = least >= 0 && least < (most - least) * 0.5;
  const isToZero = most <= 0 && -most < (most - least) * 0.5;
  return [isFromZero ? 0 : least - air, isToZero ? 0 : most + air];
}

function apart(value: number): [number, number] {
  const half = Math.abs(value) / 2 || 1;
  return [value - half, value + half];
}

function usable(bound: number | null, isLog: boolean): number | null {
  if (bound === null || !Number.isFinite(bound)) return null;
  return isLog && bound <= 0 ? null : bound;
}

function logScale(axis: ChartAxis, low: number, high: number): ValueScale {
  const [from, to] = [Math.log(low), Math.log(high)];
  return {
    low,
    high,
    placeOf: (value) => (value > 0 ? (Math.log(value) - from) / (to - from) : null),
    ticksOf: (count) => {
      const powers = powerTicks({ low, high }, count, axis.scale);
      return powers.length >= 2 ? powers : numberTicks({ low, high }, count, axis.unit);
    },
  };
}

/** Linear near zero, logarithmic far from it. */
function symlogScale(axis: ChartAxis, low: number, high: number): ValueScale {
  const [from, to] = [Math.asinh(low), Math.asinh(high)];
  return {
    low,
    high,
    placeOf: (value) => (Math.asinh(value) - from) / (to - from),
    ticksOf: (count) => {
      const far = high > 1 ? powerTicks({ low: 1, high }, count, 'log10') : [];
      const below = low < -1 ? powerTicks({ low: 1, high: -low }, count, 'log10') : [];
      const ticks = [...below.map((tick) => -tick).reverse(), 0, ...far];
      const inside = ticks.filter((tick) => tick >= low && tick <= high);
      return inside.length >= 2 ? inside : numberTicks({ low, high }, count, axis.unit);
    },
  };
}
