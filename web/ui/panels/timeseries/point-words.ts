import type { TimeSeriesView } from '../../../../dashboards/model/panel-views.ts';
import type { PanelTools } from '../../../../dashboards/panels/panel-tools.ts';
import { unitFormat, valueFormat } from '../../../../dashboards/panels/value-format.ts';
import type { TooltipRow } from '../tooltip.tsx';

/** The rows of the tooltip at a point, as the panel wants them: the nearest series, or all, sorted. */
export function pointRows(
  { chart, tooltip }: TimeSeriesView,
  tools: PanelTools,
  index: number,
  nearest: number | null,
  hidden: ReadonlySet<number>,
): readonly TooltipRow[] {
  const found = chart.series.flatMap(({ name, colour, axis, plainValues }, series) => {
    const value = plainValues[index] ?? null;
    const isShown = tooltip.shows === 'all' ? value !== null : series === nearest;
    if (!isShown || hidden.has(series)) return [];
    const text = wordsOf(tools, chart.axes[axis], value);
    return [{ name, colour, text, value, isNearest: series === nearest }];
  });
  const sign = tooltip.sort === 'ascending' ? 1 : tooltip.sort === 'descending' ? -1 : 0;
  return found.toSorted((a, b) => sign * ((a.value ?? 0) - (b.value ?? 0)) || 0);
}

function wordsOf(
  tools: PanelTools,
  axis: TimeSeriesView['chart']['axes'][number] | undefined,
  value: number | null,
): string {
  const unit = axis?.unit === undefined || axis.unit === '' ? 'short' : axis.unit;
  if (axis === undefined || axis.decimals === null || value === null) {
    return valueFormat(tools.library, unit)(value);
  }
  return unitFormat(tools.library, unit)(value, axis.decimals);
}
