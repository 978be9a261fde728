import { assertNever } from '../../platform/model/assert-never.ts';
import type { Expr, LogExpr, MetricExpr, StreamSelector } from './ast.ts';

/** Every stream selector of a query in the order of the text. Nothing but these reads streams. */
export function streamSelectorsOf(expr: Expr): readonly StreamSelector[] {
  const found: StreamSelector[] = [];
  collect(expr, found);
  return found;
}

function collect(expr: Expr, found: StreamSelector[]): void {
  switch (expr.kind) {
    case 'log':
      found.push(expr.selector);
      return;
    case 'range_aggregation':
      found.push(expr.range.selector);
      return;
    case 'vector_aggregation':
    case 'label_replace':
    case 'paren':
      collect(expr.expr, found);
      return;
    case 'binary':
      collect(expr.lhs, found);
      collect(expr.rhs, found);
      return;
    case 'number':
    case 'vector':
      return;
    default:
      assertNever(expr);
  }
}

/** Does the query give log lines? Otherwise it gives samples. */
export function isLogQuery(expr: Expr): expr is LogExpr {
  return expr.kind === 'log';
}

/** Does the query give samples? Otherwise it gives log lines. */
export function isMetricQuery(expr: Expr): expr is MetricExpr {
  return expr.kind !== 'log';
}
