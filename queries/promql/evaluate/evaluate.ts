import { QueryFailure } from '../../source/query-failure.ts';
import type { SeriesSource } from '../../source/series-source.ts';
import type { Turn } from '../../source/turn.ts';
import type { Expr } from '../ast.ts';
import { typeName, typeOf } from '../type-of.ts';
import { Annotations } from './annotations.ts';
import { rangeArgument } from './call-range-function.ts';
import { evaluateNode, repeatValue } from './evaluate-node.ts';
import { evaluateRawRange } from './evaluate-raw-range.ts';
import type { Evaluation, EvaluationSettings, QueryBounds } from './evaluation.ts';
import { type Grid, instantGrid, rangeGrid } from './grid.ts';
import { PatternBudget } from './pattern-budget.ts';
import type { QueryResult, QueryValue } from './query-result.ts';
import { instantResult, rangeResult } from './shape-result.ts';
import { isStepInvariant } from './step-invariance.ts';

/** A parsed query with the text that it was parsed from: annotations name places in it. */
export interface EvaluationQuestion {
  readonly expr: Expr;
  readonly text: string;
}

/** What a query is evaluated over and by which rules. Instants are Unix milliseconds. */
export interface EvaluationOptions {
  /** First instant; the only one of an instant query. Whole milliseconds. */
  readonly startMs: number;
  /** Last instant, inclusive. Equal to `startMs` for an instant query. */
  readonly endMs: number;
  /** Between two instants, greater than 0; of no account for an instant query. */
  readonly stepMs: number;
  /** How far back an instant selector looks. Default 5 minutes. */
  readonly lookbackMs?: number;
  /** Step of a subquery that names none. Default 1 minute. */
  readonly defaultSubqueryStepMs?: number;
  /** Semantics of Prometheus 2.42, for differential tests. Default false. */
  readonly compat2?: boolean;
  /** Names are dropped from the result only. Default false, as in Prometheus. */
  readonly delayedNameRemoval?: boolean;
}

const MINUTE_MS = 60_000;

/**
 * Evaluates a query at one instant (`startMs`).
 *
 * @throws QueryFailure `execution` in Prometheus's words, or over a limit of the turn; `canceled`
 *   and `timeout` from the turn; `bad_data` for durations that make no sense
 */
export async function evaluateInstant(
  question: EvaluationQuestion,
  options: EvaluationOptions,
  source: SeriesSource,
  turn: Turn,
): Promise<QueryResult> {
  const { startMs } = options;
  const bounds = { startMs, endMs: startMs, stepMs: 0 };
  const evaluation = newEvaluation(question, options, bounds, source, turn);
  const value = await instantValue(evaluation, question.expr, startMs);
  return resultOf(evaluation, value);
}

/**
 * Evaluates a query at all instants from `startMs` to `endMs`.
 *
 * @throws QueryFailure as `evaluateInstant`; `bad_data` for an expression that is neither scalar nor
 *   instant vector
 */
export async function evaluateRange(
  question: EvaluationQuestion,
  options: EvaluationOptions,
  source: SeriesSource,
  turn: Turn,
): Promise<QueryResult> {
  const { startMs, endMs, stepMs } = options;
  const type = typeOf(question.expr);
  if (type !== 'scalar' && type !== 'vector') {
    const message = `invalid expression type "${typeName(type)}" for range query, must be Scalar or instant Vector`;
    throw new QueryFailure('bad_data', message);
  }
  const evaluation = newEvaluation(question, options, { startMs, endMs, stepMs }, source, turn);
  const grid = rangeGrid(startMs, endMs, stepMs);
  turn.holdSamples(grid.steps);
  const value = await evaluation.evaluate(question.expr, grid);
  turn.holdSamples(-grid.steps);
  return resultOf(evaluation, await rangeResult(evaluation, value, grid));
}

function newEvaluation(
  { text }: EvaluationQuestion,
  options: EvaluationOptions,
  bounds: QueryBounds,
  source: SeriesSource,
  turn: Turn,
): Evaluation {
  const compat2 = options.compat2 ?? false;
  const settings: EvaluationSettings = {
    lookbackMs: options.lookbackMs ?? 5 * MINUTE_MS,
    defaultSubqueryStepMs: options.defaultSubqueryStepMs ?? MINUTE_MS,
    compat2,
    delayedNameRemoval: options.delayedNameRemoval ?? false,
  };
  const known = new WeakMap<Expr, boolean>();
  const evaluation: Evaluation = {
    settings,
    bounds,
    source,
    turn,
    annotations: new Annotations(text, compat2),
    patterns: new PatternBudget(),
    evaluate: async (expr: Expr, grid: Grid) => {
      if (grid.steps < 2 || !isStepInvariant(expr, known)) {
        return evaluateNode(evaluation, expr, grid);
      }
      const once = await evaluateNode(evaluation, expr, instantGrid(grid.startMs));
      return repeatValue(evaluation, once, grid);
    },
  };
  return evaluation;
}

async function instantValue(evaluation: Evaluation, expr: Expr, atMs: number): Promise<QueryValue> {
  const grid = instantGrid(atMs);
  const range = rangeArgument(expr);
  if (range !== null) return evaluateRawRange(evaluation, range, grid);
  return instantResult(evaluation, expr, await evaluation.evaluate(expr, grid), atMs);
}

function resultOf({ annotations }: Evaluation, value: QueryValue): QueryResult {
  return { value, warnings: annotations.warnings(), infos: annotations.infos() };
}
