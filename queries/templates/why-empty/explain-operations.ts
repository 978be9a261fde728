import type { BinaryExpr, Expr } from '../../promql/ast.ts';
import { operatorInfo } from '../../promql/operators.ts';
import { printPromql } from '../../promql/print.ts';
import { typeOf } from '../../promql/type-of.ts';
import type { EmptyOperation, EmptyReason } from './empty-reason.ts';
import type { Probe } from './probe.ts';
import type { Interval } from './read-interval.ts';

/** Functions that need two samples in their range. */
const NEED_TWO: ReadonlySet<string> = new Set([
  'rate',
  'irate',
  'increase',
  'delta',
  'idelta',
  'deriv',
  'predict_linear',
]);

/**
 * The innermost part of a query that yields nothing although everything below it does. All
 * selectors are known to find series.
 */
export async function explainOperations(
  expr: Expr,
  interval: Interval,
  probe: Probe,
): Promise<EmptyReason> {
  for (const node of operationsOf(expr)) {
    const expression = printPromql(node);
    if (await probe.yields(expression, interval)) continue;
    if (node.kind === 'call' && NEED_TWO.has(node.name) && node.args[0]?.kind === 'matrix')
      return { kind: 'too_few_samples', expression: printPromql(node.args[0]) };
    return { kind: 'operation_left_nothing', expression, operation: operationOf(node) };
  }
  return { kind: 'undetermined', message: 'every part of the query has a result by itself' };
}

/**
 * Parts that are instant vectors, the innermost first. Subqueries are not entered: what stands in
 * them is evaluated at other times.
 */
function operationsOf(expr: Expr): readonly Expr[] {
  const below = childrenOf(expr).flatMap(operationsOf);
  const isPart = expr.kind === 'call' || expr.kind === 'aggregation' || expr.kind === 'binary';
  return isPart && typeOf(expr) === 'vector' ? [...below, expr] : below;
}

function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'unary':
    case 'paren':
    case 'aggregation':
      return [expr.expr];
    case 'call':
      return expr.args;
    case 'binary':
      return expr.op === 'unless' ? [expr.lhs] : [expr.lhs, expr.rhs];
    default:
      return [];
  }
}

function operationOf(expr: Expr): EmptyOperation {
  if (expr.kind === 'binary') return binaryOperation(expr);
  return expr.kind === 'aggregation' ? 'aggregation' : 'function';
}

function binaryOperation(expr: BinaryExpr): EmptyOperation {
  const bothVectors = typeOf(expr.lhs) === 'vector' && typeOf(expr.rhs) === 'vector';
  if (expr.op === 'unless') return 'set';
  if (operatorInfo(expr.op).family === 'comparison') return 'comparison';
  return bothVectors ? 'join' : 'function';
}
