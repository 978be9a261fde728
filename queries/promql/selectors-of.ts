import { assertNever } from '../../platform/model/assert-never.ts';
import type { Call, Expr, VectorSelector } from './ast.ts';

/**
 * Every vector selector of a query in the order of the text, the second argument of `info()`
 * included. Nothing but these, and `info()` with one argument, reads series.
 */
export function selectorsOf(expr: Expr): readonly VectorSelector[] {
  const found: VectorSelector[] = [];
  visitExpr(expr, (node) => {
    if (node.kind === 'vector') found.push(node);
  });
  return found;
}

/** What `info()` joins with unless its second argument names something else. */
export const DEFAULT_INFO_METRIC = 'target_info';

/** The calls of `info` that leave out the second argument: they read series no selector names. */
export function bareInfoCalls(expr: Expr): readonly Call[] {
  const found: Call[] = [];
  visitExpr(expr, (node) => {
    if (node.kind === 'call' && node.name === 'info' && node.args.length < 2) found.push(node);
  });
  return found;
}

/** Calls `visit` for every expression node, parents before children, left before right. */
export function visitExpr(expr: Expr, visit: (node: Expr) => void): void {
  visit(expr);
  switch (expr.kind) {
    case 'number':
    case 'string':
    case 'vector':
      return;
    case 'matrix':
      visitExpr(expr.selector, visit);
      return;
    case 'subquery':
    case 'unary':
    case 'paren':
      visitExpr(expr.expr, visit);
      return;
    case 'call':
      for (const arg of expr.args) visitExpr(arg, visit);
      return;
    case 'aggregation':
      if (expr.param !== null) visitExpr(expr.param, visit);
      visitExpr(expr.expr, visit);
      return;
    case 'binary':
      visitExpr(expr.lhs, visit);
      visitExpr(expr.rhs, visit);
      return;
    default:
      assertNever(expr);
  }
}
