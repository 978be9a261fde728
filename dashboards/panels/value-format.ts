import type { FrameTools } from './frame-tools.ts';

export type FormatValue = (value: number | null) => string;

/**
 * Words for values of a unit of @grafana/data (`bytes`, `s`, `percentunit`, `short`, …). `none` is
 * the plain number to six significant digits; null is an en dash.
 */
export function valueFormat(tools: FrameTools, unit: string): FormatValue {
  const format = tools.getValueFormat(unit);
  return (value) => {
    if (value === null) return '–';
    if (unit === 'none') return plainNumber(value);
    return tools.formattedValueToString(format(value, decimalsOf(value, unit)));
  };
}

function plainNumber(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** Small ratios need more digits to differ; elsewhere the unit's own choice is right. */
function decimalsOf(value: number, unit: string): number | undefined {
  if (unit !== 'percentunit' && unit !== 'percent') return undefined;
  const percent = Math.abs(unit === 'percent' ? value : value * 100);
  return percent > 0 && percent < 1 ? 3 : 1;
}
