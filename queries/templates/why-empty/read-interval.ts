import { assertNever } from '../../../platform/model/assert-never.ts';
import type {
  AtModifier,
  DurationExpr,
  Expr,
  TimeModifiers,
  VectorSelector,
} from '../../promql/ast.ts';
import type { QueryTime } from '../ask-metrics.ts';

/** The instants at which a part of a query is evaluated, both ends inclusive. */
export interface Interval {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface ReadSelector {
  readonly selector: VectorSelector;
  /** The time from which it must have samples. An instant needs one in the look-back before it. */
  readonly interval: Interval;
}

/** How far before an instant Prometheus takes a sample for current, by default. */
export const LOOK_BACK_MS = 300_000;

export function intervalOf(time: QueryTime): Interval {
  return time.kind === 'instant'
    ? { fromMs: time.atMs, toMs: time.atMs }
    : { fromMs: time.startMs, toMs: time.endMs };
}

/**
 * The selectors that decide whether a query is empty, each with the time that it reads: ranges,
 * subqueries, `offset` and `@` taken into account. What stands right of `unless` only removes, so
 * it is left out. Lengths that are not written as constants count as nothing.
 */
export function readSelectors(expr: Expr, time: QueryTime): readonly ReadSelector[] {
  const found: ReadSelector[] = [];
  collect(expr, intervalOf(time), intervalOf(time), found);
  return found;
}

function collect(expr: Expr, at: Interval, whole: Interval, found: ReadSelector[]): void {
  switch (expr.kind) {
    case 'number':
    case 'string':
      return;
    case 'vector': {
      const moved = shifted(expr, at, whole);
      const isInstant = moved.fromMs === moved.toMs;
      const fromMs = isInstant ? moved.fromMs : moved.fromMs - LOOK_BACK_MS;
      found.push({ selector: expr, interval: { ...moved, fromMs } });
      return;
    }
    case 'matrix':
      found.push({
        selector: expr.selector,
        interval: longer(shifted(expr, at, whole), expr.range),
      });
      return;
    case 'subquery':
      collect(expr.expr, longer(shifted(expr, at, whole), expr.range), whole, found);
      return;
    case 'unary':
    case 'paren':
      collect(expr.expr, at, whole, found);
      return;
    case 'call':
      for (const arg of expr.args) collect(arg, at, whole, found);
      return;
    case 'aggregation':
      collect(expr.expr, at, whole, found);
      return;
    case 'binary':
      collect(expr.lhs, at, whole, found);
      if (expr.op !== 'unless') collect(expr.rhs, at, whole, found);
      return;
    default:
      assertNever(expr);
  }
}

function shifted({ at, offset }: TimeModifiers, interval: Interval, whole: Interval): Interval {
  const based = at === null ? interval : fixed(at, whole);
  const offsetMs = offset === null ? 0 : (constantMs(offset) ?? 0);
  return { fromMs: based.fromMs - offsetMs, toMs: based.toMs - offsetMs };
}

function fixed(at: AtModifier, whole: Interval): Interval {
  const atMs =
    at.kind === 'timestamp' ? at.seconds * 1000 : at.kind === 'start' ? whole.fromMs : whole.toMs;
  return { fromMs: atMs, toMs: atMs };
}

function longer(interval: Interval, range: DurationExpr): Interval {
  return { ...interval, fromMs: interval.fromMs - (constantMs(range) ?? 0) };
}

/** Milliseconds of a written duration; null when it depends on the query. */
function constantMs(duration: DurationExpr): number | null {
  switch (duration.kind) {
    case 'duration':
      return duration.seconds * 1000;
    case 'duration_paren':
      return constantMs(duration.inner);
    case 'duration_negation': {
      const inner = constantMs(duration.operand);
      return inner === null ? null : -inner;
    }
    case 'duration_call':
    case 'duration_choice':
    case 'duration_binary':
      return null;
    default:
      return assertNever(duration);
  }
}
