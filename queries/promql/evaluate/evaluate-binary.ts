import { QueryFailure } from '../../source/query-failure.ts';
import type { BinaryExpr } from '../ast.ts';
import { operatorInfo } from '../operators.ts';
import { combineSets } from './combine-sets.ts';
import { distinctRows } from './distinct-rows.ts';
import { dropNames } from './drop-names.ts';
import { type Evaluation, release } from './evaluation.ts';
import type { Grid } from './grid.ts';
import { matchVectors } from './match-vectors.ts';
import { isFilter, losesName, numberOperator } from './operator-traits.ts';
import type { NodeValue, ScalarColumn, VectorColumns } from './vector-columns.ts';

/** A binary operator over all steps. */
export async function evaluateBinary(
  evaluation: Evaluation,
  node: BinaryExpr,
  grid: Grid,
): Promise<NodeValue> {
  const left = await evaluation.evaluate(node.lhs, grid);
  const right = await evaluation.evaluate(node.rhs, grid);
  if (evaluation.turn.isDue()) await evaluation.turn.rest();
  if (operatorInfo(node.op).family === 'trim' && (hasRows(left) || hasRows(right))) {
    evaluation.annotations.incompatibleTypes(node.op, node);
  }
  if (left.kind === 'string' || right.kind === 'string') {
    throw new QueryFailure('bad_data', 'operators take no strings');
  }
  if (left.kind === 'scalar') {
    return right.kind === 'scalar'
      ? betweenScalars(evaluation, node, left, right)
      : withScalar(evaluation, node, right, left, true);
  }
  if (right.kind === 'scalar') return withScalar(evaluation, node, left, right, false);
  return operatorInfo(node.op).family === 'set'
    ? combineSets(evaluation, node, left, right)
    : matchVectors(evaluation, node, left, right);
}

function hasRows(value: NodeValue): boolean {
  return value.kind === 'vector' && value.present.includes(1);
}

function betweenScalars(
  evaluation: Evaluation,
  node: BinaryExpr,
  left: ScalarColumn,
  right: ScalarColumn,
): ScalarColumn {
  const compute = numberOperator(node.op);
  const { values } = left;
  for (let i = 0; i < values.length; i++) values[i] = compute(values[i] ?? 0, right.values[i] ?? 0);
  release(evaluation, right);
  return left;
}

/** @param isSwapped the scalar is on the left */
async function withScalar(
  evaluation: Evaluation,
  node: BinaryExpr,
  vector: VectorColumns,
  scalar: ScalarColumn,
  isSwapped: boolean,
): Promise<VectorColumns> {
  const compute = numberOperator(node.op);
  const { steps, series, values, present } = vector;
  const filters = isFilter(node);
  const { turn } = evaluation;
  for (let row = 0; row < series.length; row++) {
    const base = row * steps;
    for (let step = 0; step < steps; step++) {
      const value = values[base + step] ?? 0;
      const other = scalar.values[step] ?? 0;
      const result = isSwapped ? compute(other, value) : compute(value, other);
      if (!filters) values[base + step] = result;
      else if (result === 0) present[base + step] = 0;
    }
    if (turn.isDue()) await turn.rest();
  }
  release(evaluation, scalar);
  if (operatorInfo(node.op).family === 'trim') present.fill(0);
  if (!losesName(node, evaluation.settings.compat2)) return vector;
  return distinctRows(evaluation, dropNames(evaluation, vector), 'merge');
}
