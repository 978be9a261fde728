import { assertNever } from '../../platform/model/assert-never.ts';
import type { BinaryExpr, Expr, MetricExpr, Stage, StreamSelector } from './ast.ts';
import { stageProblem } from './check-stage.ts';
import { constantOf } from './constant.ts';
import { operatorInfo } from './operators.ts';
import type { TokenCursor } from './token-cursor.ts';

/** Loki's text about a selector that could select everything. */
export const NEEDS_MATCHER =
  'queries require at least one regexp or equality matcher that does not have an ' +
  'empty-compatible value. For instance, app=~".*" does not meet this requirement, ' +
  'but app=~".+" will';

/** Reports to the cursor what is wrong with the sense of an expression: first of selectors and operators, then of stages. */
export function checkExpression(cursor: TokenCursor, expr: Expr): void {
  if (expr.kind === 'log') {
    checkSelector(cursor, expr.selector);
    checkStages(cursor, expr.stages);
    return;
  }
  checkMetric(cursor, expr);
  if (cursor.problem === null) eachStages(expr, (stages) => checkStages(cursor, stages));
}

/** At least one matcher must refuse the empty text. */
export function checkSelector(cursor: TokenCursor, { matchers, start, end }: StreamSelector): void {
  for (const { op, value } of matchers) {
    if (op === '=' && value !== '') return;
    if (op === '!=' && value === '') return;
    if (op === '=~' && !cursor.regexes.matchesEmpty(value)) return;
    if (op === '!~' && cursor.regexes.matchesEmpty(value)) return;
  }
  cursor.report(start, end, NEEDS_MATCHER);
}

function checkMetric(cursor: TokenCursor, expr: MetricExpr): void {
  switch (expr.kind) {
    case 'number':
    case 'vector':
      return;
    case 'range_aggregation':
      checkSelector(cursor, expr.range.selector);
      return;
    case 'vector_aggregation':
    case 'label_replace':
    case 'paren':
      checkMetric(cursor, expr.expr);
      return;
    case 'binary':
      if (operatorInfo(expr.op).family === 'set') checkNoLiteral(cursor, expr);
      checkMetric(cursor, expr.lhs);
      checkMetric(cursor, expr.rhs);
      return;
    default:
      assertNever(expr);
  }
}

function checkNoLiteral(cursor: TokenCursor, { op, lhs, rhs }: BinaryExpr): void {
  for (const [leg, expr] of [
    ['left', lhs],
    ['right', rhs],
  ] as const) {
    const value = constantOf(expr);
    if (value === null) continue;
    const what = `unexpected literal for ${leg} leg of logical/set binary operation`;
    cursor.report(expr.start, expr.end, `${what} (${op}): ${fixed(value)}`);
  }
}

/** Go's `%f`. */
function fixed(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return Math.abs(value) < 1e21 ? value.toFixed(6) : `${BigInt(value)}.000000`;
}

function checkStages(cursor: TokenCursor, stages: readonly Stage[]): void {
  for (const stage of stages) {
    const problem = stageProblem(stage, cursor.regexes);
    if (problem !== null) cursor.report(stage.start, stage.end, problem);
  }
}

function eachStages(expr: MetricExpr, visit: (stages: readonly Stage[]) => void): void {
  switch (expr.kind) {
    case 'number':
    case 'vector':
      return;
    case 'range_aggregation':
      visit(expr.range.stages);
      return;
    case 'vector_aggregation':
    case 'label_replace':
    case 'paren':
      eachStages(expr.expr, visit);
      return;
    case 'binary':
      eachStages(expr.lhs, visit);
      eachStages(expr.rhs, visit);
      return;
    default:
      assertNever(expr);
  }
}
