import type { DataFrame, Field } from '@grafana/data';
import type { Panel } from '../../model/panel.ts';
import type { PanelData } from '../../model/panel-data.ts';
import type { EmptyView, HistogramView } from '../../model/panel-views.ts';
import { numbersOf } from '../align-series.ts';
import { emptyView } from '../empty-view.ts';
import { legendOf } from '../legend-view.ts';
import { numberAxis, roundStep } from '../number-axis.ts';
import type { PanelTools } from '../panel-tools.ts';
import { type PlottedField, plottedFields } from '../plotted-fields.ts';
import { flagAt, numberAt, textAt } from '../read-option.ts';
import { stackSeries } from '../timeseries/stack-series.ts';
import { tickFormat } from '../value-format.ts';

const MOST_BINS = 200;

/** How often values lie where: counted here, or counted before (`xMin`, `xMax` and counts). */
export function histogramView(
  panel: Panel,
  data: PanelData,
  tools: PanelTools,
): HistogramView | EmptyView {
  const { options } = panel;
  const all = plottedFields(data, tools).filter(({ field }) => !EDGES.has(field.name));
  const [first] = all;
  if (first === undefined) return emptyView(data, 'no-numbers');
  const series = flagAt(options, 'combine', false) ? [first] : all;
  const counted =
    countedBefore(all) ?? countedHere(options, all, series.length === 1 && all.length > 1);
  if (counted === null) return emptyView(data, 'no-values');
  const { edges, counts } = counted;
  const isStacked = textAt(first.field.config.custom, 'stacking.mode', 'none') === 'normal';
  const tops = stackSeries(
    counts.map((values) => ({ stack: isStacked ? 'all' : null, isPercent: false, values })),
  );
  const { unit, ...plain } = first.field.config;
  const texts = tickFormat(tools.library, unit ?? 'short')(edges);
  const { custom } = first.field.config;
  return {
    kind: 'histogram',
    edges: edges.map((value, index) => ({ value, text: texts[index] ?? '' })),
    series: series.map(({ name, colour }, index) => ({
      name,
      colour,
      fillPercent: numberAt(custom, 'fillOpacity', 80),
      lineWidthPx: numberAt(custom, 'lineWidth', 1),
      bars: (counts[index] ?? []).map((count, bin) => {
        const to = tops[index]?.[bin] ?? 0;
        return { from: isStacked ? to - count : 0, to, count };
      }),
    })),
    axis: numberAxis(tools, { custom: plain.custom }, tops.flat().map(Number), 'none'),
    legend: legendOf(options, series, tools),
  };
}

const EDGES: ReadonlySet<string> = new Set(['xMin', 'xMax', 'BucketMin', 'BucketMax']);

interface Counted {
  readonly edges: readonly number[];
  readonly counts: readonly (readonly number[])[];
}

function countedBefore(series: readonly PlottedField[]): Counted | null {
  const frame: DataFrame | undefined = series[0]?.frame;
  const from = frame?.fields.find(({ name }) => name === 'xMin' || name === 'BucketMin');
  const to = frame?.fields.find(({ name }) => name === 'xMax' || name === 'BucketMax');
  if (from === undefined || to === undefined || from.values.length === 0) return null;
  const edges = [...from.values.map(Number), Number(to.values.at(-1))];
  return { edges, counts: series.map(({ field }) => numbersOf(field).map((count) => count ?? 0)) };
}

function countedHere(
  options: unknown,
  series: readonly PlottedField[],
  combines: boolean,
): Counted | null {
  const columns = series.map(({ field }) => known(field));
  const values = columns.flat();
  if (values.length === 0) return null;
  const [low, high] = values.reduce<readonly [number, number]>(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  const wanted = Math.min(MOST_BINS, Math.max(1, numberAt(options, 'bucketCount', 30)));
  const given = numberAt(options, 'bucketSize', 0);
  const fits = given > 0 && (high - low) / given <= MOST_BINS;
  const size = fits ? given : roundStep((high > low ? high - low : 1) / wanted);
  const offset = numberAt(options, 'bucketOffset', 0) % size;
  const start = Math.floor((low - offset) / size) * size + offset;
  const bins = Math.max(1, Math.floor((high - start) / size) + 1);
  const edges = Array.from({ length: bins + 1 }, (_, bin) =>
    Number((start + bin * size).toPrecision(12)),
  );
  const count = (column: readonly number[]) => {
    const counts = new Array<number>(bins).fill(0);
    for (const value of column) {
      const bin = Math.min(bins - 1, Math.floor((value - start) / size));
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    return counts;
  };
  return { edges, counts: (combines ? [values] : columns).map(count) };
}

function known(field: Field): readonly number[] {
  return numbersOf(field).filter((value) => value !== null);
}
