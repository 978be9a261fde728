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
 * (from minus infinity) is an area only. Percentages are of the axis's bounds, and need both.
 */
export function chartThresholds(
  series: readonly PlottedField[],
  { axes, axisOf }: AxesOfSeries,
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
    return steps.flatMap(({ value, color }): ChartThreshold[] => {
      const level = mode === 'percentage' ? ofBounds(value, first.field.config) : value;
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

function ofBounds(percent: number, config: unknown): number | null {
  if (!Number.isFinite(percent)) return percent;
  const minimum = numberAt(config, 'min', 0);
  const maximum = numberAt(config, 'max', null);
  return maximum === null ? null : minimum + ((maximum - minimum) * percent) / 100;
}
