import { assertNever } from '../../../platform/model/assert-never.ts';
import { QueryFailure } from '../../source/query-failure.ts';
import type { Call, Expr, UnaryExpr } from '../ast.ts';
import { callAbsent, callAbsentOverTime } from './absent-functions.ts';
import { evaluateAggregation } from './aggregate.ts';
import { callRangeFunction, rangeArgument } from './call-range-function.ts';
import { distinctRows } from './distinct-rows.ts';
import { dropNames } from './drop-names.ts';
import { evaluateBinary } from './evaluate-binary.ts';
import { evaluateSelector } from './evaluate-selector.ts';
import {
  allocateScalar,
  allocateVector,
  type Evaluation,
  evaluateScalar,
  release,
} from './evaluation.ts';
import type { Grid } from './grid.ts';
import {
  callHistogramFraction,
  callHistogramQuantile,
  callHistogramQuantiles,
} from './histogram-functions.ts';
import { callInfo } from './info-function.ts';
import {
  callBoundedFunction,
  callDateFunction,
  callHistogramFunction,
  callNumberFunction,
  callScalar,
  callTimestamp,
  callVector,
  constantColumn,
  timeColumn,
} from './instant-functions.ts';
import { callLabelJoin, callLabelReplace } from './label-functions.ts';
import { rangeKernelMaker } from './range-functions.ts';
import { DATE_FUNCTIONS, greaterOf, lesserOf, NUMBER_FUNCTIONS } from './scalar-functions.ts';
import { callSort } from './sort-functions.ts';
import type { NodeValue, VectorColumns } from './vector-columns.ts';

/** A node over all steps of a grid, each step anew. */
export async function evaluateNode(
  evaluation: Evaluation,
  expr: Expr,
  grid: Grid,
): Promise<NodeValue> {
  switch (expr.kind) {
    case 'number':
      return constantColumn(evaluation, grid, expr.value);
    case 'string':
      return { kind: 'string', value: expr.value };
    case 'vector':
      return selectorOrFailure(evaluation, expr, grid);
    case 'matrix':
    case 'subquery':
      throw new QueryFailure('bad_data', 'a range vector is no value here');
    case 'call':
      return evaluateCall(evaluation, expr, grid);
    case 'aggregation':
      return evaluateAggregation(evaluation, expr, grid);
    case 'binary':
      return evaluateBinary(evaluation, expr, grid);
    case 'unary':
      return evaluateUnary(evaluation, expr, grid);
    case 'paren':
      return evaluation.evaluate(expr.expr, grid);
    default:
      return assertNever(expr);
  }
}

async function selectorOrFailure(
  evaluation: Evaluation,
  expr: Extract<Expr, { kind: 'vector' }>,
  grid: Grid,
): Promise<VectorColumns> {
  if (expr.extension === 'anchored') {
    throw new QueryFailure('execution', 'anchored modifier not supported for instant vectors');
  }
  return evaluateSelector(evaluation, expr, grid);
}

/** The value at one step, at all steps. */
export function repeatValue(evaluation: Evaluation, value: NodeValue, grid: Grid): NodeValue {
  if (value.kind === 'string') return value;
  const { steps } = grid;
  if (value.kind === 'scalar') {
    const column = allocateScalar(evaluation, steps);
    column.values.fill(value.values[0] ?? 0);
    release(evaluation, value);
    return column;
  }
  const { series, sameName, pendingDrop } = value;
  const vector = allocateVector(evaluation, series, steps, { sameName, pendingDrop });
  for (let row = 0; row < series.length; row++) {
    vector.values.fill(value.values[row] ?? 0, row * steps, (row + 1) * steps);
    vector.present.fill(value.present[row] ?? 0, row * steps, (row + 1) * steps);
  }
  release(evaluation, value);
  return vector;
}

async function evaluateUnary(
  evaluation: Evaluation,
  expr: UnaryExpr,
  grid: Grid,
): Promise<NodeValue> {
  const value = await evaluation.evaluate(expr.expr, grid);
  if (expr.op === '+' || value.kind === 'string') return value;
  const { values } = value;
  for (let i = 0; i < values.length; i++) values[i] = -(values[i] ?? 0);
  if (value.kind === 'scalar') return value;
  return distinctRows(evaluation, dropNames(evaluation, value), 'strict');
}

type CallFunction = (evaluation: Evaluation, call: Call, grid: Grid) => Promise<NodeValue>;

const FUNCTIONS: ReadonlyMap<string, CallFunction> = new Map<string, CallFunction>([
  ...[...NUMBER_FUNCTIONS.keys()].map((name) => [name, callNumberFunction] as const),
  ...[...DATE_FUNCTIONS.keys()].map((name) => [name, callDateFunction] as const),
  ...['round', 'clamp', 'clamp_min', 'clamp_max'].map(
    (name) => [name, callBoundedFunction] as const,
  ),
  ...['avg', 'count', 'stddev', 'stdvar', 'sum'].map(
    (name) => [`histogram_${name}`, callHistogramFunction] as const,
  ),
  ...['sort', 'sort_desc', 'sort_by_label', 'sort_by_label_desc'].map(
    (name) => [name, callSort] as const,
  ),
  ['absent', callAbsent],
  ['absent_over_time', callAbsentOverTime],
  ['histogram_fraction', callHistogramFraction],
  ['histogram_quantile', callHistogramQuantile],
  ['histogram_quantiles', callHistogramQuantiles],
  ['info', callInfo],
  ['label_join', callLabelJoin],
  ['label_replace', callLabelReplace],
  ['scalar', callScalar],
  // Samples carry no start timestamps here: there is none to tell of.
  ['start_timestamp', callHistogramFunction],
  ['timestamp', callTimestamp],
  ['vector', callVector],
]);

async function evaluateCall(evaluation: Evaluation, call: Call, grid: Grid): Promise<NodeValue> {
  const own = FUNCTIONS.get(call.name);
  if (own !== undefined) return own(evaluation, call, grid);
  if (rangeKernelMaker(call.name) !== undefined) {
    for (const arg of call.args) {
      const range = rangeArgument(arg);
      if (range !== null) return callRangeFunction(evaluation, call, range, grid);
    }
  }
  return scalarCall(evaluation, call, grid);
}

async function scalarCall(evaluation: Evaluation, call: Call, grid: Grid): Promise<NodeValue> {
  const { startMs, endMs, stepMs } = evaluation.bounds;
  switch (call.name) {
    case 'time':
      return timeColumn(evaluation, grid);
    case 'pi':
      return constantColumn(evaluation, grid, Math.PI);
    case 'start':
      return constantColumn(evaluation, grid, startMs / 1000);
    case 'end':
      return constantColumn(evaluation, grid, endMs / 1000);
    case 'range':
      return constantColumn(evaluation, grid, (endMs - startMs) / 1000);
    case 'step':
      return constantColumn(evaluation, grid, stepMs / 1000);
    case 'min_of':
    case 'max_of':
      return choose(evaluation, call, grid);
    default:
      throw new QueryFailure('bad_data', `unknown function with name "${call.name}"`);
  }
}

async function choose(evaluation: Evaluation, call: Call, grid: Grid): Promise<NodeValue> {
  const [left, right] = call.args;
  if (left === undefined || right === undefined) throw new TypeError('too few arguments');
  const values = await evaluateScalar(evaluation, left, grid);
  const others = await evaluateScalar(evaluation, right, grid);
  const pick = call.name === 'min_of' ? lesserOf : greaterOf;
  for (let i = 0; i < values.length; i++) values[i] = pick(values[i] ?? 0, others[i] ?? 0);
  release(evaluation, { kind: 'scalar', values: others });
  return { kind: 'scalar', values };
}
