import { isEqual, isEqualToAny, isLess } from './compare.ts';
import { escapeHtml, escapeJs, escapeQuery } from './escape-text.ts';
import { type GoValue, isTrue, type TemplateFunction, typeName } from './go-value.ts';
import { indexValue, lengthOf, sliceValue } from './index-value.ts';
import { sprint, sprintln } from './print-value.ts';
import { sprintf } from './printf.ts';
import type { TemplateBudget } from './template-budget.ts';
import { TemplateError } from './template-error.ts';
import { define, defineVariadic, type FunctionSet } from './template-function.ts';

/** What an escaping function makes of one unit, at most. */
const MOST_PER_UNIT = 6;

/** The functions that every template has. `and` and `or` are called by the evaluator itself. */
export const BUILTINS: FunctionSet = new Map<string, TemplateFunction>([
  ['and', defineVariadic(['any'], 'any', ([first]) => first)],
  ['or', defineVariadic(['any'], 'any', ([first]) => first)],
  ['not', define(['any'], ([value]) => !isTrue(value))],
  ['eq', defineVariadic(['any'], 'any', ([first], more) => isEqualToAny(first, more))],
  ['ne', define(['any', 'any'], ([left, right]) => !isEqual(left, right))],
  ['lt', define(['any', 'any'], ([left, right]) => isLess(left, right))],
  ['le', define(['any', 'any'], ([left, right]) => isLess(left, right) || isEqual(left, right))],
  ['gt', define(['any', 'any'], ([left, right]) => !isLess(left, right) && !isEqual(left, right))],
  ['ge', define(['any', 'any'], ([left, right]) => !isLess(left, right))],
  ['len', define(['any'], ([value], budget) => lengthOf(value, budget))],
  ['index', defineVariadic(['any'], 'any', ([value], keys) => indexValue(value, keys))],
  [
    'slice',
    defineVariadic(['any'], 'any', ([value], keys, budget) => sliceValue(value, keys, budget)),
  ],
  ['print', defineVariadic([], 'any', (_none, values, budget) => sprint(values, budget))],
  ['println', defineVariadic([], 'any', (_none, values, budget) => sprintln(values, budget))],
  [
    'printf',
    defineVariadic(['string'], 'any', ([format], values, budget) =>
      sprintf(format, values, budget),
    ),
  ],
  ['html', escaping(escapeHtml)],
  ['js', escaping(escapeJs)],
  ['urlquery', escaping(escapeQuery)],
  ['call', defineVariadic(['any'], 'any', ([value]) => call(value))],
]);

/** Escapes what `print` makes of its arguments. */
function escaping(change: (text: string) => string): TemplateFunction {
  return defineVariadic([], 'any', (_none, values, budget: TemplateBudget) => {
    const text = sprint(values, budget);
    budget.reserve(text.length * MOST_PER_UNIT);
    return change(text);
  });
}

/** No value of ours is a function. */
function call(value: GoValue): GoValue {
  if (value === undefined || value === null) throw new TemplateError('call of nil');
  throw new TemplateError(`non-function of type ${typeName(value)}`);
}
