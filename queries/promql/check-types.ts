import { assertNever } from '../../platform/model/assert-never.ts';
import { aggregatorOfName } from './aggregators.ts';
import type { Aggregation, BinaryExpr, Call, Expr, ValueType, VectorSelector } from './ast.ts';
import { FUNCTIONS } from './functions.ts';
import { operatorInfo } from './operators.ts';
import type { TokenCursor } from './token-cursor.ts';
import { typeName, typeOf } from './type-of.ts';

/**
 * Checks types, argument counts and selectors in Prometheus's order, reports what is wrong to the
 * cursor, and gives the type of the expression.
 */
export function checkTypes(cursor: TokenCursor, expr: Expr): ValueType {
  switch (expr.kind) {
    case 'number':
      return 'scalar';
    case 'string':
      return 'string';
    case 'vector':
      checkSelector(cursor, expr, false);
      return 'vector';
    case 'matrix':
      checkSelector(cursor, expr.selector, false);
      return 'matrix';
    case 'subquery': {
      const inner = checkTypes(cursor, expr.expr);
      if (inner !== 'vector') {
        const message = `subquery is only allowed on instant vector, got ${inner} instead`;
        cursor.report(expr.start, expr.end, message);
      }
      return 'matrix';
    }
    case 'call':
      return checkCall(cursor, expr);
    case 'aggregation':
      return checkAggregation(cursor, expr);
    case 'binary':
      return checkBinary(cursor, expr);
    case 'unary': {
      const inner = checkTypes(cursor, expr.expr);
      if (inner !== 'scalar' && inner !== 'vector') {
        const message = `unary expression only allowed on expressions of type scalar or instant vector, got "${typeName(inner)}"`;
        cursor.report(expr.start, expr.end, message);
      }
      return inner;
    }
    case 'paren':
      return checkTypes(cursor, expr.expr);
    default:
      return assertNever(expr);
  }
}

function checkSelector(cursor: TokenCursor, selector: VectorSelector, mayBeEmpty: boolean): void {
  const { name, matchers, start, end } = selector;
  if (name !== null) {
    for (const matcher of matchers) {
      if (matcher.name !== '__name__') continue;
      const names = `"${name}" or ${JSON.stringify(matcher.value)}`;
      cursor.report(start, end, `metric name must not be set twice: ${names}`);
    }
    return;
  }
  if (mayBeEmpty) return;
  for (const { op, value } of matchers) {
    if (op === '=' && value !== '') return;
    if (op === '!=' && value === '') return;
    if (cursor.problem !== null) return;
    if (op === '=~' && !cursor.regexes.matchesEmpty(value)) return;
    if (op === '!~' && cursor.regexes.matchesEmpty(value)) return;
  }
  cursor.report(start, end, 'vector selector must contain at least one non-empty matcher');
}

function expectType(cursor: TokenCursor, expr: Expr, want: ValueType, place: string): void {
  const got = checkTypes(cursor, expr);
  if (got === want) return;
  const message = `expected type ${typeName(want)} in ${place}, got ${typeName(got)}`;
  cursor.report(expr.start, expr.end, message);
}

function checkAggregation(cursor: TokenCursor, expr: Aggregation): ValueType {
  expectType(cursor, expr.expr, 'vector', 'aggregation expression');
  const { param } = aggregatorOfName(expr.op);
  if (expr.param !== null && param !== null) {
    expectType(cursor, expr.param, param, 'aggregation parameter');
  }
  return 'vector';
}

function checkCall(cursor: TokenCursor, call: Call): ValueType {
  const signature = FUNCTIONS.get(call.name);
  if (signature === undefined) throw new TypeError(`unknown function ${call.name}`);
  const { args: types, variadic, returns } = signature;
  checkArgumentCount(cursor, call, types.length, variadic);
  const { args } = call;
  const isInfo = call.name === 'info' && args.length > 1;
  if (isInfo) checkInfoArgument(cursor, call);
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    const want = types[Math.min(i, types.length - 1)];
    if (arg === undefined || want === undefined || (i >= types.length && variadic === 0)) break;
    if (isInfo && i === 1 && arg.kind === 'vector') checkSelector(cursor, arg, true);
    else expectType(cursor, arg, want, `call to function "${call.name}"`);
  }
  return returns;
}

function checkArgumentCount(
  cursor: TokenCursor,
  call: Call,
  declared: number,
  variadic: number,
): void {
  const got = call.args.length;
  const least = variadic === 0 ? declared : declared - 1;
  const most = variadic === 0 ? declared : least + variadic;
  let wanted = '';
  if (variadic === 0 && got !== declared) wanted = `${declared}`;
  else if (got < least) wanted = `at least ${least}`;
  else if (variadic > 0 && got > most) wanted = `at most ${most}`;
  if (wanted === '') return;
  const message = `expected ${wanted} argument(s) in call to "${call.name}", got ${got}`;
  cursor.report(call.start, call.end, message);
}

/** The second argument of `info` is a bare set of label matchers, and may match everything. */
function checkInfoArgument(cursor: TokenCursor, call: Call): void {
  const arg = call.args[1];
  if (arg === undefined) return;
  if (arg.kind !== 'vector') {
    const type = typeOf(arg);
    if (type !== 'vector') {
      const message = `expected type instant vector in call to function "info", got ${typeName(type)}`;
      cursor.report(call.start, call.end, message);
    }
    cursor.report(arg.start, arg.end, 'expected label selectors only');
  } else if (arg.name !== null) {
    const message = 'expected label selectors only, got vector selector instead';
    cursor.report(arg.start, arg.end, message);
  }
}

function checkBinary(cursor: TokenCursor, expr: BinaryExpr): ValueType {
  const left = checkTypes(cursor, expr.lhs);
  const right = checkTypes(cursor, expr.rhs);
  const { family } = operatorInfo(expr.op);
  const bothScalar = left === 'scalar' && right === 'scalar';
  const atOp = (message: string): void => {
    cursor.report(expr.opStart, expr.opStart + expr.op.length, message);
  };
  if (expr.returnBool && family !== 'comparison') {
    atOp('bool modifier can only be used on comparison operators');
  }
  if (family === 'comparison' && !expr.returnBool && bothScalar) {
    atOp('comparisons between scalars must use BOOL modifier');
  }
  checkLabelsOnce(expr, atOp);
  checkOperands(cursor, expr, left, right);
  if (left !== 'vector' || right !== 'vector') checkNoMatching(cursor, expr);
  else if (family === 'set') checkSetOperation(cursor, expr);
  if (family === 'set' && (left === 'scalar' || right === 'scalar')) {
    const message = `set operator "${expr.op}" not allowed in binary scalar expression`;
    cursor.report(expr.start, expr.end, message);
  }
  return bothScalar ? 'scalar' : 'vector';
}

function checkLabelsOnce(expr: BinaryExpr, atOp: (message: string) => void): void {
  if (expr.matching?.mode !== 'on') return;
  const { labels, include } = expr.matching;
  const twice = labels.find((label) => include.includes(label));
  if (twice === undefined) return;
  atOp(`label ${JSON.stringify(twice)} must not occur in ON and GROUP clause at once`);
}

function checkOperands(
  cursor: TokenCursor,
  expr: BinaryExpr,
  left: ValueType,
  right: ValueType,
): void {
  const message = 'binary expression must contain only scalar and instant vector types';
  if (left !== 'scalar' && left !== 'vector') {
    cursor.report(expr.lhs.start, expr.lhs.end, message);
  }
  if (right !== 'scalar' && right !== 'vector') {
    cursor.report(expr.rhs.start, expr.rhs.end, message);
  }
}

function checkNoMatching(cursor: TokenCursor, expr: BinaryExpr): void {
  if (expr.matching !== null && expr.matching.labels.length > 0) {
    const message = 'vector matching only allowed between instant vectors';
    cursor.report(expr.start, expr.end, message);
  }
  if (expr.fill !== null) {
    const message = 'filling in missing series only allowed between instant vectors';
    cursor.report(expr.start, expr.end, message);
  }
}

function checkSetOperation(cursor: TokenCursor, expr: BinaryExpr): void {
  if (expr.matching?.group != null) {
    cursor.report(expr.start, expr.end, `no grouping allowed for "${expr.op}" operation`);
  }
  if (expr.fill !== null) {
    const message = 'filling in missing series not allowed for set operators';
    cursor.report(expr.start, expr.end, message);
  }
}
