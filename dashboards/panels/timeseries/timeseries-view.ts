import type { Panel } from '../../model/panel.ts';
import type { PanelData } from '../../model/panel-data.ts';
import type { EmptyView, TimeSeriesView } from '../../model/panel-views.ts';
import { alignSeries, timesOf } from '../align-series.ts';
import { emptyView } from '../empty-view.ts';
import { legendOf } from '../legend-view.ts';
import type { PanelTools } from '../panel-tools.ts';
import { plottedFields } from '../plotted-fields.ts';
import { choiceAt, optionAt } from '../read-option.ts';
import { chartAxes } from './chart-axes.ts';
import { chartThresholds } from './chart-thresholds.ts';
import { pointLinks } from './point-links.ts';
import { seriesStrokes } from './series-strokes.ts';
import { drawnValues } from './stacked-values.ts';

/**
 * A panel of series over time. Series with `custom.transform` are turned upside down or made constant
 * before they are stacked; legend and tooltip say the values as they were asked for.
 */
export function timeSeriesView(
  panel: Panel,
  data: PanelData,
  tools: PanelTools,
): TimeSeriesView | EmptyView {
  const series = plottedFields(data, tools).filter(({ frame }) => timesOf(frame).length > 0);
  const { timesMs, columns } = alignSeries(series);
  if (series.length === 0 || columns.every((values) => values.every((value) => value === null))) {
    return emptyView(data, series.length === 0 ? 'no-numbers' : 'no-values');
  }
  const stacked = drawnValues(series, { timesMs, columns });
  const drawn = stacked.map(({ values }) => values);
  const axes = chartAxes(series, drawn);
  const strokes = seriesStrokes(series, { axes, drawn, tools });
  const { fromMs, toMs, timeZone } = data.time;
  const legend = legendOf(panel.options, series, tools);
  return {
    kind: 'timeseries',
    chart: {
      timesMs,
      fromMs,
      toMs,
      timeZone,
      axes: axes.axes,
      series: strokes.map((stroke, index) => ({
        ...stroke,
        axis: axes.axisOf[index] ?? 0,
        stack: stacked[index]?.stack ?? null,
        values: drawn[index] ?? [],
        plainValues: columns[index] ?? [],
      })),
      thresholds: chartThresholds(series, axes, drawn, tools),
      legend: legend.shows,
      legendFigures: legend.figures,
    },
    legend,
    tooltip: {
      shows:
        TOOLTIPS[choiceAt(panel.options, 'tooltip.mode', ['single', 'multi', 'none'], 'single')],
      sort: SORTS[choiceAt(panel.options, 'tooltip.sort', ['none', 'asc', 'desc'], 'none')],
    },
    links: series.map((each) => pointLinks(each, timesMs)),
    connectsGaps: series.map(({ field }) => optionAt(field.config.custom, 'spanNulls') === true),
  };
}

const TOOLTIPS = { single: 'one', multi: 'all', none: 'none' } as const;
const SORTS = { none: 'none', asc: 'ascending', desc: 'descending' } as const;
