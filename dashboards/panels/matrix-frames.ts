import type { DataFrame } from '@grafana/data';
import type { Grid, MatrixSeries } from '../model/matrix.ts';
import type { FrameTools } from './frame-tools.ts';

/** Points of a grid at most; more are a mistake of the caller. */
const MOST_POINTS = 20_000;

/** The instants of a grid in seconds: `{0, 30, 15}` is `[0, 15, 30]`. */
export function gridSeconds({ startSeconds, endSeconds, stepSeconds }: Grid): readonly number[] {
  const count = Math.floor((endSeconds - startSeconds) / stepSeconds) + 1;
  if (!(count >= 1 && count <= MOST_POINTS)) throw new RangeError(`a grid of ${count} points`);
  return Array.from({ length: count }, (_, index) => startSeconds + index * stepSeconds);
}

/**
 * One data frame per series: `time` (ms) over the whole grid and `value`, null where the series has
 * no sample, so that gaps stay gaps. NaN and the infinities are gaps too: they cannot be drawn.
 */
export function matrixFrames(
  tools: FrameTools,
  series: readonly MatrixSeries[],
  grid: Grid,
): readonly DataFrame[] {
  const seconds = gridSeconds(grid);
  const timesMs = seconds.map((second) => second * 1000);
  return series.map((each) =>
    tools.toDataFrame({
      name: seriesName(each.metric),
      fields: [
        { name: 'time', type: tools.FieldType.time, config: {}, values: timesMs },
        {
          name: 'value',
          type: tools.FieldType.number,
          labels: { ...each.metric },
          config: { displayName: seriesName(each.metric) },
          values: onGrid(each, grid, seconds.length),
        },
      ],
    }),
  );
}

function onGrid(series: MatrixSeries, grid: Grid, length: number): (number | null)[] {
  const values = new Array<number | null>(length).fill(null);
  for (const [second, text] of series.values ?? []) {
    const index = Math.round((second - grid.startSeconds) / grid.stepSeconds);
    const value = Number(text);
    if (index >= 0 && index < length && Number.isFinite(value)) values[index] = value;
  }
  return values;
}

/** A series as PromQL names it: `up{job="api"}`, `{job="api"}`, or `{}` without labels. */
export function seriesName(metric: Readonly<Record<string, string>>): string {
  const labels = Object.entries(metric)
    .filter(([name]) => name !== '__name__')
    .map(([name, value]) => `${labelName(name)}=${JSON.stringify(value)}`)
    .join(', ');
  const name = metric.__name__ ?? '';
  if (name === '') return `{${labels}}`;
  return labels === '' ? name : `${name}{${labels}}`;
}

/** UTF-8 label names are quoted (Prometheus 3). */
function labelName(name: string): string {
  return /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) ? name : JSON.stringify(name);
}
