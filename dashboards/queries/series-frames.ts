import type { DataFrame } from '@grafana/data';
import type { Grid } from '../model/matrix.ts';
import { gridSeconds } from '../panels/matrix-frames.ts';
import type { PanelTools } from './panel-tools.ts';
import type { PlannedQuery } from './plan-panel.ts';
import { type AnsweredSeries, drawnValue } from './read-answer.ts';
import { seriesLegends } from './series-legend.ts';

type Frames = Pick<PanelTools, 'FieldType' | 'toDataFrame'>;

/**
 * One frame per series, with the fields `Time` (ms) and `Value`, as Grafana's data source names them:
 * transformations and overrides refer to these. Range answers lie on the grid, with null where there
 * is no sample.
 */
export function seriesFrames(
  tools: Frames,
  query: PlannedQuery,
  series: readonly AnsweredSeries[],
): readonly DataFrame[] {
  const { target, expression, grid, path } = query;
  const metrics = series.map(({ metric }) => metric);
  const names = seriesLegends(target.legend, expression, metrics);
  const times = path === 'query_range' ? gridTimes(grid) : null;
  return series.map(({ metric, values }, index) =>
    tools.toDataFrame({
      refId: target.refId,
      name: names[index] ?? '',
      meta: { type: 'timeseries-multi' },
      fields: [
        {
          name: 'Time',
          type: tools.FieldType.time,
          config: {},
          values: times ?? values.map(([second]) => Math.round(second * 1000)),
        },
        {
          name: 'Value',
          type: tools.FieldType.number,
          labels: { ...metric },
          config: { displayNameFromDS: names[index] ?? '' },
          values:
            times === null
              ? values.map(([, text]) => drawnValue(text))
              : onGrid(values, grid, times),
        },
      ],
    }),
  );
}

function gridTimes(grid: Grid): number[] {
  return gridSeconds(grid).map((second) => second * 1000);
}

function onGrid(
  samples: AnsweredSeries['values'],
  { startSeconds, stepSeconds }: Grid,
  { length }: readonly number[],
): (number | null)[] {
  const values = new Array<number | null>(length).fill(null);
  for (const [second, text] of samples) {
    const index = Math.round((second - startSeconds) / stepSeconds);
    if (index >= 0 && index < length) values[index] = drawnValue(text);
  }
  return values;
}

/**
 * The buckets of a histogram (label `le`) over time as one frame: `Time` and one field per bucket, in
 * ascending order and named by its upper bound, with what fell into that bucket alone.
 */
export function heatmapFrames(
  tools: Frames,
  query: PlannedQuery,
  series: readonly AnsweredSeries[],
): readonly DataFrame[] {
  const buckets = series
    .map((each) => ({ ...each, bound: boundOf(each.metric.le) }))
    .filter(({ bound }) => !Number.isNaN(bound))
    .sort((a, b) => a.bound - b.bound);
  if (buckets.length === 0) return seriesFrames(tools, query, series);
  const single = buckets.map(({ metric, values }) => ({ metric, values }));
  const frames = seriesFrames(tools, query, single);
  const [first] = frames;
  const columns = frames.map(({ fields }): readonly (number | null)[] => fields[1]?.values ?? []);
  return [
    tools.toDataFrame({
      refId: query.target.refId,
      meta: { type: 'heatmap-rows' },
      fields: [
        {
          name: 'Time',
          type: tools.FieldType.time,
          config: {},
          values: first?.fields[0]?.values ?? [],
        },
        ...columns.map((column, index) => ({
          name: buckets[index]?.metric.le ?? '',
          type: tools.FieldType.number,
          labels: { ...buckets[index]?.metric },
          config: { displayNameFromDS: frames[index]?.name ?? '' },
          values: alone(column, columns[index - 1]),
        })),
      ],
    }),
  ];
}

function boundOf(le: string | undefined): number {
  return le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le ?? 'NaN');
}

/** Buckets of Prometheus count what fell into the smaller ones too. */
function alone(
  column: readonly (number | null)[],
  below: readonly (number | null)[] | undefined,
): (number | null)[] {
  return column.map((value, row) =>
    value === null ? null : Math.max(0, value - (below?.[row] ?? 0)),
  );
}
