import { compareText } from '../../../platform/model/labels.ts';
import type { Call } from '../ast.ts';
import { inOrder } from './aggregate-selected.ts';
import { type Evaluation, evaluateVector, textOf } from './evaluation.ts';
import type { Grid } from './grid.ts';
import { compareLabelSets, LabelSet } from './label-set.ts';
import type { VectorColumns } from './vector-columns.ts';

/**
 * `sort`, `sort_desc`, `sort_by_label`, `sort_by_label_desc`: the order of an instant result. Range
 * results are sorted by labels whatever these say, so over several steps nothing is done.
 */
export async function callSort(
  evaluation: Evaluation,
  call: Call,
  grid: Grid,
): Promise<VectorColumns> {
  const [arg, ...texts] = call.args;
  if (arg === undefined) throw new TypeError(`${call.name}() without an argument`);
  const vector = await evaluateVector(evaluation, arg, grid);
  if (grid.steps !== 1) return vector;
  const rows = [...vector.series.keys()].filter((row) => vector.present[row] === 1);
  const isDescending = call.name.endsWith('_desc');
  if (call.name.startsWith('sort_by_label')) {
    const names = texts.map(textOf);
    const sign = isDescending ? -1 : 1;
    rows.sort((a, b) => sign * compareByLabels(vector, names, a, b));
  } else {
    rows.sort((a, b) => compareValues(vector.values[a] ?? 0, vector.values[b] ?? 0, isDescending));
  }
  return inOrder(vector, rows);
}

/** NaN last, whichever way. */
function compareValues(a: number, b: number, isDescending: boolean): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1;
  if (Number.isNaN(b)) return -1;
  const order = a < b ? -1 : a > b ? 1 : 0;
  return isDescending ? -order : order;
}

function compareByLabels(
  { series }: VectorColumns,
  names: readonly string[],
  a: number,
  b: number,
): number {
  const left = series[a] ?? LabelSet.empty;
  const right = series[b] ?? LabelSet.empty;
  for (const name of names) {
    const order = compareNaturally(left.get(name), right.get(name));
    if (order !== 0) return order;
  }
  return compareLabelSets(left, right);
}

/** Runs of digits by their number, all else as text: `cpu2` before `cpu10`. */
export function compareNaturally(a: string, b: string): number {
  if (a === b) return 0;
  const left = a.match(CHUNK) ?? [];
  const right = b.match(CHUNK) ?? [];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x = '', y = ''] = [left[i], right[i]];
    if (x === y) continue;
    const order = DIGITS.test(x) && DIGITS.test(y) ? Number(x) - Number(y) : compareText(x, y);
    if (order !== 0) return order;
  }
  return left.length - right.length || compareText(a, b);
}

const CHUNK = /\d+|\D+/g;
const DIGITS = /^\d/;
