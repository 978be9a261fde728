import { assertNever } from '../../../../platform/model/assert-never.ts';
import { isList, isObject, type Json, member, sameJson } from '../model/json.ts';
import type { CelExpression, CelMethod, CelOperator } from './cel-expression.ts';

type Scope = ReadonlyMap<string, Json>;

/** @throws Error when an expression meets a value of the wrong type or an absent field, as CEL does */
export function evaluateCel(expression: CelExpression, scope: Scope): Json {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'name':
      return known(scope.get(expression.name), expression.name);
    case 'list':
      return expression.items.map((item) => evaluateCel(item, scope));
    case 'field':
      return known(field(evaluateCel(expression.of, scope), expression.name), expression.name);
    case 'index':
      return element(evaluateCel(expression.of, scope), evaluateCel(expression.at, scope));
    case 'has':
      return field(evaluateCel(expression.of, scope), expression.name) !== undefined;
    case 'not':
      return !truth(evaluateCel(expression.of, scope));
    case 'binary':
      return binary(expression, scope);
    case 'call':
      return call(
        expression.method,
        evaluateCel(expression.of, scope),
        expression.args.map((argument) => evaluateCel(argument, scope)),
      );
    case 'each':
      return each(expression, scope);
    default:
      return assertNever(expression);
  }
}

function known(value: Json | undefined, name: string): Json {
  if (value === undefined) throw new Error(`no such key: ${name}`);
  return value;
}

const field = (of: Json, name: string): Json | undefined =>
  isObject(of) ? member(of, name) : undefined;

function element(of: Json, at: Json): Json {
  const found = isList(of) ? of[Number(at)] : field(of, String(at));
  return known(found, String(at));
}

function truth(value: Json): boolean {
  if (typeof value !== 'boolean') throw new Error('no such overload: a bool was needed');
  return value;
}

function binary(expression: CelExpression & { readonly kind: 'binary' }, scope: Scope): boolean {
  const { operator, left, right } = expression;
  if (operator === '||' || operator === '&&') return logical(operator, left, right, scope);
  return compare(operator, evaluateCel(left, scope), evaluateCel(right, scope));
}

/** An error on one side does not matter when the other side decides. */
function logical(
  operator: '||' | '&&',
  left: CelExpression,
  right: CelExpression,
  scope: Scope,
): boolean {
  const deciding = operator === '||';
  let failure: unknown = null;
  for (const side of [left, right]) {
    try {
      if (truth(evaluateCel(side, scope)) === deciding) return deciding;
    } catch (error) {
      failure = error;
    }
  }
  if (failure !== null) throw failure instanceof Error ? failure : new Error(String(failure));
  return !deciding;
}

function compare(operator: Exclude<CelOperator, '||' | '&&'>, left: Json, right: Json): boolean {
  switch (operator) {
    case '==':
      return sameJson(left, right);
    case '!=':
      return !sameJson(left, right);
    case 'in':
      return isList(right)
        ? right.some((item) => sameJson(item, left))
        : field(right, String(left)) !== undefined;
    case '<':
      return order(left, right) < 0;
    case '<=':
      return order(left, right) <= 0;
    case '>':
      return order(left, right) > 0;
    case '>=':
      return order(left, right) >= 0;
    default:
      return assertNever(operator);
  }
}

function order(left: Json, right: Json): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'string' && typeof right === 'string')
    return left < right ? -1 : left > right ? 1 : 0;
  throw new Error('no such overload: values of one ordered type were needed');
}

function call(method: CelMethod, of: Json, args: readonly Json[]): Json {
  if (method === 'size') return size(of);
  const [argument] = args;
  if (typeof of !== 'string' || typeof argument !== 'string') {
    throw new Error(`no such overload: ${method}`);
  }
  switch (method) {
    case 'startsWith':
      return of.startsWith(argument);
    case 'endsWith':
      return of.endsWith(argument);
    case 'contains':
      return of.includes(argument);
    default:
      return assertNever(method);
  }
}

function size(of: Json): number {
  if (isList(of)) return of.length;
  if (typeof of === 'string') return [...of].length;
  if (isObject(of)) return Object.keys(of).length;
  throw new Error('no such overload: size');
}

function each(expression: CelExpression & { readonly kind: 'each' }, scope: Scope): Json {
  const of = evaluateCel(expression.of, scope);
  const items = isObject(of) ? Object.keys(of) : isList(of) ? of : [];
  const within = (item: Json) =>
    evaluateCel(expression.body, new Map([...scope, [expression.variable, item]]));
  switch (expression.macro) {
    case 'filter':
      return items.filter((item) => truth(within(item)));
    case 'all':
      return items.every((item) => truth(within(item)));
    case 'exists':
      return items.some((item) => truth(within(item)));
    case 'map':
      return items.map(within);
    default:
      return assertNever(expression.macro);
  }
}
