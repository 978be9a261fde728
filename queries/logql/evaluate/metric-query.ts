import { assertNever } from '../../../platform/model/assert-never.ts';
import type { BinaryExpr, MetricExpr, VectorAggregation } from '../ast.ts';
import { constantOf } from '../constant.ts';
import { combineSeries, combineWithNumber } from './binary.ts';
import { replaceLabels } from './label-replace.ts';
import { NO_LABELS } from './label-set.ts';
import { ERROR } from './line-labels.ts';
import { pushedGrouping } from './pushed-grouping.ts';
import type { QueryContext } from './query-context.ts';
import { evaluateRangeAggregation } from './range-aggregation.ts';
import type { Surroundings } from './range-scan.ts';
import { emptySeries, type Series, withValues } from './series.ts';
import type { StepGrid } from './step-grid.ts';
import { aggregateSeries } from './vector-aggregation.ts';

/** The series of an expression at every step; those without a value at all are left out. */
export async function evaluateMetric(
  expr: MetricExpr,
  grid: StepGrid,
  context: QueryContext,
): Promise<readonly Series[]> {
  return withValues(await seriesOf(expr, grid, ALONE, context));
}

async function seriesOf(
  expr: MetricExpr,
  grid: StepGrid,
  outer: Surroundings,
  context: QueryContext,
): Promise<readonly Series[]> {
  if (context.turn.isDue()) await context.turn.rest();
  switch (expr.kind) {
    case 'range_aggregation':
      return evaluateRangeAggregation(expr, grid, outer, context);
    case 'vector_aggregation': {
      const input = withValues(await seriesOf(expr.expr, grid, within(expr, outer), context));
      return aggregateSeries(expr, input, context.turn);
    }
    case 'label_replace':
      return replaceLabels(
        expr,
        withValues(await seriesOf(expr.expr, grid, ungrouped(outer), context)),
      );
    case 'binary':
      return binarySeries(expr, grid, ungrouped(outer), context);
    case 'paren':
      return seriesOf(expr.expr, grid, outer, context);
    case 'number':
    case 'vector':
      return [constantSeries(expr.value, grid)];
    default:
      return assertNever(expr);
  }
}

const ALONE: Surroundings = { wantsErrors: false, grouping: null };

/** What is around the argument of an aggregation. */
function within(expr: VectorAggregation, { wantsErrors }: Surroundings): Surroundings {
  const groupsByError = expr.grouping?.mode === 'by' && expr.grouping.labels.includes(ERROR);
  const inner = withoutParens(expr.expr);
  return {
    wantsErrors: wantsErrors || groupsByError,
    grouping: inner.kind === 'range_aggregation' ? pushedGrouping(expr, inner) : null,
  };
}

function ungrouped({ wantsErrors }: Surroundings): Surroundings {
  return { wantsErrors, grouping: null };
}

function withoutParens(expr: MetricExpr): MetricExpr {
  return expr.kind === 'paren' ? withoutParens(expr.expr) : expr;
}

async function binarySeries(
  expr: BinaryExpr,
  grid: StepGrid,
  outer: Surroundings,
  context: QueryContext,
): Promise<readonly Series[]> {
  const left = constantOf(expr.lhs);
  const right = constantOf(expr.rhs);
  if (left !== null && right !== null)
    return [constantSeries(constantOf(expr) ?? Number.NaN, grid)];
  if (left !== null) {
    const series = await seriesOf(expr.rhs, grid, outer, context);
    return combineWithNumber(expr, series, left, true);
  }
  const leftSeries = withValues(await seriesOf(expr.lhs, grid, outer, context));
  if (right !== null) return combineWithNumber(expr, leftSeries, right, false);
  const rightSeries = withValues(await seriesOf(expr.rhs, grid, outer, context));
  return combineSeries(expr, leftSeries, rightSeries, context.turn);
}

function constantSeries(value: number, { steps }: StepGrid): Series {
  const series = emptySeries(NO_LABELS, steps);
  series.values.fill(value);
  series.has.fill(1);
  return series;
}
