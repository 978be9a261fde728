import type { Call, Expr, VectorSelector } from '../ast.ts';
import { distinctRows } from './distinct-rows.ts';
import { dropNames } from './drop-names.ts';
import { evaluateSelector } from './evaluate-selector.ts';
import {
  allocateScalar,
  allocateVector,
  type Evaluation,
  evaluateScalar,
  evaluateVector,
  release,
} from './evaluation.ts';
import { type Grid, gridTime } from './grid.ts';
import { LabelSet } from './label-set.ts';
import { DATE_FUNCTIONS, greaterOf, lesserOf, NUMBER_FUNCTIONS } from './scalar-functions.ts';
import type { ScalarColumn, VectorColumns } from './vector-columns.ts';

/** `abs`, `ln` and the like. */
export async function callNumberFunction(
  evaluation: Evaluation,
  call: Call,
  grid: Grid,
): Promise<VectorColumns> {
  const compute = NUMBER_FUNCTIONS.get(call.name);
  const vector = await argument(evaluation, call, grid);
  return mapValues(evaluation, vector, compute ?? ((value) => value));
}

/** `hour` and the like; without an argument of the instant of evaluation. */
export async function callDateFunction(
  evaluation: Evaluation,
  call: Call,
  grid: Grid,
): Promise<VectorColumns> {
  const compute = DATE_FUNCTIONS.get(call.name);
  const vector =
    call.args.length === 0
      ? oneRow(evaluation, timeColumn(evaluation, grid), grid)
      : await argument(evaluation, call, grid);
  return mapValues(evaluation, vector, compute ?? ((value) => value));
}

/** `round`, `clamp`, `clamp_min`, `clamp_max`: a vector and scalars. */
export async function callBoundedFunction(
  evaluation: Evaluation,
  call: Call,
  grid: Grid,
): Promise<VectorColumns> {
  const vector = await argument(evaluation, call, grid);
  const scalars: Float64Array[] = [];
  for (const arg of call.args.slice(1)) {
    const values = await evaluateScalar(evaluation, arg, grid);
    release(evaluation, { kind: 'scalar', values });
    scalars.push(values);
  }
  const [first, second] = scalars;
  switch (call.name) {
    case 'round':
      return mapSteps(evaluation, vector, (value, step) => {
        const inverse = 1 / (first === undefined ? 1 : (first[step] ?? 0));
        return Math.floor(value * inverse + 0.5) / inverse;
      });
    case 'clamp_min':
      return mapSteps(evaluation, vector, (value, step) => greaterOf(value, first?.[step] ?? 0));
    case 'clamp_max':
      return mapSteps(evaluation, vector, (value, step) => lesserOf(value, first?.[step] ?? 0));
    default:
      return clamp(evaluation, vector, first ?? new Float64Array(0), second ?? new Float64Array(0));
  }
}

/** Nothing at steps where the bounds contradict each other. */
function clamp(
  evaluation: Evaluation,
  vector: VectorColumns,
  least: Float64Array,
  most: Float64Array,
): Promise<VectorColumns> {
  const { steps, present, series } = vector;
  for (let step = 0; step < steps; step++) {
    if (!((most[step] ?? 0) < (least[step] ?? 0))) continue;
    for (let row = 0; row < series.length; row++) present[row * steps + step] = 0;
  }
  return mapSteps(evaluation, vector, (value, step) =>
    greaterOf(least[step] ?? 0, lesserOf(most[step] ?? 0, value)),
  );
}

/** Native histograms' functions: floats have no answer. */
export async function callHistogramFunction(
  evaluation: Evaluation,
  call: Call,
  grid: Grid,
): Promise<VectorColumns> {
  const vector = await argument(evaluation, call, grid);
  vector.present.fill(0);
  return dropNames(evaluation, vector);
}

/** `timestamp`: of a selector's samples; of anything else, the instant of evaluation. */
export async function callTimestamp(
  evaluation: Evaluation,
  call: Call,
  grid: Grid,
): Promise<VectorColumns> {
  const selector = bareSelector(call.args[0]);
  if (selector !== null) {
    const times = await evaluateSelector(evaluation, selector, grid, 'times');
    return distinctRows(evaluation, dropNames(evaluation, times), 'merge');
  }
  const vector = await argument(evaluation, call, grid);
  return mapSteps(evaluation, vector, (_, step) => gridTime(grid, step) / 1000);
}

function bareSelector(expr: Expr | undefined): VectorSelector | null {
  let node = expr;
  while (node?.kind === 'paren') node = node.expr;
  return node?.kind === 'vector' ? node : null;
}

/** `scalar`: the value of the only sample, else NaN. */
export async function callScalar(
  evaluation: Evaluation,
  call: Call,
  grid: Grid,
): Promise<ScalarColumn> {
  const vector = await argument(evaluation, call, grid);
  const { steps, series, values, present } = vector;
  const result = allocateScalar(evaluation, steps);
  const seen = new Int32Array(steps);
  for (let row = 0; row < series.length; row++) {
    for (let step = 0; step < steps; step++) {
      if (present[row * steps + step] === 0) continue;
      seen[step] = (seen[step] ?? 0) + 1;
      result.values[step] = values[row * steps + step] ?? 0;
    }
  }
  for (let step = 0; step < steps; step++) {
    if (seen[step] !== 1) result.values[step] = Number.NaN;
  }
  release(evaluation, vector);
  return result;
}

/** `vector`: one row without labels. */
export async function callVector(
  evaluation: Evaluation,
  call: Call,
  grid: Grid,
): Promise<VectorColumns> {
  const [arg] = call.args;
  if (arg === undefined) throw new TypeError('vector() without an argument');
  const values = await evaluateScalar(evaluation, arg, grid);
  return oneRow(evaluation, { kind: 'scalar', values }, grid);
}

/** The instants of a grid in seconds. */
export function timeColumn(evaluation: Evaluation, grid: Grid): ScalarColumn {
  const column = allocateScalar(evaluation, grid.steps);
  for (let step = 0; step < grid.steps; step++) column.values[step] = gridTime(grid, step) / 1000;
  return column;
}

/** The same number at every step. */
export function constantColumn(evaluation: Evaluation, grid: Grid, value: number): ScalarColumn {
  const column = allocateScalar(evaluation, grid.steps);
  column.values.fill(value);
  return column;
}

function oneRow(evaluation: Evaluation, column: ScalarColumn, grid: Grid): VectorColumns {
  const vector = allocateVector(evaluation, [LabelSet.empty], grid.steps, { sameName: true });
  vector.values.set(column.values);
  vector.present.fill(1);
  release(evaluation, column);
  return vector;
}

async function argument(evaluation: Evaluation, call: Call, grid: Grid): Promise<VectorColumns> {
  const [arg] = call.args;
  if (arg === undefined) throw new TypeError(`${call.name}() without an argument`);
  return evaluateVector(evaluation, arg, grid);
}

/** Every value in place, whether present or not; names are dropped. */
function mapValues(
  evaluation: Evaluation,
  vector: VectorColumns,
  compute: (value: number) => number,
): Promise<VectorColumns> {
  const { values } = vector;
  for (let i = 0; i < values.length; i++) values[i] = compute(values[i] ?? 0);
  return distinctRows(evaluation, dropNames(evaluation, vector), 'merge');
}

function mapSteps(
  evaluation: Evaluation,
  vector: VectorColumns,
  compute: (value: number, step: number) => number,
): Promise<VectorColumns> {
  const { values, steps, series } = vector;
  for (let row = 0; row < series.length; row++) {
    for (let step = 0; step < steps; step++) {
      const at = row * steps + step;
      values[at] = compute(values[at] ?? 0, step);
    }
  }
  return distinctRows(evaluation, dropNames(evaluation, vector), 'merge');
}
