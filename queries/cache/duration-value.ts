import { assertNever } from '../../platform/model/assert-never.ts';
import type { DurationBinary, DurationChoice, DurationExpr } from '../promql/ast.ts';

/** The range that a query is asked for, as `start()`, `end()`, `range()` and `step()` see it. */
export interface OwnRange {
  readonly startMs: number;
  readonly endMs: number;
  /** 0 for an instant query. */
  readonly stepMs: number;
}

/**
 * A duration expression in milliseconds, rounded as Prometheus rounds it; undefined where it is no
 * finite number, or depends on the query's own range and that is not given.
 */
export function durationValueMs(expr: DurationExpr, own: OwnRange | null): number | undefined {
  const seconds = secondsOf(expr, own);
  return Number.isFinite(seconds) ? Math.round(seconds * 1000) : undefined;
}

/** NaN for what is not known. */
function secondsOf(expr: DurationExpr, own: OwnRange | null): number {
  switch (expr.kind) {
    case 'duration':
      return expr.seconds;
    case 'duration_call':
      if (own === null) return Number.NaN;
      return (expr.name === 'step' ? own.stepMs : own.endMs - own.startMs) / 1000;
    case 'duration_choice':
      return choose(expr, own);
    case 'duration_binary':
      return compute(expr, own);
    case 'duration_negation':
      return -secondsOf(expr.operand, own);
    case 'duration_paren':
      return secondsOf(expr.inner, own);
    default:
      return assertNever(expr);
  }
}

function choose({ name, left, right }: DurationChoice, own: OwnRange | null): number {
  const pick = name === 'min' || name === 'min_of' ? Math.min : Math.max;
  return pick(secondsOf(left, own), secondsOf(right, own));
}

function compute({ op, lhs, rhs }: DurationBinary, own: OwnRange | null): number {
  const [a, b] = [secondsOf(lhs, own), secondsOf(rhs, own)];
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
