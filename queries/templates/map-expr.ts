import { assertNever } from '../../platform/model/assert-never.ts';
import type { Expr, VectorSelector } from '../promql/ast.ts';

export interface ExprMapping {
  /** Called for every selector, also those inside ranges. */
  readonly selector: (selector: VectorSelector) => VectorSelector;
  /** Called for every other node after its children were mapped; ranges keep their shape. */
  readonly node: (node: Exclude<Expr, VectorSelector>) => Expr;
}

/** A changed copy of a tree, built from the leaves up. Offsets into the text lose their meaning. */
export function mapExpr(expr: Expr, mapping: ExprMapping): Expr {
  const inner = (child: Expr): Expr => mapExpr(child, mapping);
  switch (expr.kind) {
    case 'vector':
      return mapping.selector(expr);
    case 'matrix':
      return mapping.node({ ...expr, selector: mapping.selector(expr.selector) });
    case 'number':
    case 'string':
      return mapping.node(expr);
    case 'subquery':
    case 'unary':
    case 'paren':
      return mapping.node({ ...expr, expr: inner(expr.expr) });
    case 'call':
      return mapping.node({ ...expr, args: expr.args.map(inner) });
    case 'aggregation':
      return mapping.node({
        ...expr,
        param: expr.param === null ? null : inner(expr.param),
        expr: inner(expr.expr),
      });
    case 'binary':
      return mapping.node({ ...expr, lhs: inner(expr.lhs), rhs: inner(expr.rhs) });
    default:
      return assertNever(expr);
  }
}
