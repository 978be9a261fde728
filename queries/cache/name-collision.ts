import { assertNever } from '../../platform/model/assert-never.ts';
import type { Aggregation, BinaryExpr, Call, Expr, VectorSelector } from '../promql/ast.ts';
import { visitExpr } from '../promql/selectors-of.ts';
import { typeOf } from '../promql/type-of.ts';

/** Metric names that the series of an expression can carry: none, exactly one, or any number. */
type Names =
  | { readonly kind: 'none' | 'several' }
  | { readonly kind: 'one'; readonly name: string };

const NONE: Names = { kind: 'none' };
const SEVERAL: Names = { kind: 'several' };

/** Functions that leave the metric name on their first argument's series. */
const KEEP_NAME: ReadonlySet<string> = new Set([
  'last_over_time',
  'first_over_time',
  'sort',
  'sort_desc',
  'sort_by_label',
  'sort_by_label_desc',
  'label_replace',
  'label_join',
]);

/** Aggregations that pick series instead of making new ones. */
const PICKING: ReadonlySet<string> = new Set(['topk', 'bottomk', 'limitk', 'limit_ratio']);

/**
 * True when dropping metric names may make two series one, in a place where Prometheus (before it
 * merged such series) judges that over the whole range: range functions and the minus sign. There
 * `-{job="a"}` is an error as soon as two names occur anywhere in the range, though never at the
 * same instant; pieces of the range would not be.
 */
export function mayCollide(expr: Expr): boolean {
  let found = false;
  visitExpr(expr, (node) => {
    found ||= operandsThatLoseNames(node).some((operand) => namesOf(operand).kind === 'several');
  });
  return found;
}

function operandsThatLoseNames(node: Expr): readonly Expr[] {
  if (node.kind === 'unary') return node.op === '-' ? [node.expr] : [];
  if (node.kind !== 'call' || KEEP_NAME.has(node.name)) return [];
  return node.args.filter(isRange);
}

function isRange(expr: Expr): boolean {
  if (expr.kind === 'paren') return isRange(expr.expr);
  return expr.kind === 'matrix' || expr.kind === 'subquery';
}

function namesOf(expr: Expr): Names {
  switch (expr.kind) {
    case 'number':
    case 'string':
      return NONE;
    case 'vector':
      return nameOfSelector(expr);
    case 'matrix':
      return nameOfSelector(expr.selector);
    case 'subquery':
    case 'paren':
      return namesOf(expr.expr);
    case 'unary':
      return expr.op === '-' ? NONE : namesOf(expr.expr);
    case 'call':
      return namesOfCall(expr);
    case 'aggregation':
      return namesOfAggregation(expr);
    case 'binary':
      return namesOfBinary(expr);
    default:
      return assertNever(expr);
  }
}

function nameOfSelector({ name, matchers }: VectorSelector): Names {
  if (name !== null) return { kind: 'one', name };
  const exact = matchers.find((matcher) => matcher.name === '__name__' && matcher.op === '=');
  return exact === undefined ? SEVERAL : { kind: 'one', name: exact.value };
}

function namesOfCall({ name, args }: Call): Names {
  const [first, second] = args;
  if (first === undefined || !KEEP_NAME.has(name)) return NONE;
  const writesName =
    name.startsWith('label_') && (second?.kind !== 'string' || second.value === '__name__');
  return writesName ? SEVERAL : namesOf(first);
}

function namesOfAggregation({ op, grouping, param, expr }: Aggregation): Names {
  if (PICKING.has(op)) return namesOf(expr);
  if (op === 'count_values' && param?.kind === 'string' && param.value === '__name__')
    return SEVERAL;
  const keepsName = grouping?.mode === 'by' && grouping.labels.includes('__name__');
  return keepsName ? namesOf(expr) : NONE;
}

/** Operators that let their left (or "many") side pass as it is, `bool` aside. */
const FILTERS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=', '</', '>/']);

function namesOfBinary({ op, lhs, rhs, returnBool, matching, fill }: BinaryExpr): Names {
  if (op === 'and' || op === 'unless') return namesOf(lhs);
  if (op === 'or') return either(namesOf(lhs), namesOf(rhs));
  if (fill !== null || matching?.include.includes('__name__')) return SEVERAL;
  if (!FILTERS.has(op) || returnBool) return NONE;
  return namesOf(matching?.group === 'right' || typeOf(lhs) === 'scalar' ? rhs : lhs);
}

function either(a: Names, b: Names): Names {
  if (a.kind === 'one' && b.kind === 'one') return a.name === b.name ? a : SEVERAL;
  return a.kind === 'none' && b.kind === 'none' ? NONE : SEVERAL;
}
