import { QueryFailure } from '../../source/query-failure.ts';
import type { Evaluation } from './evaluation.ts';
import type { LabelSet } from './label-set.ts';
import type { VectorColumns } from './vector-columns.ts';

const SAME_LABELS = 'vector cannot contain metrics with the same labelset';

/**
 * Rows that have come to have equal labels (by dropping names, by replacing labels).
 * `strict`: an error where both hold anything. `merge`: they become one row; an error only where
 * both are present at the same step.
 *
 * @throws QueryFailure `execution`
 */
export async function distinctRows(
  evaluation: Evaluation,
  vector: VectorColumns,
  mode: 'strict' | 'merge',
): Promise<VectorColumns> {
  const { delayedNameRemoval } = evaluation.settings;
  if (vector.sameName || vector.series.length < 2 || delayedNameRemoval) return vector;
  return mergeEqualRows(evaluation, vector, mode);
}

/** As above, whatever is known of the rows' names. */
export async function mergeEqualRows(
  { turn }: Evaluation,
  vector: VectorColumns,
  mode: 'strict' | 'merge',
): Promise<VectorColumns> {
  const { steps, series, values, present } = vector;
  const firstRow = new Map<string, number>();
  const rows: number[] = [];
  for (let row = 0; row < series.length; row++) {
    if (turn.isDue()) await turn.rest();
    if (!isAnywhere(present, row, steps)) continue;
    const key = series[row]?.key() ?? '';
    const first = firstRow.get(key);
    if (first === undefined) {
      firstRow.set(key, row);
      rows.push(row);
      continue;
    }
    if (mode === 'strict') throw new QueryFailure('execution', SAME_LABELS);
    for (let step = 0; step < steps; step++) {
      if (present[row * steps + step] === 0) continue;
      if (present[first * steps + step] === 1) throw new QueryFailure('execution', SAME_LABELS);
      values[first * steps + step] = values[row * steps + step] ?? 0;
      present[first * steps + step] = 1;
    }
  }
  return rows.length === series.length ? vector : pickRows(vector, rows);
}

/** Whether a row is present at any step. */
export function isAnywhere(present: Uint8Array, row: number, steps: number): boolean {
  const at = present.indexOf(1, row * steps);
  return at !== -1 && at < (row + 1) * steps;
}

/** Only the given rows, moved together in place; in ascending order. */
function pickRows(vector: VectorColumns, rows: readonly number[]): VectorColumns {
  const { steps, values, present, pendingDrop } = vector;
  const series: LabelSet[] = [];
  const pending = pendingDrop === null ? null : new Uint8Array(rows.length);
  for (const [target, row] of rows.entries()) {
    const labels = vector.series[row];
    if (labels === undefined) throw new RangeError(`no row ${row}`);
    series.push(labels);
    if (pending !== null) pending[target] = pendingDrop?.[row] ?? 0;
    if (row === target) continue;
    values.copyWithin(target * steps, row * steps, (row + 1) * steps);
    present.copyWithin(target * steps, row * steps, (row + 1) * steps);
  }
  return { ...vector, series, pendingDrop: pending };
}
