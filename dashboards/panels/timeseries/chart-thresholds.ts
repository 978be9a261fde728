import type { ChartThreshold } from '../../model/chart.ts';
import { hexOf } from '../colour.ts';
import { thresholdsOf } from '../field-display.ts';
import type { PanelTools } from '../panel-tools.ts';
import type { PlottedField } from '../plotted-fields.ts';
import { numberAt, textAt } from '../read-option.ts';
import type { AxesOfSeries } from './chart-axes.ts';

const SHOWS: ReadonlyMap<string, ChartThreshold['shows']> = new Map([
  ['line', 'line'],
  ['dashed', 'dashed'],
  ['area', 'area'],
  ['line+area', 'line-and-area'],
  ['dashed+area', 'line-and-area'],
]);

/**
 * The level lines and areas of each axis, as its first series has them, ascending. The first step
 * (from minus infinity) is an area only. Percentages are of the field's bounds, otherwise of the smallest
 * and largest value that the axis draws, as in Grafana.
 */
export function chartThresholds(
  series: readonly PlottedField[],
  { axes, axisOf }: AxesOfSeries,
  drawn: readonly (readonly (number | null)[])[],
  tools: PanelTools,
): readonly ChartThreshold[] {
  return axes.flatMap((_, axis) => {
    const first = series.find(
      ({ field }, index) => axisOf[index] === axis && styleOf(field.config.custom) !== undefined,
    );
    const shows = styleOf(first?.field.config.custom);
    if (first === undefined || shows === undefined) return [];
    const { mode, steps } = thresholdsOf(first.field);
    const hasAreas = shows === 'area' || shows === 'line-and-area';
    const values = drawn.filter((_values, index) => axisOf[index] === axis);
    const atPercent = percentOf(first.field.config, mode === 'percentage' ? values : []);
    return steps.flatMap(({ value, color }): ChartThreshold[] => {
      const level = mode === 'percentage' ? atPercent(value) : value;
      if (level === null || (!Number.isFinite(level) && !hasAreas)) return [];
      const { look, grafanaTheme } = tools;
      const named = grafanaTheme.visualization.getColorByName(color);
      // An area of a transparent colour is none; its line would not show.
      if (/^rgba?\(.*,\s*0\)$/.test(named))
        return hasAreas ? [transparent(level, look.ground, axis)] : [];
      const colour = hexOf(named, look.ground, look.dimmed);
      return [
        {
          value: level,
          colour,
          axis,
          shows: Number.isFinite(level) ? shows : 'area',
          label: Number.isFinite(level) ? first.display(level).text : '',
        },
      ];
    });
  });
}

function transparent(value: number, colour: string, axis: number): ChartThreshold {
  return { value, colour, axis, shows: 'area', label: '' };
}

function styleOf(custom: unknown): ChartThreshold['shows'] | undefined {
  return SHOWS.get(textAt(custom, 'thresholdsStyle.mode', 'off'));
}

/** The level of a percentage, between bounds or the values that there are; null where there are none. */
export function percentOf(
  config: unknown,
  drawn: readonly (readonly (number | null)[])[],
): (percent: number) => number | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const values of drawn) {
    for (const value of values) {
      if (value === null || !Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  const minimum = numberAt(config, 'min', low);
  const maximum = numberAt(config, 'max', high);
  return (percent) => {
    if (!Number.isFinite(percent)) return percent;
    const level = minimum + ((maximum - minimum) * percent) / 100;
    return Number.isFinite(level) ? level : null;
  };
}
