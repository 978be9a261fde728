import type { ChartAxis } from '../../../../dashboards/model/chart.ts';

/**
 * What an axis reaches over: its bounds, otherwise the values with a little air and, where they are near
 * enough, the level lines. Filled areas and bars stand on zero. Log scales reach over whole powers.
 */
export function axisRange(
  axis: ChartAxis,
  low: number | null,
  high: number | null,
  levels: readonly number[],
  isFilled: boolean,
): [number, number] {
  const base = axis.scale === 'log2' ? 2 : axis.scale === 'log10' ? 10 : null;
  if (base !== null) return logRange(axis, low, high, base);
  const known = [low, high].filter((value) => value !== null && Number.isFinite(value));
  const reach = [...known, ...levels].flatMap((value) => value ?? []);
  const least = axis.minimum ?? (reach.length === 0 ? 0 : Math.min(...reach));
  const most = axis.maximum ?? (reach.length === 0 ? 1 : Math.max(...reach));
  const air = (most - least) * 0.06;
  const isNearZero = least >= 0 && (isFilled || least < (most - least) * 0.5);
  const bottom =
    axis.minimum ?? (isNearZero ? 0 : isFilled ? Math.min(0, least) - air : least - air);
  const top = axis.maximum ?? (isFilled && most <= 0 ? 0 : most + air);
  if (top > bottom) return [bottom, top];
  const half = Math.abs(bottom) / 2 || 1;
  return [axis.minimum ?? bottom - half, axis.minimum === null ? bottom + half : bottom + 2 * half];
}

function logRange(
  axis: ChartAxis,
  low: number | null,
  high: number | null,
  base: number,
): [number, number] {
  const power = (value: number, round: (exponent: number) => number) =>
    base ** round(Math.log(value) / Math.log(base));
  const least = low !== null && low > 0 ? low : 1;
  const most = high !== null && high > least ? high : least * base;
  const isSet = (bound: number | null) => bound !== null && bound > 0;
  const bottom = isSet(axis.minimum) ? Number(axis.minimum) : power(least, Math.floor);
  const top = isSet(axis.maximum) ? Number(axis.maximum) : power(most, Math.ceil);
  return top > bottom ? [bottom, top] : [bottom, bottom * base];
}
