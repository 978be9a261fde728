import { assertNever } from '../../platform/model/assert-never.ts';
import type { DurationBinary, DurationExpr } from './ast.ts';

/** What `range()` and `step()` stand for, in seconds; NaN where it is not known. */
export interface DurationSurroundings {
  readonly rangeSeconds: number;
  readonly stepSeconds: number;
}

/** Seconds of a duration expression; not finite where it cannot be worked out. */
export function durationSeconds(expr: DurationExpr, around: DurationSurroundings): number {
  switch (expr.kind) {
    case 'duration':
      return expr.seconds;
    case 'duration_call':
      return expr.name === 'step' ? around.stepSeconds : around.rangeSeconds;
    case 'duration_choice': {
      const pick = expr.name === 'min' || expr.name === 'min_of' ? Math.min : Math.max;
      return pick(durationSeconds(expr.left, around), durationSeconds(expr.right, around));
    }
    case 'duration_binary':
      return compute(expr, around);
    case 'duration_negation':
      return -durationSeconds(expr.operand, around);
    case 'duration_paren':
      return durationSeconds(expr.inner, around);
    default:
      return assertNever(expr);
  }
}

function compute({ op, lhs, rhs }: DurationBinary, around: DurationSurroundings): number {
  const [a, b] = [durationSeconds(lhs, around), durationSeconds(rhs, around)];
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
