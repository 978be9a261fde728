import type { Call, Expr, VectorSelector } from '../ast.ts';
import { rangeArgument } from './call-range-function.ts';
import { allocateVector, type Evaluation, evaluateVector, release } from './evaluation.ts';
import type { Grid } from './grid.ts';
import { LabelSet, METRIC_NAME } from './label-set.ts';
import { readRange } from './range-source.ts';
import { presentAnywhere, type VectorColumns } from './vector-columns.ts';
import { WindowPlaces } from './window-places.ts';

/** `absent`: 1 at each step where nothing is. */
export async function callAbsent(
  evaluation: Evaluation,
  call: Call,
  grid: Grid,
): Promise<VectorColumns> {
  const [arg] = call.args;
  if (arg === undefined) throw new TypeError('absent() without an argument');
  const vector = await evaluateVector(evaluation, arg, grid);
  const present = presentAnywhere(vector);
  release(evaluation, vector);
  return absentRow(evaluation, arg, grid, present);
}

/** `absent_over_time`: 1 at each step whose range holds no sample at all. */
export async function callAbsentOverTime(
  evaluation: Evaluation,
  call: Call,
  grid: Grid,
): Promise<VectorColumns> {
  const [arg] = call.args;
  const range = rangeArgument(arg);
  if (range === null || arg === undefined)
    throw new TypeError('absent_over_time() without a range');
  const source = await readRange(evaluation, range, grid);
  const present = new Uint8Array(grid.steps);
  const places = new WindowPlaces(source, grid);
  for (let row = 0; row < source.labels.length; row++) {
    places.over(source.samples(row));
    for (let step = 0; step < grid.steps; step++) {
      if (places.move(step)) present[step] = 1;
    }
    if (evaluation.turn.isDue()) await evaluation.turn.rest();
  }
  source.release();
  return absentRow(evaluation, arg, grid, present);
}

function absentRow(
  evaluation: Evaluation,
  arg: Expr,
  grid: Grid,
  present: Uint8Array,
): VectorColumns {
  const series = [new LabelSet(absentLabels(arg).labels)];
  const vector = allocateVector(evaluation, series, grid.steps, { sameName: true });
  vector.values.fill(1);
  for (let step = 0; step < grid.steps; step++) vector.present[step] = present[step] === 1 ? 0 : 1;
  return vector;
}

/** What a missing series would be called: labels that one equality, and nothing else, names. */
function absentLabels(arg: Expr): LabelSet {
  const selector = selectorOf(arg);
  let labels = LabelSet.empty;
  if (selector === null) return labels;
  const seen = new Set<string>();
  for (const { name, op, value } of selector.matchers) {
    if (name === METRIC_NAME) continue;
    const isFirst = op === '=' && !seen.has(name);
    if (op === '=') seen.add(name);
    labels = labels.with(name, isFirst ? value : '');
  }
  return labels;
}

function selectorOf(expr: Expr): VectorSelector | null {
  if (expr.kind === 'paren') return selectorOf(expr.expr);
  if (expr.kind === 'matrix') return expr.selector;
  return expr.kind === 'vector' ? expr : null;
}
