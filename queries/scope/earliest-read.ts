import { assertNever } from '../../platform/model/assert-never.ts';
import type {
  AtModifier,
  DurationExpr,
  Expr,
  TimeModifiers,
  VectorSelector,
} from '../promql/ast.ts';
import { durationSeconds } from '../promql/evaluate-duration.ts';

/** The instants a query is evaluated at. An instant query has `startMs` equal to `endMs`. */
export interface EvaluationWindow {
  readonly startMs: number;
  readonly endMs: number;
  /** 0 for an instant query. */
  readonly stepMs: number;
  /** How long a sample counts for an instant selector. */
  readonly lookbackMs: number;
}

/** One selector and the oldest instant it can read: no sample before it counts. */
export interface SelectorRead {
  readonly selector: VectorSelector;
  /** -Infinity where a duration cannot be worked out: then anything may be read. */
  readonly earliestMs: number;
}

/**
 * The oldest instant each selector of a query can read, from its tree: start, range, offset,
 * look-back, `@`, subqueries. Never later than the truth.
 *
 * @example earliestReads(parse('rate(x[5m] offset 1h)'), window at 12:00) // x from 10:55
 */
export function earliestReads(expr: Expr, window: EvaluationWindow): readonly SelectorRead[] {
  const reads: SelectorRead[] = [];
  visit(expr, window.startMs, { window, reads });
  return reads;
}

interface Survey {
  readonly window: EvaluationWindow;
  readonly reads: SelectorRead[];
}

/** @param fromMs the first instant at which this part is evaluated */
function visit(expr: Expr, fromMs: number, survey: Survey): void {
  switch (expr.kind) {
    case 'number':
    case 'string':
      return;
    case 'vector':
      note(expr, expr, null, fromMs, survey);
      return;
    case 'matrix':
      note(expr.selector, expr, expr.range, fromMs, survey);
      return;
    case 'subquery':
      visit(expr.expr, before(expr, expr.range, fromMs, survey), survey);
      return;
    case 'call':
      for (const arg of expr.args) visit(arg, fromMs, survey);
      return;
    case 'aggregation':
      if (expr.param) visit(expr.param, fromMs, survey);
      visit(expr.expr, fromMs, survey);
      return;
    case 'binary':
      visit(expr.lhs, fromMs, survey);
      visit(expr.rhs, fromMs, survey);
      return;
    case 'unary':
    case 'paren':
      visit(expr.expr, fromMs, survey);
      return;
    default:
      assertNever(expr);
  }
}

/** A range selector reads its range; all others, and extended ranges, look back besides. */
function note(
  selector: VectorSelector,
  modifiers: TimeModifiers & { readonly extension: unknown },
  range: DurationExpr | null,
  fromMs: number,
  survey: Survey,
): void {
  const looksBack = range === null || modifiers.extension !== null;
  const lookbackMs = looksBack ? survey.window.lookbackMs : 0;
  survey.reads.push({
    selector,
    earliestMs: before(modifiers, range, fromMs, survey) - lookbackMs,
  });
}

/** The start of what modifiers and range select, seen from an evaluation at `fromMs` or later. */
function before(
  { offset, at }: TimeModifiers,
  range: DurationExpr | null,
  fromMs: number,
  { window }: Survey,
): number {
  const base = at === null ? fromMs : pinnedMs(at, window);
  const around = {
    rangeSeconds: (window.endMs - window.startMs) / 1000,
    stepSeconds: window.stepMs / 1000,
  };
  const milliseconds = (written: DurationExpr | null): number =>
    written === null ? 0 : durationSeconds(written, around) * 1000;
  const earliest = base - milliseconds(offset) - milliseconds(range);
  return Number.isFinite(earliest) ? earliest : Number.NEGATIVE_INFINITY;
}

function pinnedMs(at: AtModifier, window: EvaluationWindow): number {
  switch (at.kind) {
    case 'timestamp':
      return at.seconds * 1000;
    case 'start':
      return window.startMs;
    case 'end':
      return window.endMs;
    default:
      return assertNever(at);
  }
}
