import type { BinaryExpr } from '../ast.ts';
import { mergeEqualRows } from './distinct-rows.ts';
import { allocateVector, type Evaluation, release } from './evaluation.ts';
import { signatureOf } from './match-signature.ts';
import type { VectorColumns } from './vector-columns.ts';

/** `and`, `or`, `unless`: rows pass by whether the other side has their match at the step. */
export async function combineSets(
  evaluation: Evaluation,
  node: BinaryExpr,
  left: VectorColumns,
  right: VectorColumns,
): Promise<VectorColumns> {
  const signature = signatureOf(node.matching);
  if (node.op === 'or') {
    const known = await presence(evaluation, left, signature);
    await mask(evaluation, right, known, signature, true);
    return append(evaluation, left, right);
  }
  const known = await presence(evaluation, right, signature);
  await mask(evaluation, left, known, signature, node.op === 'unless');
  release(evaluation, right);
  return left;
}

type Signature = (labels: VectorColumns['series'][number]) => string;

/** For each signature, the steps at which any row with it is present. */
async function presence(
  { turn }: Evaluation,
  vector: VectorColumns,
  signature: Signature,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const { steps, present } = vector;
  const known = new Map<string, Uint8Array>();
  for (const [row, labels] of vector.series.entries()) {
    const key = signature(labels);
    const own = present.subarray(row * steps, (row + 1) * steps);
    const before = known.get(key);
    if (before === undefined) known.set(key, own.slice());
    else
      for (let step = 0; step < steps; step++)
        before[step] = (before[step] ?? 0) | (own[step] ?? 0);
    if (turn.isDue()) await turn.rest();
  }
  return known;
}

/** Takes out of a vector what has a match, or what has none. */
async function mask(
  { turn }: Evaluation,
  vector: VectorColumns,
  known: ReadonlyMap<string, Uint8Array>,
  signature: Signature,
  takesMatches: boolean,
): Promise<void> {
  const { steps, present } = vector;
  for (const [row, labels] of vector.series.entries()) {
    const matches = known.get(signature(labels));
    for (let step = 0; step < steps; step++) {
      const hasMatch = matches !== undefined && matches[step] === 1;
      if (hasMatch === takesMatches) present[row * steps + step] = 0;
    }
    if (turn.isDue()) await turn.rest();
  }
}

function append(
  evaluation: Evaluation,
  left: VectorColumns,
  right: VectorColumns,
): Promise<VectorColumns> {
  const { steps } = left;
  const rows = left.series.length;
  const hasPending = left.pendingDrop !== null || right.pendingDrop !== null;
  const pendingDrop = hasPending ? new Uint8Array(rows + right.series.length) : null;
  if (left.pendingDrop !== null) pendingDrop?.set(left.pendingDrop);
  if (right.pendingDrop !== null) pendingDrop?.set(right.pendingDrop, rows);
  const both = allocateVector(evaluation, [...left.series, ...right.series], steps, {
    sameName: false,
    pendingDrop,
  });
  const size = rows * steps;
  both.values.set(left.values.subarray(0, size));
  both.present.set(left.present.subarray(0, size));
  both.values.set(right.values.subarray(0, right.series.length * steps), size);
  both.present.set(right.present.subarray(0, right.series.length * steps), size);
  release(evaluation, left, right);
  return mergeEqualRows(evaluation, both, 'merge');
}
