import { assertNever } from '../../platform/model/assert-never.ts';
import type { BinaryOp, MetricExpr } from './ast.ts';

/**
 * The value of an expression of nothing but numbers, which Loki works out while it parses; `null`
 * for anything else. Division and remainder by zero give NaN, comparisons 0 or 1.
 */
export function constantOf(expr: MetricExpr): number | null {
  if (expr.kind === 'number') return expr.value;
  if (expr.kind === 'paren') return constantOf(expr.expr);
  if (expr.kind !== 'binary' || expr.op === 'or' || expr.op === 'and' || expr.op === 'unless') {
    return null;
  }
  const left = constantOf(expr.lhs);
  const right = left === null ? null : constantOf(expr.rhs);
  return left === null || right === null ? null : calculate(expr.op, left, right);
}

/** Two numbers joined as LogQL does it: zero divisors give NaN, comparisons 0 or 1. */
export function calculate(
  op: Exclude<BinaryOp, 'or' | 'and' | 'unless'>,
  left: number,
  right: number,
): number {
  switch (op) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? Number.NaN : left / right;
    case '%':
      return right === 0 ? Number.NaN : left % right;
    case '^':
      return power(left, right);
    case '==':
      return Number(left === right);
    case '!=':
      return Number(left !== right);
    case '>':
      return Number(left > right);
    case '>=':
      return Number(left >= right);
    case '<':
      return Number(left < right);
    case '<=':
      return Number(left <= right);
    default:
      return assertNever(op);
  }
}

/** As Go's `math.Pow`, where one to any power, and minus one to an infinite one, is 1. */
function power(base: number, exponent: number): number {
  const isOne = base === 1 || (base === -1 && Math.abs(exponent) === Number.POSITIVE_INFINITY);
  return isOne ? 1 : base ** exponent;
}
