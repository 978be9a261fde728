import type { ChartSeries } from '../../model/chart.ts';
import type { Panel } from '../../model/panel.ts';
import type { PanelData } from '../../model/panel-data.ts';
import type { EmptyView, TimeSeriesView } from '../../model/panel-views.ts';
import { type Aligned, alignSeries, timesOf } from '../align-series.ts';
import { emptyView } from '../empty-view.ts';
import { legendOf } from '../legend-view.ts';
import type { PanelTools } from '../panel-tools.ts';
import { type PlottedField, plottedFields } from '../plotted-fields.ts';
import { choiceAt, flagAt, listAt, numberAt, optionAt, textAt } from '../read-option.ts';
import { bridgeGaps } from './bridge-gaps.ts';
import { chartAxes, isPercentStack } from './chart-axes.ts';
import { chartThresholds } from './chart-thresholds.ts';
import { pointLinks } from './point-links.ts';
import { stackSeries } from './stack-series.ts';

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
  const drawn = drawnValues(series, { timesMs, columns });
  const axes = chartAxes(series, drawn);
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
      series: series.map((each, index) => ({
        ...strokeOf(each),
        axis: axes.axisOf[index] ?? 0,
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

/** What is drawn of the values: transformed, bridged, stacked. */
function drawnValues(
  series: readonly PlottedField[],
  { timesMs, columns }: Aligned,
): readonly (readonly (number | null)[])[] {
  return stackSeries(
    series.map((each, index) => {
      const { custom } = each.field.config;
      const longestMs = numberAt(custom, 'spanNulls', null);
      const turned = transformed(textAt(custom, 'transform', ''), columns[index] ?? []);
      return {
        stack: stackOf(each),
        isPercent: isPercentStack(custom),
        values: longestMs === null ? turned : bridgeGaps(timesMs, turned, longestMs),
      };
    }),
  );
}

function transformed(
  transform: string,
  values: readonly (number | null)[],
): readonly (number | null)[] {
  if (transform === 'negative-Y') return values.map((value) => (value === null ? null : -value));
  if (transform === 'constant') {
    const first = values.find((value) => value !== null) ?? null;
    return values.map(() => first);
  }
  return values;
}

/** Lines and bars, up and down, and different units do not stack on each other. */
function stackOf({ field: { config } }: PlottedField): string | null {
  const { custom } = config;
  const mode = textAt(custom, 'stacking.mode', 'none');
  if (mode !== 'normal' && mode !== 'percent') return null;
  const isDown = textAt(custom, 'transform', '') === 'negative-Y';
  const group = textAt(custom, 'stacking.group', 'A');
  const draws = choiceAt(custom, 'drawStyle', DRAWS, 'line');
  return [group, mode, draws, isDown ? 'down' : 'up', textAt(config, 'unit', '')].join(' ');
}

const DRAWS = ['line', 'bars', 'points'] as const;
const INTERPOLATIONS = {
  linear: 'linear',
  smooth: 'smooth',
  stepBefore: 'step-before',
  stepAfter: 'step-after',
} as const;

type Stroke = Omit<ChartSeries, 'axis' | 'values' | 'plainValues'>;

function strokeOf(series: PlottedField): Stroke {
  const { custom } = series.field.config;
  const draws = choiceAt(custom, 'drawStyle', DRAWS, 'line');
  const line = choiceAt(
    custom,
    'lineInterpolation',
    ['linear', 'smooth', 'stepBefore', 'stepAfter'],
    'linear',
  );
  return {
    name: series.name,
    colour: series.colour,
    draws,
    lineWidthPx: Math.min(10, Math.max(0, numberAt(custom, 'lineWidth', 1))),
    dash: dashOf(custom),
    fillPercent: Math.min(100, Math.max(0, numberAt(custom, 'fillOpacity', 0))),
    interpolation: INTERPOLATIONS[line],
    showsPoints: draws === 'points' || textAt(custom, 'showPoints', 'auto') === 'always',
    stack: stackOf(series),
    isShownInLegend: !flagAt(custom, 'hideFrom.legend', false),
  };
}

function dashOf(custom: unknown): readonly number[] {
  const fill = textAt(custom, 'lineStyle.fill', 'solid');
  if (fill === 'solid') return [];
  const given = listAt(custom, 'lineStyle.dash').filter(
    (part): part is number => typeof part === 'number' && part >= 0 && part <= 100,
  );
  if (given.length > 1) return given.slice(0, 8);
  return fill === 'dot' ? [0, 4] : [8, 8];
}
