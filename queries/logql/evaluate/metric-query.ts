import { assertNever } from '../../../platform/model/assert-never.ts';
import type { BinaryExpr, MetricExpr, VectorAggregation } from '../ast.ts';
import { constantOf } from '../constant.ts';
import { combineSeries, combineWithNumber } from './binary.ts';
import { replaceLabels } from './label-replace.ts';
import { NO_LABELS } from './label-set.ts';
import { ERROR } from './line-labels.ts';
import type { QueryContext } from './query-context.ts';
import { evaluateRangeAggregation } from './range-aggregation.ts';
import { emptySeries, type Series, withValues } from './series.ts';
import type { StepGrid } from './step-grid.ts';
import { aggregateSeries } from './vector-aggregation.ts';

/** The series of an expression at every step; those without a value at all are left out. */
export async function evaluateMetric(
  expr: MetricExpr,
  grid: StepGrid,
  context: QueryContext,
): Promise<readonly Series[]> {
  return withValues(await seriesOf(expr, grid, false, context));
}

/** @param wantsErrors whether an aggregation around it groups by the error label */
async function seriesOf(
  expr: MetricExpr,
  grid: StepGrid,
  wantsErrors: boolean,
  context: QueryContext,
): Promise<readonly Series[]> {
  if (context.turn.isDue()) await context.turn.rest();
  switch (expr.kind) {
    case 'range_aggregation':
      return evaluateRangeAggregation(expr, grid, wantsErrors, context);
    case 'vector_aggregation': {
      const inner = wantsErrors || groupsByError(expr);
      const input = withValues(await seriesOf(expr.expr, grid, inner, context));
      return aggregateSeries(expr, input, context.turn);
    }
    case 'label_replace':
      return replaceLabels(expr, withValues(await seriesOf(expr.expr, grid, wantsErrors, context)));
    case 'binary':
      return binarySeries(expr, grid, wantsErrors, context);
    case 'paren':
      return seriesOf(expr.expr, grid, wantsErrors, context);
    case 'number':
    case 'vector':
      return [constantSeries(expr.value, grid)];
    default:
      return assertNever(expr);
  }
}

function groupsByError({ grouping }: VectorAggregation): boolean {
  return grouping?.mode === 'by' && grouping.labels.includes(ERROR);
}

async function binarySeries(
  expr: BinaryExpr,
  grid: StepGrid,
  wantsErrors: boolean,
  context: QueryContext,
): Promise<readonly Series[]> {
  const left = constantOf(expr.lhs);
  const right = constantOf(expr.rhs);
  if (left !== null && right !== null)
    return [constantSeries(constantOf(expr) ?? Number.NaN, grid)];
  if (left !== null) {
    const series = await seriesOf(expr.rhs, grid, wantsErrors, context);
    return combineWithNumber(expr, series, left, true);
  }
  const leftSeries = withValues(await seriesOf(expr.lhs, grid, wantsErrors, context));
  if (right !== null) return combineWithNumber(expr, leftSeries, right, false);
  const rightSeries = withValues(await seriesOf(expr.rhs, grid, wantsErrors, context));
  return combineSeries(expr, leftSeries, rightSeries, context.turn);
}

function constantSeries(value: number, { steps }: StepGrid): Series {
  const series = emptySeries(NO_LABELS, steps);
  series.values.fill(value);
  series.has.fill(1);
  return series;
}
