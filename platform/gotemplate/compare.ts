import { compareBytes, type GoValue, isObject, typeName } from './go-value.ts';
import { printValue } from './print-value.ts';
import { DEFAULT_LIMITS, TemplateBudget } from './template-budget.ts';
import { TemplateError } from './template-error.ts';

type BasicKind = 'bool' | 'int' | 'float' | 'string' | 'other';

const NO_COMPARISON = 'missing argument for comparison';
const BAD_TYPE = 'invalid type for comparison';
const INCOMPATIBLE = 'incompatible types for comparison';

function kindOf(value: GoValue): BasicKind {
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int';
    case 'number':
      return 'float';
    case 'string':
      return 'string';
    default:
      return 'other';
  }
}

/** A number with a name of its own counts as the number. */
function basic(value: GoValue): GoValue {
  return isObject(value) && value.underlying !== undefined ? value.underlying : value;
}

/** `eq a b c`: is a equal to any of the others? Types have to be the same; nil may stand anywhere. */
export function isEqualToAny(first: GoValue, others: readonly GoValue[]): boolean {
  if (others.length === 0) throw new TemplateError(NO_COMPARISON);
  return others.some((other) => isEqual(basic(first), basic(other)));
}

export function isEqual(left: GoValue, right: GoValue): boolean {
  const isNil = left === undefined || left === null;
  const isOtherNil = right === undefined || right === null;
  if (isNil || isOtherNil) return isNil && isOtherNil;
  if (kindOf(left) !== kindOf(right)) throw new TemplateError(INCOMPATIBLE);
  if (kindOf(left) !== 'other') return left === right;
  if (!isObject(left)) throw new TemplateError(notComparable(left));
  if (!isObject(right)) throw new TemplateError(notComparable(right));
  return left.typeName === right.typeName && left.text() === right.text();
}

function notComparable(value: GoValue): string {
  const shown = printValue(value, new TemplateBudget(DEFAULT_LIMITS));
  return `non-comparable type ${shown}: ${typeName(value)}`;
}

/** `lt a b`: numbers of one type by size, texts by their bytes. */
export function isLess(left: GoValue, right: GoValue): boolean {
  const [a, b] = [basic(left), basic(right)];
  const kind = kindOf(a);
  if (kind === 'other' || kindOf(b) === 'other') throw new TemplateError(BAD_TYPE);
  if (kind !== kindOf(b)) throw new TemplateError(INCOMPATIBLE);
  if (typeof a === 'string' && typeof b === 'string') return compareBytes(a, b) < 0;
  if (typeof a === 'bigint' && typeof b === 'bigint') return a < b;
  if (typeof a === 'number' && typeof b === 'number') return a < b;
  throw new TemplateError(BAD_TYPE);
}
