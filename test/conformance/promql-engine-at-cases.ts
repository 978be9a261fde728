import type { Expr, TimeModifiers } from '../../queries/promql/ast.ts';
import { isTimeDependentFunction } from '../../queries/promql/evaluate/step-invariance.ts';
import { parsePromql } from '../../queries/promql/parse.ts';
import { printPromql } from '../../queries/promql/print.ts';
import { selectorsOf, visitExpr } from '../../queries/promql/selectors-of.ts';

/** A query that must give the same at another instant. */
export interface AtCase {
  readonly query: string;
  readonly atMs: number;
}

/**
 * The query with `@` on all that reads series and had none, asked at five other instants. None
 * where the result depends on when it is asked for.
 */
export function atCases(query: string, atMs: number): readonly AtCase[] {
  const parsed = parsePromql(query);
  if (parsed.kind === 'error' || !canBePinned(parsed.expr)) return [];
  const pinned = printPromql(pin(parsed.expr, atMs / 1000));
  const others = atMs === 0 ? [-1000, 0, 1000] : [-10 * atMs, 0, atMs / 5, atMs, 10 * atMs];
  return others.map((other) => ({ query: pinned, atMs: Math.trunc(other) }));
}

function canBePinned(expr: Expr): boolean {
  let can = selectorsOf(expr).length > 0;
  visitExpr(expr, (node) => {
    if (node.kind === 'call' && (isTimeDependentFunction(node.name) || READS_TIME.has(node.name))) {
      can = false;
    }
    if ('at' in node && node.at !== null && node.at.kind !== 'timestamp') can = false;
  });
  return can;
}

const READS_TIME: ReadonlySet<string> = new Set(['start', 'end', 'range', 'step', 'info']);

/** What is inside a subquery stays: the subquery itself is pinned. */
function pin(expr: Expr, seconds: number): Expr {
  const own = <T extends TimeModifiers>(node: T): T =>
    node.at === null ? { ...node, at: { kind: 'timestamp', seconds } } : node;
  switch (expr.kind) {
    case 'vector':
    case 'matrix':
    case 'subquery':
      return own(expr);
    case 'call':
      return { ...expr, args: expr.args.map((arg) => pin(arg, seconds)) };
    case 'aggregation': {
      const param = expr.param === null ? null : pin(expr.param, seconds);
      return { ...expr, param, expr: pin(expr.expr, seconds) };
    }
    case 'binary':
      return { ...expr, lhs: pin(expr.lhs, seconds), rhs: pin(expr.rhs, seconds) };
    case 'unary':
    case 'paren':
      return { ...expr, expr: pin(expr.expr, seconds) };
    case 'number':
    case 'string':
      return expr;
  }
}
