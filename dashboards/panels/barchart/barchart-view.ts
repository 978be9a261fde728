import type { DataFrame, Field } from '@grafana/data';
import type { Panel } from '../../model/panel.ts';
import type { PanelData } from '../../model/panel-data.ts';
import type { BarChartView, BarSeries, ChartBar, EmptyView } from '../../model/panel-views.ts';
import { alignSeries, numbersOf } from '../align-series.ts';
import { hexOf } from '../colour.ts';
import { cutText } from '../cut-text.ts';
import { emptyView } from '../empty-view.ts';
import { displayOf, thresholdsOf } from '../field-display.ts';
import { legendOf } from '../legend-view.ts';
import { numberAxis } from '../number-axis.ts';
import type { PanelTools } from '../panel-tools.ts';
import { type PlottedField, plottedFields } from '../plotted-fields.ts';
import { choiceAt, numberAt, textAt } from '../read-option.ts';
import { percentOf } from '../timeseries/chart-thresholds.ts';
import { pointLinks } from '../timeseries/point-links.ts';
import { stackSeries } from '../timeseries/stack-series.ts';

/** Categories beyond these are left out: their bars would be thinner than a pixel. */
const MOST_CATEGORIES = 200;
const TOOLTIPS = { single: 'one', multi: 'all', none: 'none' } as const;

/** Bars by category: the first field of texts (or `xField`, or the times), and a series per field. */
export function barChartView(
  panel: Panel,
  data: PanelData,
  tools: PanelTools,
): BarChartView | EmptyView {
  const { options } = panel;
  const xField = textAt(options, 'xField', '');
  const series = plottedFields(data, tools).filter(({ field }) => field.name !== xField);
  const [first] = series;
  if (first === undefined) return emptyView(data, 'no-numbers');
  const stacking = choiceAt(options, 'stacking', ['none', 'normal', 'percent'], 'none');
  const { names, columns, timesMs } = categoriesOf(series, xField, data, tools);
  if (names.length === 0) return emptyView(data, 'no-values');
  const { config } = first.field;
  const bars = barsOf(series, columns, stacking);
  const ends = bars.flatMap((each) => each.flatMap((bar) => (bar ? [bar.from, bar.to] : [])));
  const axis = numberAxis(tools, config, ends, stacking === 'percent' ? 'percentunit' : undefined);
  const isWide = textAt(options, 'orientation', 'auto') === 'horizontal';
  const many = names.length * (stacking === 'none' ? series.length : 1);
  const shows = choiceAt(options, 'showValue', ['auto', 'always', 'never'], 'auto');
  return {
    kind: 'barchart',
    categories: names,
    series: series.map((each, index) => seriesOf(each, bars[index] ?? [], timesMs)),
    axis,
    direction: isWide ? 'horizontal' : 'vertical',
    stacking,
    showsValues: shows === 'always' || (shows === 'auto' && many <= 24),
    groupWidth: part(numberAt(options, 'groupWidth', 0.7)),
    barWidth: part(numberAt(options, 'barWidth', 0.97)),
    legend: legendOf(options, series, tools),
    levels: levelsOf(first.field, tools),
    tooltip: TOOLTIPS[choiceAt(options, 'tooltip.mode', ['single', 'multi', 'none'], 'single')],
  };
}

const part = (value: number) => Math.min(1, Math.max(0.05, value));

interface Categories {
  readonly names: readonly string[];
  readonly columns: readonly (readonly (number | null)[])[];
  /** Where the categories are times; otherwise each is a row. */
  readonly timesMs: readonly number[] | null;
}

function categoriesOf(
  series: readonly PlottedField[],
  xField: string,
  data: PanelData,
  tools: PanelTools,
): Categories {
  const frame = series[0]?.frame;
  const named = frame && (fieldNamed(frame, xField) ?? frame.fields.find(isText));
  if (frame === undefined || named === undefined) return timesAsCategories(series, data, tools);
  const say = displayOf(tools, named, {
    index: 0,
    colourMode: 'fixed',
    timeZone: data.time.timeZone,
    frame,
  });
  const names = named.values.slice(0, MOST_CATEGORIES).map((value) => cutText(say(value).text));
  return { names, columns: alignedRows(series, names.length), timesMs: null };
}

const isText = ({ type }: Field) => type === 'string';

function fieldNamed({ fields }: DataFrame, name: string): Field | undefined {
  return name === '' ? undefined : fields.find((field) => field.name === name);
}

function alignedRows(series: readonly PlottedField[], length: number): Categories['columns'] {
  return series.map(({ field }) =>
    Array.from({ length }, (_, row) => {
      const value: unknown = field.values[row];
      return typeof value === 'number' && Number.isFinite(value) ? value : null;
    }),
  );
}

function timesAsCategories(
  series: readonly PlottedField[],
  data: PanelData,
  tools: PanelTools,
): Categories {
  const { timesMs, columns } = alignSeries(series);
  const time = series[0]?.frame.fields.find(({ type }) => type === 'time');
  if (time === undefined || timesMs.length === 0) {
    // One bar for each series, where there is neither a text nor a time.
    return { names: [''], columns: alignedRows(series, 1), timesMs: null };
  }
  const start = Math.max(0, timesMs.length - MOST_CATEGORIES);
  const { timeZone } = data.time;
  const say = displayOf(tools, time, { index: 0, colourMode: 'fixed', timeZone });
  const shownMs = timesMs.slice(start);
  return {
    names: shownMs.map((value) => say(value).text),
    timesMs: shownMs,
    columns: columns.map((column) => column.slice(start)),
  };
}

type Ends = readonly ({
  readonly from: number;
  readonly to: number;
  readonly value: number;
} | null)[];

/** Positive and negative bars of a stack grow away from zero, each on their side. */
function barsOf(
  series: readonly PlottedField[],
  columns: Categories['columns'],
  stacking: BarChartView['stacking'],
): readonly Ends[] {
  if (stacking === 'none') {
    return series.map((_, index) =>
      (columns[index] ?? []).map((value) =>
        value === null ? null : { from: 0, to: value, value },
      ),
    );
  }
  const isPercent = stacking === 'percent';
  const side = (sign: number) =>
    stackSeries(
      columns.map((values) => ({
        stack: 'bars',
        isPercent,
        values: values.map((value) => (value !== null && value * sign >= 0 ? value : 0)),
      })),
    );
  const above = side(1);
  const below = isPercent ? above : side(-1);
  return series.map((_, index) =>
    (columns[index] ?? []).map((value, row) => {
      if (value === null) return null;
      const ends = value < 0 ? below : above;
      return { from: ends[index - 1]?.[row] ?? 0, to: ends[index]?.[row] ?? 0, value };
    }),
  );
}

function seriesOf(series: PlottedField, ends: Ends, timesMs: Categories['timesMs']): BarSeries {
  const { field, name, colour, display } = series;
  const mode = textAt(field.config, 'color.mode', 'palette-classic');
  const isByValue = mode === 'thresholds' || mode.startsWith('continuous');
  const linksAt = timesMs === null ? null : pointLinks(series, timesMs);
  return {
    name,
    colour,
    fillPercent: Math.min(100, Math.max(0, numberAt(field.config.custom, 'fillOpacity', 80))),
    lineWidthPx: Math.min(10, Math.max(0, numberAt(field.config.custom, 'lineWidth', 1))),
    bars: ends.map((bar, category): ChartBar | null => {
      if (bar === null) return null;
      const shown = display(bar.value, category);
      return {
        from: bar.from,
        to: bar.to,
        text: shown.text,
        links: timesMs === null ? shown.links : (linksAt?.(category) ?? []),
        colour: isByValue ? shown.colour : colour,
      };
    }),
  };
}

function levelsOf(field: Field, tools: PanelTools): BarChartView['levels'] {
  const style = textAt(field.config.custom, 'thresholdsStyle.mode', 'off');
  const { mode, steps } = thresholdsOf(field);
  if (style === 'off') return [];
  const { look, grafanaTheme } = tools;
  const atPercent = percentOf(field.config, mode === 'percentage' ? [numbersOf(field)] : []);
  return steps
    .flatMap(({ value, color }) => {
      const level = mode === 'percentage' ? atPercent(value) : value;
      return level === null ? [] : [{ value: level, color }];
    })
    .filter(({ value }) => Number.isFinite(value))
    .map(({ value, color }) => ({
      value,
      colour: hexOf(grafanaTheme.visualization.getColorByName(color), look.ground, look.dimmed),
    }));
}
