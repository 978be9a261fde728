import { isDeepStrictEqual } from 'node:util';
import { assertNever } from '../../platform/model/assert-never.ts';
import type { Expr, MetricExpr, Stage } from '../../queries/logql/ast.ts';
import { constantOf } from '../../queries/logql/constant.ts';
import { parseLogql } from '../../queries/logql/parse.ts';
import { printLogql } from '../../queries/logql/print.ts';
import { isLogQuery } from '../../queries/logql/selectors-of.ts';
import { stripOffsets } from '../../queries/logql/structure.ts';
import { enforceLogql } from '../../queries/scope/enforce-logql.ts';
import type { ReadWithin } from '../../queries/scope/read-within.ts';
import type { ScopedExpression } from './compile-expression.ts';

/** As `scopeExpression`, for an expression in LogQL. */
export function scopeLogExpression(expression: string, { matchers }: ReadWithin): ScopedExpression {
  const scoped =
    matchers.length === 0
      ? ({ kind: 'ok', text: expression } as const)
      : enforceLogql(expression, matchers);
  if (scoped.kind === 'refused') return { kind: 'refused', reason: scoped.message };
  const parsed = parseLogql(scoped.text);
  if (parsed.kind === 'error') return { kind: 'refused', reason: parsed.error.text };
  const { expr } = parsed;
  if (isLogQuery(expr)) {
    return { kind: 'refused', reason: 'the expression gives lines, which cannot be compared' };
  }
  const text = printLogql(expr);
  if (!readsBackAs(text, expr)) {
    return { kind: 'refused', reason: `printing the query changed it: ${text}` };
  }
  return { kind: 'ok', text, isScalar: constantOf(expr) !== null, mayBeForeign: makesLabels(expr) };
}

function readsBackAs(text: string, expr: Expr): boolean {
  const again = parseLogql(text);
  return again.kind === 'ok' && isDeepStrictEqual(stripOffsets(again.expr), stripOffsets(expr));
}

/**
 * True when the result may bear label values that are on no stream it selects: parsers and
 * `label_format` write labels, and whoever drops one first can write it anew.
 */
function makesLabels(expr: MetricExpr): boolean {
  switch (expr.kind) {
    case 'range_aggregation':
      return expr.op === 'absent_over_time' || expr.range.stages.some(writesLabels);
    case 'label_replace':
      return true;
    case 'vector_aggregation':
    case 'paren':
      return makesLabels(expr.expr);
    case 'binary':
      return makesLabels(expr.lhs) || makesLabels(expr.rhs);
    case 'number':
    case 'vector':
      return false;
    default:
      return assertNever(expr);
  }
}

const ONLY_FILTERS: ReadonlySet<Stage['kind']> = new Set(['line_filter', 'label_filter']);

function writesLabels({ kind }: Stage): boolean {
  return !ONLY_FILTERS.has(kind);
}
