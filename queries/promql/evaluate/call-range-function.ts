import { QueryFailure } from '../../source/query-failure.ts';
import type { Call, Expr, MatrixSelector, Subquery } from '../ast.ts';
import { distinctRows } from './distinct-rows.ts';
import { allocateVector, type Evaluation, evaluateScalar, release } from './evaluation.ts';
import type { Grid } from './grid.ts';
import { type LabelSet, METRIC_NAME } from './label-set.ts';
import { isOddQuantile } from './quantile.ts';
import {
  extensionProblem,
  type KernelArguments,
  keepsName,
  rangeKernelMaker,
} from './range-functions.ts';
import { isSourcePending, type RangeSource, readRange } from './range-source.ts';
import type { RangeKernel } from './range-window.ts';
import type { VectorColumns } from './vector-columns.ts';
import { WindowPlaces } from './window-places.ts';

/** A range vector under parentheses. */
export function rangeArgument(expr: Expr | undefined): MatrixSelector | Subquery | null {
  let node = expr;
  while (node?.kind === 'paren') node = node.expr;
  return node?.kind === 'matrix' || node?.kind === 'subquery' ? node : null;
}

/** A function over a range vector, at all steps: one window that moves over each series. */
export async function callRangeFunction(
  evaluation: Evaluation,
  call: Call,
  range: MatrixSelector | Subquery,
  grid: Grid,
): Promise<VectorColumns> {
  const { turn } = evaluation;
  const scalars = await scalarArguments(evaluation, call, grid);
  const kernel = kernelOf(evaluation, call, range, scalars);
  const source = await readRange(evaluation, range, grid);
  const series = source.labels;
  const vector = allocateVector(evaluation, namesAfter(evaluation, call, series), grid.steps, {
    sameName: source.sameName,
    pendingDrop: pendingAfter(evaluation, call, source),
  });
  const places = new WindowPlaces(source, grid);
  let foundAny = false;
  for (let row = 0; row < series.length; row++) {
    places.over(source.samples(row));
    const progress: Progress = { step: 0, found: false };
    while (slide(places, kernel, vector, row, progress)) {
      if (turn.isDue()) await turn.rest();
    }
    if (progress.found) noteNonCounter(evaluation, call, series[row]);
    foundAny ||= progress.found;
    if (turn.isDue()) await turn.rest();
  }
  source.release();
  if (foundAny) noteQuantiles(evaluation, call, scalars);
  return distinctRows(evaluation, vector, 'strict');
}

async function scalarArguments(
  evaluation: Evaluation,
  call: Call,
  grid: Grid,
): Promise<readonly Float64Array[]> {
  const scalars: Float64Array[] = [];
  for (const arg of call.args) {
    if (rangeArgument(arg) !== null) continue;
    const values = await evaluateScalar(evaluation, arg, grid);
    release(evaluation, { kind: 'scalar', values });
    scalars.push(values);
  }
  return scalars;
}

function kernelOf(
  evaluation: Evaluation,
  call: Call,
  range: MatrixSelector | Subquery,
  scalars: readonly Float64Array[],
): RangeKernel {
  const maker = rangeKernelMaker(call.name);
  if (maker === undefined) throw new TypeError(`no function over ranges: ${call.name}`);
  const extension = range.kind === 'matrix' ? range.extension : null;
  const problem = extension === null ? null : extensionProblem(call.name, extension);
  if (problem !== null) throw new QueryFailure('execution', problem);
  const args: KernelArguments = { scalars, extension, compat2: evaluation.settings.compat2 };
  return maker(args);
}

function namesAfter(
  evaluation: Evaluation,
  call: Call,
  series: readonly LabelSet[],
): readonly LabelSet[] {
  const keeps = keepsName(call.name) || evaluation.settings.delayedNameRemoval;
  return keeps ? series : series.map((labels) => labels.withoutName());
}

function pendingAfter(evaluation: Evaluation, call: Call, source: RangeSource): Uint8Array | null {
  if (!evaluation.settings.delayedNameRemoval) return null;
  const pending = new Uint8Array(source.labels.length);
  for (let i = 0; i < pending.length; i++) {
    pending[i] = !keepsName(call.name) || isSourcePending(source, i) ? 1 : 0;
  }
  return pending;
}

/** Samples that kernels look at before the turn is asked: about a millisecond's work. */
const PORTION = 200_000;

/** Where the window of a row has come to. */
interface Progress {
  step: number;
  found: boolean;
}

/** Moves the window over one series, up to a portion of work; false once all steps are done. */
function slide(
  places: WindowPlaces,
  kernel: RangeKernel,
  vector: VectorColumns,
  row: number,
  progress: Progress,
): boolean {
  const { steps, values, present } = vector;
  const base = row * steps;
  const { window } = places;
  let work = 0;
  let { step } = progress;
  for (; step < steps && work < PORTION; step++) {
    if (!places.move(step)) continue;
    work += window.to - window.from;
    if (!kernel(window)) continue;
    values[base + step] = window.result;
    present[base + step] = 1;
    progress.found = true;
  }
  progress.step = step;
  return step < steps;
}

const COUNTER_NAME = /_(?:total|sum|count|bucket)$/;

function noteNonCounter(evaluation: Evaluation, call: Call, labels: LabelSet | undefined): void {
  if (call.name !== 'rate' && call.name !== 'increase') return;
  const name = labels?.get(METRIC_NAME) ?? '';
  const arg = call.args[0];
  if (name === '' || arg === undefined || COUNTER_NAME.test(name)) return;
  evaluation.annotations.possibleNonCounter(name, arg);
}

function noteQuantiles(
  { annotations }: Evaluation,
  { name, args }: Call,
  scalars: readonly Float64Array[],
): void {
  const [arg] = args;
  if (name !== 'quantile_over_time' || arg === undefined) return;
  for (const phi of scalars[0] ?? []) {
    if (isOddQuantile(phi)) annotations.invalidQuantile(phi, arg);
  }
}
