import type { Call } from '../ast.ts';
import {
  bucketFraction,
  bucketQuantile,
  type ClassicBuckets,
  readBound,
} from './classic-buckets.ts';
import { distinctRows, mergeEqualRows } from './distinct-rows.ts';
import {
  allocateVector,
  type Evaluation,
  evaluateScalar,
  evaluateVector,
  release,
  textOf,
} from './evaluation.ts';
import { formatSample } from './format-number.ts';
import type { Grid } from './grid.ts';
import { type LabelSet, METRIC_NAME } from './label-set.ts';
import { isOddQuantile } from './quantile.ts';
import type { VectorColumns } from './vector-columns.ts';

const BUCKET_LABEL = 'le';

/** The buckets of one histogram: rows sorted by bound. */
interface HistogramRows {
  readonly labels: LabelSet;
  readonly name: string;
  readonly rows: { readonly row: number; readonly bound: number }[];
}

/** What is computed of one histogram at one step; may change the buckets. */
type BucketFunction = (buckets: ClassicBuckets, step: number, name: string) => number;

/** `histogram_quantile(φ, buckets)`. */
export async function callHistogramQuantile(
  evaluation: Evaluation,
  call: Call,
  grid: Grid,
): Promise<VectorColumns> {
  const [phiArg, arg] = call.args;
  if (phiArg === undefined || arg === undefined) throw new TypeError('too few arguments');
  const phis = await evaluateScalar(evaluation, phiArg, grid);
  const vector = await evaluateVector(evaluation, arg, grid);
  const { annotations } = evaluation;
  for (const phi of phis) if (isOddQuantile(phi)) annotations.invalidQuantile(phi, phiArg);
  const result = await overHistograms(evaluation, vector, arg, quantile(evaluation, phis, arg));
  release(evaluation, { kind: 'scalar', values: phis }, vector);
  return distinctRows(evaluation, result, 'merge');
}

/** `histogram_quantiles(buckets, "label", φ…)`: each φ as a label. */
export async function callHistogramQuantiles(
  evaluation: Evaluation,
  call: Call,
  grid: Grid,
): Promise<VectorColumns> {
  const [arg, labelArg, ...phiArgs] = call.args;
  if (arg === undefined) throw new TypeError('too few arguments');
  const label = textOf(labelArg);
  const vector = await evaluateVector(evaluation, arg, grid);
  let all: VectorColumns | null = null;
  for (const phiArg of phiArgs) {
    const phis = await evaluateScalar(evaluation, phiArg, grid);
    for (const phi of phis)
      if (isOddQuantile(phi)) evaluation.annotations.invalidQuantile(phi, phiArg);
    const one = await overHistograms(evaluation, vector, arg, quantile(evaluation, phis, arg));
    const text = quantileText(phis[0] ?? Number.NaN);
    const named = { ...one, series: one.series.map((labels) => labels.with(label, text)) };
    release(evaluation, { kind: 'scalar', values: phis });
    all = all === null ? named : appendRows(evaluation, all, named);
  }
  release(evaluation, vector);
  if (all === null) throw new TypeError('too few arguments');
  return mergeEqualRows(evaluation, all, 'merge');
}

/** As OpenMetrics writes it: a whole number gets `.0`. */
function quantileText(phi: number): string {
  const text = formatSample(phi);
  return /^-?[0-9]+$/.test(text) ? `${text}.0` : text;
}

/** `histogram_fraction(lower, upper, buckets)`. In 2.x floats have no answer. */
export async function callHistogramFraction(
  evaluation: Evaluation,
  call: Call,
  grid: Grid,
): Promise<VectorColumns> {
  const [lowerArg, upperArg, arg] = call.args;
  if (lowerArg === undefined || upperArg === undefined || arg === undefined) {
    throw new TypeError('too few arguments');
  }
  const lower = await evaluateScalar(evaluation, lowerArg, grid);
  const upper = await evaluateScalar(evaluation, upperArg, grid);
  const vector = await evaluateVector(evaluation, arg, grid);
  if (evaluation.settings.compat2) vector.present.fill(0);
  const compute: BucketFunction = (buckets, step) =>
    bucketFraction(lower[step] ?? 0, upper[step] ?? 0, buckets);
  const result = await overHistograms(evaluation, vector, arg, compute);
  release(evaluation, { kind: 'scalar', values: lower }, { kind: 'scalar', values: upper }, vector);
  return distinctRows(evaluation, result, 'merge');
}

function quantile(
  evaluation: Evaluation,
  phis: Float64Array,
  arg: Call['args'][number],
): BucketFunction {
  const { compat2 } = evaluation.settings;
  return (buckets, step, name) => {
    const { value, repair } = bucketQuantile(phis[step] ?? 0, buckets, compat2);
    if (repair === 'forced') evaluation.annotations.forcedMonotonicity(name, arg);
    return value;
  };
}

async function overHistograms(
  evaluation: Evaluation,
  vector: VectorColumns,
  arg: Call['args'][number],
  compute: BucketFunction,
): Promise<VectorColumns> {
  const { settings, turn } = evaluation;
  const histograms = gather(evaluation, vector, arg);
  const { steps, values, present } = vector;
  const delayed = settings.delayedNameRemoval;
  const series = histograms.map(({ labels }) => (delayed ? labels : labels.withoutName()));
  const result = allocateVector(evaluation, series, steps, {
    sameName: false,
    pendingDrop: delayed ? new Uint8Array(series.length).fill(1) : null,
  });
  for (const [target, { rows, name }] of histograms.entries()) {
    const buckets: ClassicBuckets = {
      bounds: new Float64Array(rows.length),
      counts: new Float64Array(rows.length),
      count: 0,
    };
    for (let step = 0; step < steps; step++) {
      buckets.count = 0;
      for (const { row, bound } of rows) {
        if (present[row * steps + step] === 0) continue;
        buckets.bounds[buckets.count] = bound;
        buckets.counts[buckets.count] = values[row * steps + step] ?? 0;
        buckets.count++;
      }
      if (buckets.count === 0) continue;
      result.values[target * steps + step] = compute(buckets, step, name);
      result.present[target * steps + step] = 1;
    }
    if (turn.isDue()) await turn.rest();
  }
  return result;
}

/** Rows by histogram. A row without a bound that is a number is left out, with a warning. */
function gather(
  { annotations }: Evaluation,
  vector: VectorColumns,
  arg: Call['args'][number],
): readonly HistogramRows[] {
  const found = new Map<string, HistogramRows>();
  for (const [row, set] of vector.series.entries()) {
    const le = set.get(BUCKET_LABEL);
    const bound = readBound(le);
    if (bound === null) {
      if (hasAny(vector, row)) annotations.badBucketLabel(set.get(METRIC_NAME), le, arg);
      continue;
    }
    const labels = set.without([BUCKET_LABEL]);
    let histogram = found.get(labels.key());
    if (histogram === undefined) {
      histogram = { labels, name: set.get(METRIC_NAME), rows: [] };
      found.set(labels.key(), histogram);
    }
    histogram.rows.push({ row, bound });
  }
  const histograms = [...found.values()];
  for (const { rows } of histograms) rows.sort((a, b) => compareBounds(a.bound, b.bound));
  return histograms;
}

function compareBounds(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function hasAny({ present, steps }: VectorColumns, row: number): boolean {
  return present.subarray(row * steps, (row + 1) * steps).includes(1);
}

function appendRows(evaluation: Evaluation, a: VectorColumns, b: VectorColumns): VectorColumns {
  const { steps } = a;
  const size = a.series.length * steps;
  const hasPending = a.pendingDrop !== null;
  const both = allocateVector(evaluation, [...a.series, ...b.series], steps, {
    sameName: false,
    pendingDrop: hasPending ? new Uint8Array(a.series.length + b.series.length).fill(1) : null,
  });
  both.values.set(a.values.subarray(0, size));
  both.present.set(a.present.subarray(0, size));
  both.values.set(b.values.subarray(0, b.series.length * steps), size);
  both.present.set(b.present.subarray(0, b.series.length * steps), size);
  release(evaluation, a, b);
  return both;
}
