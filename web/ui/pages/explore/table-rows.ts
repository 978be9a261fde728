import type { MatrixSeries, QueryData } from '../../api/prometheus.ts';

/** One sample as a table shows it. */
export interface TableRow {
  readonly key: string;
  readonly metric: Readonly<Record<string, string>>;
  /** Unix seconds. */
  readonly atSeconds: number;
  readonly sample: Sample;
}

export type Sample =
  | { readonly kind: 'value'; readonly text: string }
  /** A native histogram. */
  | { readonly kind: 'histogram'; readonly count: string; readonly sum: string };

/** The samples of an instant answer, in the backend's order. */
export function instantRows(data: QueryData): readonly TableRow[] {
  switch (data.resultType) {
    case 'vector':
      return data.result.flatMap(({ metric, value, histogram }) =>
        rowsOf({
          metric,
          values: value === undefined ? [] : [value],
          histograms: histogram === undefined ? [] : [histogram],
        }),
      );
    case 'matrix':
      return rangeRows(data.result);
    case 'scalar':
    case 'string':
      return rowsOf({ metric: {}, values: [data.result] });
  }
}

/** All samples of a range answer, series by series. */
export function rangeRows(series: readonly MatrixSeries[]): readonly TableRow[] {
  return series.flatMap(rowsOf);
}

function rowsOf({ metric, values = [], histograms = [] }: MatrixSeries): readonly TableRow[] {
  const name = JSON.stringify(metric);
  const row = (atSeconds: number, sample: Sample): TableRow => ({
    key: `${name} ${atSeconds} ${sample.kind}`,
    metric,
    atSeconds,
    sample,
  });
  return [
    ...values.map(([at, text]) => row(at, { kind: 'value', text })),
    ...histograms.map(([at, { count, sum }]) => row(at, { kind: 'histogram', count, sum })),
  ];
}

export type SortColumn = 'series' | 'value' | 'at';

export interface Sorting {
  readonly column: SortColumn;
  readonly isDescending: boolean;
}

/** Sorted by one column, equal ones as they were; NaN and what is no number stand last both ways. */
export function sortRows(
  rows: readonly TableRow[],
  sorting: Sorting | undefined,
): readonly TableRow[] {
  if (sorting === undefined) return rows;
  const { column, isDescending } = sorting;
  const sign = isDescending ? -1 : 1;
  if (column === 'series') return rows.toSorted((a, b) => sign * (a.key < b.key ? -1 : 1));
  const numberOf = (row: TableRow) =>
    column === 'at' ? row.atSeconds : numberOfSample(row.sample);
  return rows.toSorted((a, b) => {
    const [x, y] = [numberOf(a), numberOf(b)];
    if (Number.isNaN(x) || Number.isNaN(y))
      return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
    return x === y ? 0 : sign * (x < y ? -1 : 1);
  });
}

/** Prometheus writes infinities as `+Inf` and `-Inf`. */
function numberOfSample(sample: Sample): number {
  const text = sample.kind === 'value' ? sample.text : sample.sum;
  return Number(text.replace(/^([+-]?)Inf$/, '$1Infinity'));
}
