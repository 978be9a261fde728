import { assertNever } from '../../../platform/model/assert-never.ts';
import type { Expr } from '../ast.ts';

/** Functions whose result depends on the time of evaluation even where their arguments do not. */
const TIME_DEPENDENT: ReadonlySet<string> = new Set([
  'day_of_month',
  'day_of_week',
  'day_of_year',
  'days_in_month',
  'hour',
  'minute',
  'month',
  'predict_linear',
  'time',
  'timestamp',
  'year',
]);

/**
 * Whether a node has the same value at every step: all that it reads is pinned by `@`. Such a node
 * is evaluated once and copied. Remembers its answers, since every level of a tree asks.
 */
export function isStepInvariant(expr: Expr, known: WeakMap<Expr, boolean>): boolean {
  const before = known.get(expr);
  if (before !== undefined) return before;
  const answer = judge(expr, known);
  known.set(expr, answer);
  return answer;
}

function judge(expr: Expr, known: WeakMap<Expr, boolean>): boolean {
  switch (expr.kind) {
    case 'number':
    case 'string':
      return true;
    case 'vector':
    case 'matrix':
    case 'subquery':
      return expr.at !== null;
    case 'unary':
    case 'paren':
      return isStepInvariant(expr.expr, known);
    case 'call':
      if (TIME_DEPENDENT.has(expr.name)) return false;
      return expr.args.every((arg) => isStepInvariant(arg, known));
    case 'aggregation': {
      const { param } = expr;
      return isStepInvariant(expr.expr, known) && (param === null || isStepInvariant(param, known));
    }
    case 'binary':
      return isStepInvariant(expr.lhs, known) && isStepInvariant(expr.rhs, known);
    default:
      return assertNever(expr);
  }
}

/** Whether a query's value depends on when it is evaluated even if every selector is pinned. */
export function isTimeDependentFunction(name: string): boolean {
  return TIME_DEPENDENT.has(name);
}
