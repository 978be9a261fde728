import { assertNever } from '../../../platform/model/assert-never.ts';
import type { Aggregation } from '../ast.ts';
import { aggregateCountValues } from './aggregate-count-values.ts';
import { aggregateAverage, aggregateSum, aggregateVariance } from './aggregate-means.ts';
import { aggregateLimit, aggregateTop } from './aggregate-selected.ts';
import {
  allocateVector,
  type Evaluation,
  evaluateScalar,
  evaluateVector,
  release,
} from './evaluation.ts';
import type { Grid } from './grid.ts';
import { groupRows, type RowGroups, rowsByGroup } from './grouping.ts';
import { isOddQuantile, quantileOfSorted, sortValues } from './quantile.ts';
import type { VectorColumns } from './vector-columns.ts';

/** An aggregation over all steps. */
export async function evaluateAggregation(
  evaluation: Evaluation,
  node: Aggregation,
  grid: Grid,
): Promise<VectorColumns> {
  const { op, param } = node;
  if (op === 'count_values') return aggregateCountValues(evaluation, node, grid);
  const params = param === null ? null : await evaluateScalar(evaluation, param, grid);
  const vector = await evaluateVector(evaluation, node.expr, grid);
  const groups = await groupRows(evaluation, vector, node.grouping);
  if (params === null) return aggregateSimply(evaluation, op, vector, groups);
  release(evaluation, { kind: 'scalar', values: params });
  if (op === 'quantile') return aggregateQuantile(evaluation, node, vector, groups, params);
  if (op === 'topk' || op === 'bottomk') {
    return aggregateTop(evaluation, vector, groups, params, op === 'topk');
  }
  return aggregateLimit(evaluation, node, vector, groups, params);
}

async function aggregateSimply(
  evaluation: Evaluation,
  op: Aggregation['op'],
  vector: VectorColumns,
  groups: RowGroups,
): Promise<VectorColumns> {
  const result = allocateVector(evaluation, groups.labels, vector.steps, {
    sameName: false,
    pendingDrop: groups.pendingDrop,
  });
  await fold(evaluation, op, vector, groups, result);
  release(evaluation, vector);
  return result;
}

async function fold(
  evaluation: Evaluation,
  op: Aggregation['op'],
  vector: VectorColumns,
  groups: RowGroups,
  result: VectorColumns,
): Promise<void> {
  const { compat2 } = evaluation.settings;
  switch (op) {
    case 'sum':
      return aggregateSum(evaluation, vector, groups, result, compat2);
    case 'avg':
      return aggregateAverage(evaluation, vector, groups, result, compat2);
    case 'stddev':
    case 'stdvar':
      return aggregateVariance(evaluation, vector, groups, result, op === 'stddev');
    case 'count':
      return combine(evaluation, vector, groups, result, countOne);
    case 'group':
      return combine(evaluation, vector, groups, result, alwaysOne);
    case 'min':
      return combine(evaluation, vector, groups, result, lesser);
    case 'max':
      return combine(evaluation, vector, groups, result, greater);
    case 'topk':
    case 'bottomk':
    case 'quantile':
    case 'count_values':
    case 'limitk':
    case 'limit_ratio':
      throw new TypeError(`${op} takes a parameter`);
    default:
      return assertNever(op);
  }
}

/** What a group has become, and what is met next; `before` is NaN and `isFirst` true at first. */
type Combination = (before: number, value: number, isFirst: boolean) => number;

const countOne: Combination = (before, _value, isFirst) => (isFirst ? 1 : before + 1);
const alwaysOne: Combination = () => 1;
const lesser: Combination = (before, value, isFirst) =>
  isFirst || value < before || Number.isNaN(before) ? value : before;
const greater: Combination = (before, value, isFirst) =>
  isFirst || value > before || Number.isNaN(before) ? value : before;

async function combine(
  { turn }: Evaluation,
  vector: VectorColumns,
  groups: RowGroups,
  result: VectorColumns,
  combination: Combination,
): Promise<void> {
  const { steps, values, present, series } = vector;
  for (let row = 0; row < series.length; row++) {
    const base = row * steps;
    const target = (groups.groupOf[row] ?? 0) * steps;
    for (let step = 0; step < steps; step++) {
      if (present[base + step] === 0) continue;
      const at = target + step;
      const isFirst = result.present[at] === 0;
      result.values[at] = combination(result.values[at] ?? 0, values[base + step] ?? 0, isFirst);
      result.present[at] = 1;
    }
    if (turn.isDue()) await turn.rest();
  }
}

async function aggregateQuantile(
  evaluation: Evaluation,
  node: Aggregation,
  vector: VectorColumns,
  groups: RowGroups,
  phis: Float64Array,
): Promise<VectorColumns> {
  const { annotations, turn } = evaluation;
  const { steps, values, present } = vector;
  for (const phi of phis) {
    if (isOddQuantile(phi) && node.param !== null) annotations.invalidQuantile(phi, node.param);
  }
  const result = allocateVector(evaluation, groups.labels, steps, {
    sameName: false,
    pendingDrop: groups.pendingDrop,
  });
  for (const [group, rows] of rowsByGroup(groups).entries()) {
    const sorted = new Float64Array(rows.length);
    for (let step = 0; step < steps; step++) {
      let count = 0;
      for (const row of rows) {
        if (present[row * steps + step] === 1) sorted[count++] = values[row * steps + step] ?? 0;
      }
      if (count === 0) continue;
      sortValues(sorted, count);
      result.values[group * steps + step] = quantileOfSorted(phis[step] ?? 0, sorted, count);
      result.present[group * steps + step] = 1;
      if (turn.isDue()) await turn.rest();
    }
  }
  release(evaluation, vector);
  return result;
}
