import type { Expr } from '../../queries/promql/ast.ts';
import { parsePromql } from '../../queries/promql/parse.ts';
import type { Board, BoardPanel, BoardRow } from './board.ts';

/** What a scope cannot fill of a board. */
export interface FittedBoard {
  /** Panels that were left out, in the order of the board. */
  readonly left: readonly BoardPanel[];
  /** The metrics that those ask for and the scope has not; distinct and sorted. */
  readonly missing: readonly string[];
}

/**
 * Which panels are left out: those of which no query can be answered. Of a board that would be empty
 * none is.
 *
 * @param metrics names of the metrics in the scope
 */
export function fitBoard(board: Board, metrics: ReadonlySet<string>): FittedBoard {
  const wanted = new Map(
    panelsOf(board.rows).map((panel) => [panel, whatIsMissing(panel, metrics)]),
  );
  const left = [...wanted].filter(([, missing]) => missing.length > 0);
  if (left.length === 0 || left.length === wanted.size) return { left: [], missing: [] };
  return {
    left: left.map(([panel]) => panel),
    missing: [...new Set(left.flatMap(([, missing]) => missing))].sort(),
  };
}

/** Names of all metrics that the queries of a board read; distinct. */
export function boardMetrics(board: Board): ReadonlySet<string> {
  const names = new Set<string>();
  const walk = (expr: Expr): void => {
    if (expr.kind === 'vector' && expr.name !== null) names.add(expr.name);
    const inner = expr.kind === 'binary' ? [expr.lhs, expr.rhs] : childrenOf(expr);
    for (const child of inner) walk(child);
  };
  for (const { queries } of panelsOf(board.rows)) {
    for (const [promql] of queries) walk(parsed(promql));
  }
  return names;
}

const panelsOf = (rows: readonly BoardRow[]): readonly BoardPanel[] =>
  rows.flatMap(({ panels }) => panels);

/** Empty where one of its queries can be answered. */
function whatIsMissing({ queries }: BoardPanel, metrics: ReadonlySet<string>): readonly string[] {
  const missing = queries.map(([promql]) => missingOf(parsed(promql), metrics));
  return missing.some((names) => names.length === 0) ? [] : missing.flat();
}

/** Of `a or b` one is enough, of `a unless b` the first; of all else every series is needed. */
function missingOf(expr: Expr, metrics: ReadonlySet<string>): readonly string[] {
  if (expr.kind === 'binary') {
    const before = missingOf(expr.lhs, metrics);
    if (expr.op === 'unless') return before;
    const after = missingOf(expr.rhs, metrics);
    const isOneEnough = expr.op === 'or' && (before.length === 0 || after.length === 0);
    return isOneEnough ? [] : [...before, ...after];
  }
  if (expr.kind === 'vector') {
    const { name } = expr;
    return name === null || metrics.has(name) ? [] : [name];
  }
  return childrenOf(expr).flatMap((child) => missingOf(child, metrics));
}

function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'matrix':
      return [expr.selector];
    case 'subquery':
    case 'unary':
    case 'paren':
      return [expr.expr];
    case 'call':
      return expr.args;
    case 'aggregation':
      return expr.param === null ? [expr.expr] : [expr.param, expr.expr];
    default:
      return [];
  }
}

function parsed(promql: string): Expr {
  const outcome = parsePromql(promql.replaceAll('$__rate_interval', '5m'));
  if (outcome.kind === 'error') throw new Error(`${outcome.error.text} in ${promql}`);
  return outcome.expr;
}
