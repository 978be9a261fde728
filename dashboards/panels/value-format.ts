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
  const format = partsFormat(tools, unit);
  return (value, decimals) => tools.formattedValueToString(format(value, decimals));
}

type PartsFormat = ReturnType<FrameTools['getValueFormat']>;

/** The figure and its unit apart. */
function partsFormat(tools: FrameTools, unit: string): PartsFormat {
  const known = knownUnit(unit);
  const format = tools.getValueFormat(known);
  const below = unitBelowOne(known);
  const small = below === null ? format : tools.getValueFormat(below);
  return (value, decimals) => (isBelowOne(value) ? small : format)(value, decimals);
}

function plainNumber(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** Words for the marks of an axis, in their order. */
export type FormatTicks = (values: readonly number[]) => readonly string[];

/** More digits than these would not fit beside a graph. */
const MOST_TICK_DECIMALS = 6;
/** Marks at round numbers need no more. */
const MOST_EVEN_DECIMALS = 3;

/** The same words, with so many decimals that marks that differ read differently; round marks have equally many. */
export function tickFormat(tools: FrameTools, unit: string): FormatTicks {
  const plain = valueFormat(tools, unit);
  const format = unitFormat(tools, unit);
  const withDecimals = (value: number, decimals: number) =>
    unit === 'none' ? String(Number(value.toPrecision(6 + decimals))) : format(value, decimals);
  return (values) => {
    const decimals = unit === 'none' ? null : evenDecimals(partsFormat(tools, unit), values);
    if (decimals !== null)
      return values.map((value) => withDecimals(value, value === 0 ? 0 : decimals));
    let texts = values.map(plain);
    for (let decimals = 1; decimals <= MOST_TICK_DECIMALS; decimals += 1) {
      if (new Set(texts).size === new Set(values).size) break;
      texts = values.map((value) => withDecimals(value, decimals));
    }
    return texts;
  };
}

/** How many decimals say all values exactly, where the unit says them on one scale; null: no few do. */
function evenDecimals(format: PartsFormat, values: readonly number[]): number | null {
  const most = Math.max(...values.map(Math.abs));
  if (new Set(values).size < 2 || !Number.isFinite(most)) return null;
  const scaleOf = (value: number) => Number(format(value, MOST_TICK_DECIMALS).text) / value;
  const scale = scaleOf(most);
  const isOneScale = values.every(
    (value) => value === 0 || Math.abs(scaleOf(value) / scale - 1) < 1e-3,
  );
  if (!isOneScale) return null;
  for (let decimals = 0; decimals <= MOST_EVEN_DECIMALS; decimals += 1) {
    const isExact = (value: number) => {
      const shown = value * scale * 10 ** decimals;
      return Math.abs(shown - Math.round(shown)) < 1e-3;
    };
    if (values.every(isExact)) return decimals;
  }
  return null;
}

/** Small ratios need more digits to differ; elsewhere the unit's own choice is right. */
function decimalsOf(value: number, unit: string): number | undefined {
  if (unit !== 'percentunit' && unit !== 'percent') return undefined;
  const percent = Math.abs(unit === 'percent' ? value : value * 100);
  return percent > 0 && percent < 1 ? 3 : 1;
}
