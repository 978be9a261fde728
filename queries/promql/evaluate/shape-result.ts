import type { Expr } from '../ast.ts';
import { isAnywhere, mergeEqualRows } from './distinct-rows.ts';
import type { Evaluation } from './evaluation.ts';
import { type Grid, gridTime } from './grid.ts';
import { compareLabelSets, LabelSet } from './label-set.ts';
import type { MatrixResult, MatrixSeries, QueryValue } from './query-result.ts';
import type { NodeValue, VectorColumns } from './vector-columns.ts';

/** The result of an instant query. */
export async function instantResult(
  evaluation: Evaluation,
  expr: Expr,
  value: NodeValue,
  atMs: number,
): Promise<QueryValue> {
  if (value.kind === 'string') return { kind: 'string', atMs, value: value.value };
  if (value.kind === 'scalar') return { kind: 'scalar', atMs, value: value.values[0] ?? 0 };
  const vector = await dropPending(evaluation, value);
  const rows = [...vector.series.keys()].filter((row) => vector.present[row] === 1);
  if (!isOrdered(expr)) rows.sort((a, b) => compareRows(vector, a, b));
  return {
    kind: 'vector',
    atMs,
    series: rows.map((row) => (vector.series[row] ?? LabelSet.empty).labels),
    values: Float64Array.from(rows, (row) => vector.values[row] ?? 0),
  };
}

/** The result of a range query. */
export async function rangeResult(
  evaluation: Evaluation,
  value: NodeValue,
  grid: Grid,
): Promise<MatrixResult> {
  if (value.kind === 'string') throw new TypeError('a range query of a string');
  const times = new Float64Array(grid.steps);
  for (let step = 0; step < grid.steps; step++) times[step] = gridTime(grid, step);
  if (value.kind === 'scalar') {
    const series = grid.steps === 0 ? [] : [{ labels: new Map(), times, values: value.values }];
    return { kind: 'matrix', series };
  }
  const vector = await dropPending(evaluation, value);
  const rows = [...vector.series.keys()].filter((row) =>
    isAnywhere(vector.present, row, vector.steps),
  );
  rows.sort((a, b) => compareRows(vector, a, b));
  const series: MatrixSeries[] = [];
  for (const row of rows) {
    series.push(rowSeries(vector, row, times));
    if (evaluation.turn.isDue()) await evaluation.turn.rest();
  }
  return { kind: 'matrix', series };
}

/** Names that were to be dropped are, now. @throws QueryFailure for rows that become equal */
async function dropPending(evaluation: Evaluation, vector: VectorColumns): Promise<VectorColumns> {
  const { pendingDrop } = vector;
  if (!evaluation.settings.delayedNameRemoval) return vector;
  const series = vector.series.map((labels, row) =>
    pendingDrop !== null && pendingDrop[row] === 1 ? labels.withoutName() : labels,
  );
  return mergeEqualRows(evaluation, { ...vector, series, pendingDrop: null }, 'merge');
}

function compareRows({ series }: VectorColumns, a: number, b: number): number {
  return compareLabelSets(series[a] ?? LabelSet.empty, series[b] ?? LabelSet.empty);
}

/** Whether the order of an instant result is what was asked for. */
function isOrdered(expr: Expr): boolean {
  if (expr.kind === 'paren') return isOrdered(expr.expr);
  if (expr.kind === 'aggregation') return expr.op === 'topk' || expr.op === 'bottomk';
  return expr.kind === 'call' && expr.name.startsWith('sort');
}

function rowSeries(vector: VectorColumns, row: number, times: Float64Array): MatrixSeries {
  const { steps, present } = vector;
  const { labels } = vector.series[row] ?? LabelSet.empty;
  const base = row * steps;
  const own = vector.values.subarray(base, base + steps);
  let count = 0;
  for (let step = 0; step < steps; step++) count += present[base + step] ?? 0;
  if (count === steps) return { labels, times, values: own };
  const keptTimes = new Float64Array(count);
  const keptValues = new Float64Array(count);
  let at = 0;
  for (let step = 0; step < steps; step++) {
    if (present[base + step] === 0) continue;
    keptTimes[at] = times[step] ?? 0;
    keptValues[at] = own[step] ?? 0;
    at++;
  }
  return { labels, times: keptTimes, values: keptValues };
}
