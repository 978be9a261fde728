import type { SeriesSource } from '../../source/series-source.ts';
import type { Turn } from '../../source/turn.ts';
import type { Expr } from '../ast.ts';
import type { Annotations } from './annotations.ts';
import type { Grid } from './grid.ts';
import type { LabelSet } from './label-set.ts';
import type { PatternBudget } from './pattern-budget.ts';
import type { NodeValue, ScalarColumn, VectorColumns } from './vector-columns.ts';

/** How a query is evaluated. */
export interface EvaluationSettings {
  /** How far back an instant selector looks. */
  readonly lookbackMs: number;
  /** Step of a subquery that names none. */
  readonly defaultSubqueryStepMs: number;
  /** Semantics of Prometheus 2.42, for differential tests. */
  readonly compat2: boolean;
  /** Names are dropped from the result only, so that what stands between may still read them. */
  readonly delayedNameRemoval: boolean;
}

/** The bounds of the whole query: what `start()`, `end()`, `step()` and `range()` stand for. */
export interface QueryBounds {
  readonly startMs: number;
  readonly endMs: number;
  /** 0 for an instant query. */
  readonly stepMs: number;
}

/** One evaluation under way: what every node needs, and the way to evaluate its parts. */
export interface Evaluation {
  readonly settings: EvaluationSettings;
  readonly bounds: QueryBounds;
  readonly source: SeriesSource;
  readonly turn: Turn;
  readonly annotations: Annotations;
  readonly patterns: PatternBudget;
  /** A node over all steps of a grid. */
  evaluate(expr: Expr, grid: Grid): Promise<NodeValue>;
}

/** A node that is known to be a vector. */
export async function evaluateVector(
  evaluation: Evaluation,
  expr: Expr,
  grid: Grid,
): Promise<VectorColumns> {
  const value = await evaluation.evaluate(expr, grid);
  if (value.kind !== 'vector') throw new TypeError(`expected a vector, got a ${value.kind}`);
  return value;
}

/** A node that is known to be a scalar. */
export async function evaluateScalar(
  evaluation: Evaluation,
  expr: Expr,
  grid: Grid,
): Promise<Float64Array> {
  const value = await evaluation.evaluate(expr, grid);
  if (value.kind !== 'scalar') throw new TypeError(`expected a scalar, got a ${value.kind}`);
  return value.values;
}

/** A node that is known to be a text. */
export function textOf(expr: Expr | undefined): string {
  let node = expr;
  while (node?.kind === 'paren') node = node.expr;
  if (node?.kind !== 'string') throw new TypeError('expected a string literal');
  return node.value;
}

/** What may be left out of a vector that is built: nothing pending, names of all kinds. */
export interface VectorTraits {
  readonly sameName: boolean;
  readonly pendingDrop?: Uint8Array | null;
}

/** Room for rows that are all absent. @throws QueryFailure when there is no more room */
export function allocateVector(
  evaluation: Evaluation,
  series: readonly LabelSet[],
  steps: number,
  traits: VectorTraits,
): VectorColumns {
  const size = series.length * steps;
  evaluation.turn.holdSamples(size);
  return {
    kind: 'vector',
    steps,
    series,
    values: new Float64Array(size),
    present: new Uint8Array(size),
    sameName: traits.sameName,
    pendingDrop: traits.pendingDrop ?? null,
  };
}

/** A scalar of zeros. @throws QueryFailure when there is no more room */
export function allocateScalar(evaluation: Evaluation, steps: number): ScalarColumn {
  evaluation.turn.holdSamples(steps);
  return { kind: 'scalar', values: new Float64Array(steps) };
}

/** Lets go of what has been used up. */
export function release(evaluation: Evaluation, ...values: readonly NodeValue[]): void {
  for (const value of values) {
    if (value.kind !== 'string') evaluation.turn.holdSamples(-value.values.length);
  }
}
