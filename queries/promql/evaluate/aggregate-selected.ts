import { QueryFailure } from '../../source/query-failure.ts';
import type { Aggregation } from '../ast.ts';
import type { Evaluation } from './evaluation.ts';
import { formatG } from './format-number.ts';
import { type RowGroups, rowsByGroup } from './grouping.ts';
import type { VectorColumns } from './vector-columns.ts';
import { hashLabels } from './xxhash64.ts';

const OVERFLOW = 9.223372036854776e18;

/** A count of rows. @throws QueryFailure for one that is no 64-bit integer */
function countOf(value: number): number {
  if (!(value < OVERFLOW && value >= -OVERFLOW)) {
    throw new QueryFailure('execution', `Scalar value ${formatG(value)} overflows int64`);
  }
  return Math.trunc(value);
}

/**
 * `topk` and `bottomk`: at each step the k rows of each group with the greatest (least) values; NaN
 * loses. Rows keep their labels. At a single step they come in order, group by group.
 */
export async function aggregateTop(
  { turn }: Evaluation,
  vector: VectorColumns,
  groups: RowGroups,
  params: Float64Array,
  isTop: boolean,
): Promise<VectorColumns> {
  const { steps, values, present } = vector;
  const counts = Array.from(params, countOf);
  const order: number[] = [];
  const compare = isTop ? descending : ascending;
  for (const rows of rowsByGroup(groups)) {
    for (let step = 0; step < steps; step++) {
      const here = rows.filter((row) => present[row * steps + step] === 1);
      const best = bestOf(here, counts[step] ?? 0, (a, b) =>
        compare(values[a * steps + step] ?? 0, values[b * steps + step] ?? 0),
      );
      for (const row of here) present[row * steps + step] = 0;
      for (const row of best) present[row * steps + step] = 1;
      if (steps === 1) for (const row of best) order.push(row);
      if (turn.isDue()) await turn.rest();
    }
  }
  return steps === 1 ? inOrder(vector, order) : vector;
}

/** Up to this many the best are kept in order while looking; more are sorted. */
const FEW = 64;

/** The first `count` rows in order; of equal ones the earlier comes first. */
function bestOf(
  rows: readonly number[],
  count: number,
  compare: (a: number, b: number) => number,
): readonly number[] {
  if (count < 1) return [];
  if (count > FEW || rows.length <= FEW) return rows.toSorted(compare).slice(0, count);
  const best: number[] = [];
  for (const row of rows) {
    const last = best[count - 1];
    if (last !== undefined && compare(row, last) >= 0) continue;
    if (last !== undefined) best.pop();
    let at = best.length;
    while (at > 0 && compare(row, best[at - 1] ?? 0) < 0) at--;
    best.splice(at, 0, row);
  }
  return best;
}

/** Descending; NaN last. */
function descending(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1;
  if (Number.isNaN(b)) return -1;
  return b - a || 0;
}

/** Ascending; NaN last. */
function ascending(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1;
  if (Number.isNaN(b)) return -1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The given rows of a vector of one step, in the given order. */
export function inOrder(vector: VectorColumns, order: readonly number[]): VectorColumns {
  const { values, series, pendingDrop } = vector;
  const picked = order.map((row) => values[row] ?? 0);
  const labels = order.flatMap((row) => series[row] ?? []);
  const pending =
    pendingDrop === null ? null : Uint8Array.from(order, (row) => pendingDrop[row] ?? 0);
  values.set(picked);
  vector.present.fill(0).fill(1, 0, order.length);
  return { ...vector, series: labels, pendingDrop: pending };
}

/**
 * `limitk` and `limit_ratio`: some rows of each group, chosen by place or by their labels' hash. The
 * ratio is that of the first step, as in Prometheus 3.0, so that a series stays or goes as a whole.
 */
export function aggregateLimit(
  evaluation: Evaluation,
  node: Aggregation,
  vector: VectorColumns,
  groups: RowGroups,
  params: Float64Array,
): VectorColumns {
  if (node.op === 'limitk') limitCount(vector, groups, params);
  else limitRatio(evaluation, node, vector, params);
  return vector;
}

function limitCount(vector: VectorColumns, groups: RowGroups, params: Float64Array): void {
  const { steps, present } = vector;
  const counts = Array.from(params, countOf);
  for (const rows of rowsByGroup(groups)) {
    for (let step = 0; step < steps; step++) {
      let left = counts[step] ?? 0;
      for (const row of rows) {
        if (present[row * steps + step] === 1 && left-- <= 0) present[row * steps + step] = 0;
      }
    }
  }
}

function limitRatio(
  evaluation: Evaluation,
  node: Aggregation,
  vector: VectorColumns,
  params: Float64Array,
): void {
  const { steps, present, series } = vector;
  const [given = 0] = params;
  if (Number.isNaN(given)) throw new QueryFailure('execution', 'Ratio value NaN is NaN');
  const ratio = Math.max(-1, Math.min(1, given));
  if (ratio !== given) evaluation.annotations.invalidRatio(given, ratio, node.param ?? node);
  for (const [row, labels] of series.entries()) {
    const place = Number(hashLabels(labels.labels)) / 2 ** 64;
    const isKept = ratio >= 0 ? place < ratio : place >= 1 + ratio;
    if (!isKept) present.fill(0, row * steps, (row + 1) * steps);
  }
}
