import { assertNever } from '../../../platform/model/assert-never.ts';
import type { BinaryExpr, Expr } from '../../promql/ast.ts';
import { selectorsOf } from '../../promql/selectors-of.ts';
import { labelPlaceholderOf } from './label-placeholder.ts';

/**
 * Does a filter on the label narrow all that the query counts? Every branch must hold a placeholder
 * for it, or be joined with one that does: a filter in the numerator only makes a wrong ratio.
 */
export function narrows(expr: Expr, label: string): boolean {
  switch (expr.kind) {
    case 'number':
    case 'string':
      return true;
    case 'vector':
      return expr.matchers.some((matcher) => labelPlaceholderOf(matcher)?.label === label);
    case 'matrix':
      return narrows(expr.selector, label);
    case 'subquery':
    case 'unary':
    case 'paren':
      return narrows(expr.expr, label);
    case 'call':
      return expr.args.every((arg) => narrows(arg, label));
    case 'aggregation':
      return narrows(expr.expr, label);
    case 'binary':
      return binaryNarrows(expr, label);
    default:
      return assertNever(expr);
  }
}

function binaryNarrows({ op, lhs, rhs, matching }: BinaryExpr, label: string): boolean {
  const left = narrows(lhs, label);
  const right = narrows(rhs, label);
  const readsLeft = selectorsOf(lhs).length > 0;
  const readsRight = selectorsOf(rhs).length > 0;
  if (op === 'unless') return left;
  const isJoin = op === 'and' || (op !== 'or' && matching !== null && matching.group !== null);
  return isJoin ? (readsLeft && left) || (readsRight && right) : left && right;
}
