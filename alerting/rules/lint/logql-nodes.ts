import { assertNever } from '../../../platform/model/assert-never.ts';
import type { BinaryExpr, MetricExpr, RangeAggregation } from '../../../queries/logql/ast.ts';
import { constantOf } from '../../../queries/logql/constant.ts';
import type { ComparisonOperator } from '../rule.ts';

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);

/** Without the parentheses around it. */
export function bareMetric(expr: MetricExpr): MetricExpr {
  let inner = expr;
  while (inner.kind === 'paren') inner = inner.expr;
  return inner;
}

export function isLogComparison(
  expr: MetricExpr,
): expr is BinaryExpr & { readonly op: ComparisonOperator } {
  return expr.kind === 'binary' && COMPARISONS.has(expr.op);
}

/** Calls `visit` for every node, parents before children, left before right. */
export function visitMetric(expr: MetricExpr, visit: (node: MetricExpr) => void): void {
  visit(expr);
  switch (expr.kind) {
    case 'range_aggregation':
    case 'number':
    case 'vector':
      return;
    case 'vector_aggregation':
    case 'label_replace':
    case 'paren':
      visitMetric(expr.expr, visit);
      return;
    case 'binary':
      visitMetric(expr.lhs, visit);
      visitMetric(expr.rhs, visit);
      return;
    default:
      assertNever(expr);
  }
}

export function rangesOf(expr: MetricExpr): readonly RangeAggregation[] {
  const found: RangeAggregation[] = [];
  visitMetric(expr, (node) => {
    if (node.kind === 'range_aggregation') found.push(node);
  });
  return found;
}

/** A comparison with a number on its right; undefined for others. */
export function comparedNumber(
  expr: MetricExpr,
): { readonly operator: ComparisonOperator; readonly threshold: number } | undefined {
  if (!isLogComparison(expr)) return undefined;
  const right = bareMetric(expr.rhs);
  const threshold = right.kind === 'number' ? right.value : constantOf(right);
  return threshold === null ? undefined : { operator: expr.op, threshold };
}
