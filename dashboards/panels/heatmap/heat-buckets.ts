import type { Panel } from '../../model/panel.ts';
import { alignSeries } from '../align-series.ts';
import { roundStep } from '../number-axis.ts';
import type { PlottedField } from '../plotted-fields.ts';
import { numberAt, textAt } from '../read-option.ts';

/** How much lies in each box of time and value. */
export interface HeatBuckets {
  readonly columnsMs: readonly number[];
  readonly stepMs: number;
  /** From the lowest up. */
  readonly rows: readonly {
    readonly name: string;
    readonly low: number | null;
    readonly high: number | null;
  }[];
  /** By column, then by row. */
  readonly counts: readonly (readonly (number | null)[])[];
}

const MOST_ROWS = 100;

/**
 * Series that are buckets already: rows by their `le` where all have one, by name otherwise. Prometheus's
 * buckets hold those below them, so a panel whose query has the format `heatmap` shows the differences,
 * unless its frame says that this was done (`heatmap-rows`).
 */
export function readBuckets(panel: Panel, series: readonly PlottedField[]): HeatBuckets {
  const bounds = series.map(({ field, name }) => boundOf(field.labels?.le ?? name));
  const isBounded = bounds.every((bound) => bound !== null);
  const order = [...series.keys()]
    .sort((a, b) => (isBounded ? (bounds[a] ?? 0) - (bounds[b] ?? 0) || 0 : 0))
    .slice(0, MOST_ROWS);
  const sorted = order.flatMap((index) => series[index] ?? []);
  const hasLe = sorted.every(({ field }) => field.labels?.le !== undefined);
  const isApart = sorted.every(({ frame }) => frame.meta?.type === 'heatmap-rows');
  const isCumulative =
    hasLe && !isApart && panel.targets.some(({ format }) => format === 'heatmap');
  const { timesMs, columns } = alignSeries(sorted);
  return {
    columnsMs: timesMs,
    stepMs: stepOf(timesMs),
    rows: sorted.map(({ name, field }, row) => ({
      name: field.labels?.le ?? name,
      low: isBounded ? (row === 0 ? 0 : (bounds[order[row - 1] ?? 0] ?? null)) : null,
      high: isBounded ? (bounds[order[row] ?? 0] ?? null) : null,
    })),
    counts: timesMs.map((_, at) =>
      columns.map((values, row) => {
        const value = values[at] ?? null;
        if (value === null || !isCumulative || row === 0) return value;
        return Math.max(0, value - (columns[row - 1]?.[at] ?? 0));
      }),
    ),
  };
}

/** `0.5`, `+Inf`; null for words. */
function boundOf(text: string): number | null {
  if (/^\+?Inf$/i.test(text)) return Number.POSITIVE_INFINITY;
  const bound = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isNaN(bound) ? null : bound;
}

/** Counts values of plain series into boxes: `calculation.xBuckets` and `yBuckets`, by size or count. */
export function countBuckets(
  { options }: Panel,
  series: readonly PlottedField[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): HeatBuckets {
  const { timesMs, columns } = alignSeries(series);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of columns.flat()) {
    if (value === null) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const spanMs = Math.max(1, toMs - fromMs);
  const stepMs = sizeOf(options, 'calculation.xBuckets', spanMs, 40, 400);
  const height = high > low ? high - low : Math.abs(low) || 1;
  const size = sizeOf(options, 'calculation.yBuckets', height, 14, MOST_ROWS);
  const bottom = Math.floor(low / size) * size;
  const rowCount = Math.min(MOST_ROWS, Math.floor((high - bottom) / size) + 1);
  const columnCount = Math.ceil(spanMs / stepMs);
  const counts = Array.from({ length: columnCount }, () =>
    new Array<number | null>(rowCount).fill(null),
  );
  for (const values of columns) {
    for (const [index, value] of values.entries()) {
      const column = counts[Math.floor(((timesMs[index] ?? 0) - fromMs) / stepMs)];
      if (value === null || column === undefined) continue;
      const row = Math.min(rowCount - 1, Math.floor((value - bottom) / size));
      column[row] = (column[row] ?? 0) + 1;
    }
  }
  const edge = (row: number) => Number((bottom + row * size).toPrecision(12));
  return {
    columnsMs: Array.from({ length: columnCount }, (_, index) => fromMs + index * stepMs),
    stepMs,
    rows: Array.from({ length: rowCount }, (_, row) => ({
      name: String(edge(row + 1)),
      low: edge(row),
      high: edge(row + 1),
    })),
    counts,
  };
}

/** A box's size: given, or from a count of boxes; never more boxes than can be drawn. */
function sizeOf(options: unknown, path: string, span: number, count: number, most: number): number {
  const value = numberAt(options, `${path}.value`, null);
  const isCount = textAt(options, `${path}.mode`, 'size') === 'count';
  const isUsable = value !== null && value > 0;
  if (isUsable && !isCount && span / value <= most) return value;
  return roundStep(span / Math.min(most, isUsable && isCount ? value : count));
}

function stepOf(timesMs: readonly number[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (let index = 1; index < timesMs.length; index += 1) {
    least = Math.min(least, (timesMs[index] ?? 0) - (timesMs[index - 1] ?? 0));
  }
  return Number.isFinite(least) ? least : 60_000;
}
