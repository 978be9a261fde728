import type { RangeOp, VectorOp } from './ast.ts';

/** What a range aggregation asks of its argument. */
export interface RangeOpInfo {
  readonly op: RangeOp;
  /** Whether the lines themselves, or values taken from them by `unwrap`, are aggregated. */
  readonly input: 'lines' | 'values' | 'both';
  readonly mayGroup: boolean;
  readonly takesParam: boolean;
}

const RANGE_ROWS: readonly (readonly [RangeOp, RangeOpInfo['input'], boolean])[] = [
  ['count_over_time', 'lines', false],
  ['bytes_over_time', 'lines', false],
  ['bytes_rate', 'lines', false],
  ['rate', 'both', false],
  ['absent_over_time', 'both', false],
  ['rate_counter', 'values', false],
  ['sum_over_time', 'values', false],
  ['avg_over_time', 'values', true],
  ['min_over_time', 'values', true],
  ['max_over_time', 'values', true],
  ['stdvar_over_time', 'values', true],
  ['stddev_over_time', 'values', true],
  ['quantile_over_time', 'values', true],
  ['first_over_time', 'values', true],
  ['last_over_time', 'values', true],
];

/** Range aggregations by name. */
export const RANGE_OPS: ReadonlyMap<string, RangeOpInfo> = new Map(
  RANGE_ROWS.map(([op, input, mayGroup]): [string, RangeOpInfo] => [
    op,
    { op, input, mayGroup, takesParam: op === 'quantile_over_time' },
  ]),
);

/** What a vector aggregation takes besides its argument. */
export interface VectorOpInfo {
  readonly op: VectorOp;
  /** A count of series, at least 1, as in `topk(5, x)`. */
  readonly takesParam: boolean;
  readonly mayGroup: boolean;
}

const VECTOR_ROWS: readonly (readonly [VectorOp, boolean, boolean])[] = [
  ['sum', false, true],
  ['avg', false, true],
  ['max', false, true],
  ['min', false, true],
  ['count', false, true],
  ['stddev', false, true],
  ['stdvar', false, true],
  ['topk', true, true],
  ['bottomk', true, true],
  ['approx_topk', true, false],
  ['sort', false, false],
  ['sort_desc', false, false],
];

/** Vector aggregations by name. */
export const VECTOR_OPS: ReadonlyMap<string, VectorOpInfo> = new Map(
  VECTOR_ROWS.map(([op, takesParam, mayGroup]): [string, VectorOpInfo] => [
    op,
    { op, takesParam, mayGroup },
  ]),
);
