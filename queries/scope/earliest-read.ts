import { assertNever } from '../../platform/model/assert-never.ts';
import type {
  AtModifier,
  Call,
  DurationExpr,
  Expr,
  Subquery,
  TimeModifiers,
  VectorSelector,
} from '../promql/ast.ts';
import { durationSeconds } from '../promql/evaluate-duration.ts';
import { DEFAULT_INFO_METRIC, visitExpr } from '../promql/selectors-of.ts';

/** The instants a query is evaluated at. An instant query has `startMs` equal to `endMs`. */
export interface EvaluationWindow {
  readonly startMs: number;
  readonly endMs: number;
  /** 0 for an instant query. */
  readonly stepMs: number;
  /** How long a sample counts for an instant selector. */
  readonly lookbackMs: number;
  /**
   * Who evaluates may look further back than Prometheus does, as VictoriaMetrics: ranges, too, take the
   * last sample before them, instant selectors look back for a step at least, and subqueries begin a
   * step and a look-back earlier. Default false.
   */
  readonly looksFurther?: boolean;
}

/**
 * One selector and the oldest instant it can read: no sample before it counts. The series that `info()`
 * with one argument reads are those of a selector in the place of the call.
 */
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
  visit(expr, { fromMs: window.startMs, stepMs: window.stepMs }, { window, reads });
  return reads;
}

interface Survey {
  readonly window: EvaluationWindow;
  readonly reads: SelectorRead[];
}

/** How a part of a query is evaluated: from which instant on, and how far apart. */
interface Evaluation {
  readonly fromMs: number;
  readonly stepMs: number;
}

function visit(expr: Expr, at: Evaluation, survey: Survey): void {
  switch (expr.kind) {
    case 'number':
    case 'string':
      return;
    case 'vector':
      note(expr, expr, null, at, survey);
      return;
    case 'matrix':
      note(expr.selector, expr, expr.range, at, survey);
      return;
    case 'subquery':
      visit(expr.expr, insideOf(expr, at, survey), survey);
      return;
    case 'call':
      for (const arg of expr.args) visit(arg, at, survey);
      if (expr.name === 'info') noteInfo(expr, at, survey);
      return;
    case 'aggregation':
      if (expr.param) visit(expr.param, at, survey);
      visit(expr.expr, at, survey);
      return;
    case 'binary':
      visit(expr.lhs, at, survey);
      visit(expr.rhs, at, survey);
      return;
    case 'unary':
    case 'paren':
      visit(expr.expr, at, survey);
      return;
    default:
      assertNever(expr);
  }
}

/**
 * Info series are read when a selector of the first argument reads (Prometheus takes the first of
 * them; here it is whichever reaches furthest), whatever their own selector says.
 */
function noteInfo(call: Call, at: Evaluation, survey: Survey): void {
  const [arg, second] = call.args;
  const selector = second?.kind === 'vector' ? second : defaultInfo(call);
  note(selector, NOT_MOVED, null, at, survey);
  if (arg === undefined) return;
  visitExpr(arg, (node) => {
    if (node.kind !== 'vector' && node.kind !== 'matrix') return;
    note(selector, { ...NOT_MOVED, offset: node.offset, at: node.at }, null, at, survey);
  });
}

const NOT_MOVED = { offset: null, at: null, extension: null };

function defaultInfo({ start, end }: Call): VectorSelector {
  const name = DEFAULT_INFO_METRIC;
  return {
    kind: 'vector',
    ...NOT_MOVED,
    name,
    matchers: [],
    braceStart: -1,
    nameEnd: start,
    start,
    end,
  };
}

/** How the inner part of a subquery is evaluated. */
function insideOf(subquery: Subquery, { fromMs, stepMs }: Evaluation, survey: Survey): Evaluation {
  const begin = before(subquery, subquery.range, fromMs, survey);
  const { looksFurther, lookbackMs } = survey.window;
  if (looksFurther !== true) return { fromMs: begin, stepMs };
  const innerStepMs = subquery.step === null ? stepMs : milliseconds(subquery.step, survey.window);
  const inner = Math.max(lookbackMs, finiteOr(innerStepMs, Number.POSITIVE_INFINITY));
  return { fromMs: begin - lookbackMs - inner, stepMs: inner };
}

/** A range selector reads its range; all others, and extended ranges, look back besides. */
function note(
  selector: VectorSelector,
  modifiers: TimeModifiers & { readonly extension: unknown },
  range: DurationExpr | null,
  { fromMs, stepMs }: Evaluation,
  survey: Survey,
): void {
  const { lookbackMs, looksFurther } = survey.window;
  const looksBack = range === null || modifiers.extension !== null || looksFurther === true;
  const backMs = looksFurther === true ? Math.max(lookbackMs, stepMs) : lookbackMs;
  survey.reads.push({
    selector,
    earliestMs: before(modifiers, range, fromMs, survey) - (looksBack ? backMs : 0),
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
  const earliest = base - milliseconds(offset, window) - milliseconds(range, window);
  return finiteOr(earliest, Number.NEGATIVE_INFINITY);
}

function milliseconds(written: DurationExpr | null, window: EvaluationWindow): number {
  if (written === null) return 0;
  const around = {
    rangeSeconds: (window.endMs - window.startMs) / 1000,
    stepSeconds: window.stepMs / 1000,
  };
  return durationSeconds(written, around) * 1000;
}

function finiteOr(value: number, otherwise: number): number {
  return Number.isFinite(value) ? value : otherwise;
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
