import { assertNever } from '../../../platform/model/assert-never.ts';
import type {
  AtModifier,
  BinaryExpr,
  Call,
  DurationExpr,
  Expr,
  LabelMatcher,
  ValueType,
  VectorSelector,
} from '../../promql/ast.ts';
import { FUNCTIONS } from '../../promql/functions.ts';
import { printDurationExpr } from '../../promql/print.ts';

/** A node of the tree that `GET /api/v1/parse_query` answers (Prometheus 3.x, web/api/v1/translate_ast.go). */
export type TreeNode = Readonly<Record<string, unknown>>;

/**
 * The syntax tree of a query in the shape of Prometheus's API. Durations are milliseconds; one that
 * is an expression over the query's own step or range has no number and is given as text beside it.
 */
export function treeOfQuery(expr: Expr): TreeNode {
  switch (expr.kind) {
    case 'number':
      return { type: 'numberLiteral', val: numberText(expr.value) };
    case 'string':
      return { type: 'stringLiteral', val: expr.value };
    case 'vector':
      return { type: 'vectorSelector', ...selectorMembers(expr, expr.offset, expr.at) };
    case 'matrix':
      return {
        type: 'matrixSelector',
        ...selectorMembers(expr.selector, expr.offset, expr.at),
        ...duration('range', expr.range),
      };
    case 'subquery':
      return {
        type: 'subquery',
        expr: treeOfQuery(expr.expr),
        ...duration('range', expr.range),
        ...duration('step', expr.step),
        ...duration('offset', expr.offset),
        ...instant(expr.at),
      };
    case 'call':
      return { type: 'call', func: functionMembers(expr), args: expr.args.map(treeOfQuery) };
    case 'aggregation':
      return {
        type: 'aggregation',
        op: expr.op,
        expr: treeOfQuery(expr.expr),
        param: expr.param && treeOfQuery(expr.param),
        grouping: expr.grouping?.labels ?? [],
        without: expr.grouping?.mode === 'without',
      };
    case 'binary':
      return binaryNode(expr);
    case 'unary':
      return { type: 'unaryExpr', op: expr.op, expr: treeOfQuery(expr.expr) };
    case 'paren':
      return { type: 'parenExpr', expr: treeOfQuery(expr.expr) };
    default:
      return assertNever(expr);
  }
}

function binaryNode({ op, lhs, rhs, matching, returnBool }: BinaryExpr): TreeNode {
  const cards = { left: 'many-to-one', right: 'one-to-many' } as const;
  const isSet = op === 'and' || op === 'or' || op === 'unless';
  const card = matching?.group ? cards[matching.group] : isSet ? 'many-to-many' : 'one-to-one';
  return {
    type: 'binaryExpr',
    op,
    lhs: treeOfQuery(lhs),
    rhs: treeOfQuery(rhs),
    matching: {
      card,
      labels: matching?.labels ?? [],
      on: matching?.mode === 'on',
      include: matching?.include ?? [],
    },
    bool: returnBool,
  };
}

function functionMembers({ name }: Call): TreeNode {
  const signature = FUNCTIONS.get(name);
  return {
    name,
    argTypes: signature?.args.map((type) => TYPE_NAMES[type]) ?? [],
    variadic: signature?.variadic ?? 0,
    returnType: TYPE_NAMES[signature?.returns ?? 'vector'],
  };
}

const TYPE_NAMES: Readonly<Record<ValueType, string>> = {
  scalar: 'scalar',
  vector: 'vector',
  matrix: 'matrix',
  string: 'string',
};

function selectorMembers(
  selector: VectorSelector,
  offset: DurationExpr | null,
  at: AtModifier | null,
): TreeNode {
  const byName =
    selector.name === null ? [] : [{ type: '=', name: '__name__', value: selector.name }];
  return {
    name: selector.name ?? '',
    matchers: [...selector.matchers.map(matcherNode), ...byName],
    ...duration('offset', offset),
    ...instant(at),
  };
}

function matcherNode({ name, op, value }: LabelMatcher): TreeNode {
  return { type: op, name, value };
}

function duration(name: string, written: DurationExpr | null): TreeNode {
  if (written === null) return { [name]: 0 };
  if (written.kind === 'duration') return { [name]: Math.round(written.seconds * 1000) };
  return { [name]: 0, [`${name}Expr`]: printDurationExpr(written) };
}

function instant(at: AtModifier | null): TreeNode {
  if (at === null) return { timestamp: null, startOrEnd: null };
  if (at.kind === 'timestamp')
    return { timestamp: Math.round(at.seconds * 1000), startOrEnd: null };
  return { timestamp: null, startOrEnd: at.kind };
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return Object.is(value, -0) ? '-0' : String(value);
}
