import type { FrameTools } from './frame-tools.ts';
import { isBelowOne, knownUnit, unitBelowOne } from './known-unit.ts';

export type FormatValue = (value: number | null) => string;

/**
 * Words for values of a unit of @grafana/data (`bytes`, `s`, `percentunit`, `short`, …). `none` is
 * the plain number to six significant digits; null is an en dash.
 */
export function valueFormat(tools: FrameTools, unit: string): FormatValue {
  const format = unitFormat(tools, unit);
  return (value) => {
    if (value === null) return '–';
    if (unit === 'none') return plainNumber(value);
    return format(value, decimalsOf(value, unit));
  };
}

/** Words for a value with so many decimals; without a number as many as it needs. */
export function unitFormat(
  tools: FrameTools,
  unit: string,
): (value: number, decimals?: number | null) => string {
  const known = knownUnit(unit);
  const format = tools.getValueFormat(known);
  const below = unitBelowOne(known);
  const small = below === null ? format : tools.getValueFormat(below);
  return (value, decimals) =>
    tools.formattedValueToString((isBelowOne(value) ? small : format)(value, decimals));
}

function plainNumber(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** Words for the marks of an axis, in their order. */
export type FormatTicks = (values: readonly number[]) => readonly string[];

/** More digits than these would not fit beside a graph. */
const MOST_TICK_DECIMALS = 6;

/** The same words, with so many decimals that marks that differ read differently. */
export function tickFormat(tools: FrameTools, unit: string): FormatTicks {
  const plain = valueFormat(tools, unit);
  const format = unitFormat(tools, unit);
  const withDecimals = (value: number, decimals: number) =>
    unit === 'none' ? String(Number(value.toPrecision(6 + decimals))) : format(value, decimals);
  return (values) => {
    let texts = values.map(plain);
    for (let decimals = 1; decimals <= MOST_TICK_DECIMALS; decimals += 1) {
      if (new Set(texts).size === new Set(values).size) break;
      texts = values.map((value) => withDecimals(value, decimals));
    }
    return texts;
  };
}

/** Small ratios need more digits to differ; elsewhere the unit's own choice is right. */
function decimalsOf(value: number, unit: string): number | undefined {
  if (unit !== 'percentunit' && unit !== 'percent') return undefined;
  const percent = Math.abs(unit === 'percent' ? value : value * 100);
  return percent > 0 && percent < 1 ? 3 : 1;
}
