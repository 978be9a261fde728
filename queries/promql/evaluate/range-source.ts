import type { MatrixSelector, Subquery } from '../ast.ts';
import { type Evaluation, evaluateVector, release } from './evaluation.ts';
import { type Grid, gridTime, rangeGrid } from './grid.ts';
import { LabelSet } from './label-set.ts';
import {
  positiveDurationMs,
  type RawSeries,
  type Reference,
  referenceOf,
  referenceSpan,
  select,
  withoutMarkers,
} from './selection.ts';
import type { VectorColumns } from './vector-columns.ts';

/** What a range function reads: series, and how the windows lie over them. */
export interface RangeSource {
  readonly rangeMs: number;
  readonly reference: Reference;
  readonly sameName: boolean;
  readonly pendingDrop: Uint8Array | null;
  /** How far before its start, and after its end, a window reaches (`anchored`, `smoothed`). */
  readonly beforeMs: number;
  readonly afterMs: number;
  /** A sample exactly at the start of a window belongs to it (2.x). */
  readonly isClosed: boolean;
  readonly labels: readonly LabelSet[];
  samples(index: number): RawSeries;
  release(): void;
}

/** Reads what a range vector needs over all steps of a grid. */
export async function readRange(
  evaluation: Evaluation,
  expr: MatrixSelector | Subquery,
  grid: Grid,
): Promise<RangeSource> {
  return expr.kind === 'matrix'
    ? readSelector(evaluation, expr, grid)
    : readSubquery(evaluation, expr, grid);
}

async function readSelector(
  evaluation: Evaluation,
  expr: MatrixSelector,
  grid: Grid,
): Promise<RangeSource> {
  const { bounds, settings, turn } = evaluation;
  const rangeMs = positiveDurationMs(expr.range, bounds);
  const reference = referenceOf(expr, bounds);
  const [first, last] = referenceSpan(reference, grid);
  const beforeMs = expr.extension === null ? 0 : settings.lookbackMs;
  const afterMs = expr.extension === 'smoothed' ? settings.lookbackMs : 0;
  const oldest = first - rangeMs - beforeMs + (settings.compat2 ? 0 : 1);
  const { columns, sameName, size } = await select(
    evaluation,
    expr.selector,
    oldest,
    last + afterMs,
  );
  return {
    rangeMs,
    reference,
    sameName,
    pendingDrop: null,
    beforeMs,
    afterMs,
    isClosed: settings.compat2,
    labels: columns.map(({ labels }) => new LabelSet(labels)),
    samples: (index) => {
      const column = columns[index];
      if (column === undefined) throw new RangeError(`no series ${index}`);
      return withoutMarkers(column);
    },
    release: () => turn.holdSamples(-size),
  };
}

async function readSubquery(
  evaluation: Evaluation,
  expr: Subquery,
  grid: Grid,
): Promise<RangeSource> {
  const { bounds, settings, turn } = evaluation;
  const rangeMs = positiveDurationMs(expr.range, bounds);
  const stepMs =
    expr.step === null ? settings.defaultSubqueryStepMs : positiveDurationMs(expr.step, bounds);
  const reference = referenceOf(expr, bounds);
  const [first, last] = referenceSpan(reference, grid);
  const inner = rangeGrid(firstStep(first - rangeMs, stepMs, settings.compat2), last, stepMs);
  // Even where there is no series: steps alone may be more than there is room for.
  turn.holdSamples(inner.steps);
  const vector = await evaluateVector(evaluation, expr.expr, inner);
  const times = new Float64Array(inner.steps);
  for (let step = 0; step < inner.steps; step++) times[step] = gridTime(inner, step);
  return {
    rangeMs,
    reference,
    sameName: vector.sameName,
    pendingDrop: vector.pendingDrop,
    beforeMs: 0,
    afterMs: 0,
    isClosed: settings.compat2,
    labels: vector.series,
    samples: (index) => rowAsSeries(vector, index, times),
    release: () => {
      release(evaluation, vector);
      turn.holdSamples(-inner.steps);
    },
  };
}

/** Absolute multiples of the step: the first after the bound, in 2.x the first not before it. */
function firstStep(boundMs: number, stepMs: number, isClosed: boolean): number {
  const below = Math.floor(boundMs / stepMs) * stepMs;
  if (below === boundMs && isClosed) return below;
  return below + stepMs;
}

/** The places of a row that are present, as samples. */
function rowAsSeries(vector: VectorColumns, row: number, times: Float64Array): RawSeries {
  const { steps, present } = vector;
  const base = row * steps;
  const gap = present.indexOf(0, base);
  const isFull = gap === -1 || gap >= base + steps;
  const own = vector.values.subarray(base, base + steps);
  if (isFull) return { times, values: own, count: steps };
  const keptTimes = new Float64Array(steps);
  const keptValues = new Float64Array(steps);
  let count = 0;
  for (let step = 0; step < steps; step++) {
    if (present[base + step] === 0) continue;
    keptTimes[count] = times[step] ?? 0;
    keptValues[count] = own[step] ?? 0;
    count++;
  }
  return { times: keptTimes, values: keptValues, count };
}

/** Whether a series' name is to be dropped later. */
export function isSourcePending(source: RangeSource, index: number): boolean {
  return source.pendingDrop !== null && source.pendingDrop[index] === 1;
}
