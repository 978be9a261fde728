import { assertNever } from '../../platform/model/assert-never.ts';
import type { Aggregation, BinaryExpr, Call, Expr } from '../promql/ast.ts';
import { typeOf } from '../promql/type-of.ts';

/**
 * The labels that rows of an expression can carry: a closed set, or `any` where the series' own
 * labels come through.
 */
export type ResultLabels = ReadonlySet<string> | 'any';

const NONE: ReadonlySet<string> = new Set();

/** Which labels the rows of a query can carry, judged by its text alone. */
export function resultLabels(expr: Expr): ResultLabels {
  switch (expr.kind) {
    case 'number':
    case 'string':
      return NONE;
    case 'vector':
    case 'matrix':
      return 'any';
    case 'subquery':
    case 'unary':
    case 'paren':
      return resultLabels(expr.expr);
    case 'call':
      return callLabels(expr);
    case 'aggregation':
      return aggregationLabels(expr);
    case 'binary':
      return binaryLabels(expr);
    default:
      return assertNever(expr);
  }
}

function callLabels(call: Call): ResultLabels {
  if (call.name === 'vector' || call.name === 'scalar') return NONE;
  const series = call.args.find((arg) => typeOf(arg) === 'vector' || typeOf(arg) === 'matrix');
  const labels = series === undefined ? NONE : resultLabels(series);
  if (labels === 'any') return 'any';
  if (call.name === 'histogram_quantile')
    return new Set([...labels].filter((name) => name !== 'le'));
  const target = call.args[1];
  const adds = call.name === 'label_replace' || call.name === 'label_join';
  return adds && target?.kind === 'string' ? new Set([...labels, target.value]) : labels;
}

function aggregationLabels({ op, grouping, expr }: Aggregation): ResultLabels {
  if (op === 'topk' || op === 'bottomk') return resultLabels(expr);
  if (grouping === null) return NONE;
  if (grouping.mode === 'by') return new Set(grouping.labels);
  const labels = resultLabels(expr);
  if (labels === 'any') return 'any';
  return new Set([...labels].filter((name) => !grouping.labels.includes(name)));
}

function binaryLabels(expr: BinaryExpr): ResultLabels {
  const { op, lhs, rhs, matching } = expr;
  const left = resultLabels(lhs);
  const right = resultLabels(rhs);
  if (op === 'and' || op === 'unless') return left;
  if (op === 'or') return union(left, right);
  if (typeOf(lhs) === 'scalar') return right;
  if (typeOf(rhs) === 'scalar') return left;
  if (matching === null) return left === 'any' ? right : left;
  if (matching.group === null) return matching.mode === 'on' ? new Set(matching.labels) : left;
  const many = matching.group === 'left' ? left : right;
  return union(many, new Set(matching.include));
}

function union(a: ResultLabels, b: ResultLabels): ResultLabels {
  return a === 'any' || b === 'any' ? 'any' : new Set([...a, ...b]);
}
