import type { BinaryExpr, BinaryOp, Call, Expr } from '../../../queries/promql/ast.ts';
import type { ComparisonOperator } from '../rule.ts';

const COMPARISONS: Readonly<Partial<Record<BinaryOp, ComparisonOperator>>> = {
  '==': '==',
  '!=': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

const FLIPPED: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

/** Without the parentheses around it. */
export function bare(expr: Expr): Expr {
  let inner = expr;
  while (inner.kind === 'paren') inner = inner.expr;
  return inner;
}

/** `a > b`, with or without `bool`. */
export function isComparison(expr: Expr): expr is BinaryExpr & { readonly op: ComparisonOperator } {
  return expr.kind === 'binary' && COMPARISONS[expr.op] !== undefined;
}

/** `value operator constant`, whichever side the constant is written on; undefined for others. */
export interface ComparedConstant {
  readonly value: Expr;
  readonly operator: ComparisonOperator;
  readonly constant: number;
}

export function comparedConstant(expr: BinaryExpr): ComparedConstant | undefined {
  const operator = COMPARISONS[expr.op];
  if (operator === undefined) return undefined;
  const left = bare(expr.lhs);
  const right = bare(expr.rhs);
  if (right.kind === 'number') return { value: left, operator, constant: right.value };
  if (left.kind !== 'number') return undefined;
  return { value: right, operator: FLIPPED[operator], constant: left.value };
}

/** The argument that is a series, for functions that take one; their last for `histogram_quantile`. */
export function seriesArgument(call: Call): Expr | undefined {
  const at = SERIES_LATER.has(call.name) ? 1 : 0;
  return call.args[at];
}

const SERIES_LATER: ReadonlySet<string> = new Set(['histogram_quantile', 'quantile_over_time']);

/** The metric a selector names, before its braces or inside; null where it names none. */
export function metricOf(selector: Extract<Expr, { kind: 'vector' }>): string | null {
  if (selector.name !== null) return selector.name;
  const named = selector.matchers.find(({ name, op }) => name === '__name__' && op === '=');
  return named === undefined || named.value === '' ? null : named.value;
}
