import { assertNever } from '../../../platform/model/assert-never.ts';
import type { BinaryExpr, Call, Expr, VectorMatching } from '../../../queries/promql/ast.ts';
import { selectorsOf } from '../../../queries/promql/selectors-of.ts';
import { typeOf } from '../../../queries/promql/type-of.ts';
import { seriesArgument } from './promql-nodes.ts';

const CHOOSING: ReadonlySet<string> = new Set(['topk', 'bottomk', 'limitk', 'limit_ratio']);
const NEITHER: ReadonlySet<string> = new Set(['vector', 'scalar', 'time', 'pi']);
const ABSENT: ReadonlySet<string> = new Set(['absent', 'absent_over_time']);

/**
 * The node by which rows lose a label that their series may have; null where rows can carry it, and
 * where there are no series that could. Judged by the text alone: a raw series may carry any label.
 *
 * @example lostLabelAt(parse('sum by (job) (x)'), 'namespace') // the aggregation
 * @example lostLabelAt(parse('x > 1'), 'namespace') // null
 */
export function lostLabelAt(expr: Expr, label: string): Expr | null {
  switch (expr.kind) {
    case 'number':
    case 'string':
    case 'vector':
    case 'matrix':
      return null;
    case 'subquery':
    case 'unary':
    case 'paren':
      return lostLabelAt(expr.expr, label);
    case 'call':
      return lostByCall(expr, label);
    case 'aggregation':
      if (CHOOSING.has(expr.op)) return lostLabelAt(expr.expr, label);
      if (expr.op === 'count_values' && textOf(expr.param) === label) return null;
      return keeps(expr.grouping, label) ? lostLabelAt(expr.expr, label) : expr;
    case 'binary':
      return lostByBinary(expr, label);
    default:
      return assertNever(expr);
  }
}

/** Do all selectors ask for one and the same value of the label? Then there is nothing to merge. */
export function isPinned(expr: Expr, label: string): boolean {
  const values = new Set<string | undefined>();
  for (const { matchers } of selectorsOf(expr)) {
    values.add(matchers.find(({ name, op }) => name === label && op === '=')?.value);
  }
  return values.size === 1 && !values.has(undefined);
}

function keeps(
  grouping: Extract<Expr, { kind: 'aggregation' }>['grouping'],
  label: string,
): boolean {
  if (grouping === null) return false;
  return grouping.labels.includes(label) === (grouping.mode === 'by');
}

function lostByCall(call: Call, label: string): Expr | null {
  if (NEITHER.has(call.name)) return null;
  if (ABSENT.has(call.name)) return isEqualTo(call, label) ? null : call;
  if (call.name === 'histogram_quantile' && label === 'le') return call;
  const makes = call.name === 'label_replace' || call.name === 'label_join';
  if (makes && textOf(call.args[1] ?? null) === label) return null;
  const series = seriesArgument(call);
  return series === undefined ? null : lostLabelAt(series, label);
}

/** `absent` takes labels from the `=` of its selector only. */
function isEqualTo({ args: [argument] }: Call, label: string): boolean {
  const selector = argument?.kind === 'matrix' ? argument.selector : argument;
  if (selector?.kind !== 'vector') return false;
  return selector.matchers.some(({ name, op }) => name === label && op === '=');
}

function lostByBinary(expr: BinaryExpr, label: string): Expr | null {
  const { op, lhs, rhs, matching } = expr;
  if (op === 'and' || op === 'unless') return lostLabelAt(lhs, label);
  const left = (): Expr | null => lostLabelAt(lhs, label);
  const right = (): Expr | null => lostLabelAt(rhs, label);
  if (op === 'or') return left() ?? right();
  if (typeOf(rhs) === 'scalar') return left();
  if (typeOf(lhs) === 'scalar') return right();
  if (matching === null) return left() ?? right();
  if (matching.group !== null) {
    if (matching.include.includes(label)) return null;
    return matching.group === 'left' ? left() : right();
  }
  return matches(matching, label) ? (left() ?? right()) : expr;
}

/** Are rows of both sides brought together by this label? */
export function matches({ mode, labels }: VectorMatching, label: string): boolean {
  return labels.includes(label) === (mode === 'on');
}

function textOf(expr: Expr | null): string | undefined {
  return expr?.kind === 'string' ? expr.value : undefined;
}
