import { assertNever } from '../../platform/model/assert-never.ts';
import type { DurationBinary, DurationChoice, DurationExpr } from '../promql/ast.ts';

/**
 * A duration expression in milliseconds, rounded as Prometheus rounds it; undefined where it depends
 * on the query's own range or step, or is no finite number.
 */
export function constantMs(expr: DurationExpr): number | undefined {
  const seconds = secondsOf(expr);
  return Number.isFinite(seconds) ? Math.round(seconds * 1000) : undefined;
}

/** NaN for what is not constant. */
function secondsOf(expr: DurationExpr): number {
  switch (expr.kind) {
    case 'duration':
      return expr.seconds;
    case 'duration_call':
      return Number.NaN;
    case 'duration_choice':
      return choose(expr);
    case 'duration_binary':
      return compute(expr);
    case 'duration_negation':
      return -secondsOf(expr.operand);
    case 'duration_paren':
      return secondsOf(expr.inner);
    default:
      return assertNever(expr);
  }
}

function choose({ name, left, right }: DurationChoice): number {
  const pick = name === 'min' || name === 'min_of' ? Math.min : Math.max;
  return pick(secondsOf(left), secondsOf(right));
}

function compute({ op, lhs, rhs }: DurationBinary): number {
  const [a, b] = [secondsOf(lhs), secondsOf(rhs)];
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    case '^':
      return a ** b;
    default:
      return assertNever(op);
  }
}
