import { QueryFailure } from '../../source/query-failure.ts';
import type { Expr, MetricExpr } from '../ast.ts';
import { constantOf } from '../constant.ts';
import type { Direction, ResultEntry } from './entry-selection.ts';
import { compareLabelSets, type LabelSet } from './label-set.ts';
import { evaluateLogQuery } from './log-query.ts';
import { evaluateMetric } from './metric-query.ts';
import type { QueryContext } from './query-context.ts';
import type { Series } from './series.ts';
import type { StepGrid } from './step-grid.ts';

/** A question; instants are Unix nanoseconds. */
export type LogqlAsk = InstantAsk | RangeAsk;

export interface InstantAsk {
  readonly kind: 'instant';
  readonly timeNs: bigint;
}

/** Metric queries at `startNs`, `startNs + stepNs`, … up to `endNs`; log queries in `[startNs, endNs)`. */
export interface RangeAsk {
  readonly kind: 'range';
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly stepNs: bigint;
  /** Of lines, at least 1. */
  readonly limit: number;
  readonly direction: Direction;
  /** Least time between two lines; 0 or none: all of them. */
  readonly intervalNs?: bigint;
}

export type LogqlResult =
  | { readonly kind: 'streams'; readonly entries: readonly ResultEntry[] }
  | { readonly kind: 'scalar'; readonly timeNs: bigint; readonly value: number }
  | {
      readonly kind: 'vector';
      readonly timeNs: bigint;
      readonly samples: readonly { readonly labels: LabelSet; readonly value: number }[];
    }
  | { readonly kind: 'matrix'; readonly grid: StepGrid; readonly series: readonly Series[] };

/** Points of a series that a range query may ask for, as in Loki. */
const MAX_POINTS = 11_000n;

/**
 * Evaluates a parsed query as Loki does.
 * @throws QueryFailure `bad_data` for a question that is wrong, `execution` for one that fails or
 * goes over a limit, and what `context.turn` throws
 */
export async function evaluateLogql(
  expr: Expr,
  ask: LogqlAsk,
  context: QueryContext,
): Promise<LogqlResult> {
  if (expr.kind !== 'log') {
    return ask.kind === 'instant'
      ? evaluateInstant(expr, ask, context)
      : evaluateRange(expr, ask, context);
  }
  if (ask.kind === 'instant') {
    const text =
      'log queries are not supported as an instant query type, please change your query to a range query type';
    throw new QueryFailure('bad_data', text);
  }
  return { kind: 'streams', entries: await evaluateLogQuery(expr, ask, context) };
}

async function evaluateInstant(
  expr: MetricExpr,
  { timeNs }: InstantAsk,
  context: QueryContext,
): Promise<LogqlResult> {
  const constant = constantOf(expr);
  if (constant !== null) return { kind: 'scalar', timeNs, value: constant };
  const grid: StepGrid = { startNs: timeNs, stepNs: 1n, steps: 1 };
  const series = await evaluateMetric(expr, grid, context);
  refuseTooMany(series, context);
  const samples = series.map(({ labels, values }) => ({ labels, value: values[0] ?? 0 }));
  if (!isRanked(expr) && !isSorted(expr))
    samples.sort((a, b) => compareLabelSets(a.labels, b.labels));
  return { kind: 'vector', timeNs, samples };
}

async function evaluateRange(
  expr: MetricExpr,
  { startNs, endNs, stepNs }: RangeAsk,
  context: QueryContext,
): Promise<LogqlResult> {
  const grid = gridOf(startNs, endNs, stepNs);
  const series = await evaluateMetric(expr, grid, context);
  refuseTooMany(series, context);
  const sorted = [...series].sort((a, b) => compareLabelSets(a.labels, b.labels));
  return { kind: 'matrix', grid, series: sorted };
}

/** @throws QueryFailure `bad_data` for a step that is none, or too small for its range */
function gridOf(startNs: bigint, endNs: bigint, stepNs: bigint): StepGrid {
  if (stepNs <= 0n) {
    const text =
      'zero or negative query resolution step widths are not accepted. Try a positive integer';
    throw new QueryFailure('bad_data', text);
  }
  if (endNs < startNs)
    throw new QueryFailure('bad_data', 'end timestamp must not be before or equal to start time');
  const gaps = (endNs - startNs) / stepNs;
  if (gaps > MAX_POINTS) {
    const text =
      'exceeded maximum resolution of 11,000 points per time series. Try increasing the value of the step parameter';
    throw new QueryFailure('bad_data', text);
  }
  return { startNs, stepNs, steps: Number(gaps) + 1 };
}

function refuseTooMany({ length }: readonly Series[], { maxSeries }: QueryContext): void {
  if (length <= maxSeries) return;
  throw new QueryFailure(
    'execution',
    `maximum number of series (${maxSeries}) reached for a single query; consider reducing query ` +
      'cardinality by adding more specific stream selectors, reducing the time range, or aggregating ' +
      'results with functions like sum(), count() or topk()',
  );
}

/** Is it the ranks of `topk` and its like that are asked for? */
function isRanked(expr: MetricExpr): boolean {
  if (expr.kind === 'paren') return isRanked(expr.expr);
  if (expr.kind !== 'vector_aggregation') return false;
  return expr.op === 'topk' || expr.op === 'bottomk' || expr.op === 'approx_topk';
}

/** Does `sort` or `sort_desc` decide the order? */
function isSorted(expr: MetricExpr): boolean {
  switch (expr.kind) {
    case 'vector_aggregation':
      return expr.op === 'sort' || expr.op === 'sort_desc' || isSorted(expr.expr);
    case 'label_replace':
    case 'paren':
      return isSorted(expr.expr);
    case 'binary':
      return isSorted(expr.lhs) || isSorted(expr.rhs);
    default:
      return false;
  }
}
