import type { GoValue, TemplateFunction } from '../../../platform/gotemplate/go-value.ts';
import type { TemplateBudget } from '../../../platform/gotemplate/template-budget.ts';
import { TemplateError } from '../../../platform/gotemplate/template-error.ts';
import {
  define,
  defineVariadic,
  type FunctionSet,
} from '../../../platform/gotemplate/template-function.ts';
import { toFloat64, toInt64, wrap64 } from './cast.ts';
import { add, type Decimal, decimalOf, divide, multiply, subtract, toNumber } from './decimal.ts';

/** Sprig's arithmetic: whole numbers in 64 bits, the `f` ones in decimals. */
export const NUMBER_FUNCTIONS: FunctionSet = new Map<string, TemplateFunction>([
  ['int', define(['any'], ([value]) => toInt64(value))],
  ['float64', define(['any'], ([value]) => toFloat64(value))],
  [
    'add',
    defineVariadic([], 'any', (_none, values) =>
      values.reduce<bigint>((sum, value) => wrap64(sum + toInt64(value)), 0n),
    ),
  ],
  ['sub', define(['any', 'any'], ([a, b]) => wrap64(toInt64(a) - toInt64(b)))],
  [
    'mul',
    defineVariadic(['any'], 'any', ([first], values) =>
      values.reduce<bigint>((product, value) => wrap64(product * toInt64(value)), toInt64(first)),
    ),
  ],
  ['div', define(['any', 'any'], ([a, b]) => wrap64(toInt64(a) / nonZero(toInt64(b))))],
  ['mod', define(['any', 'any'], ([a, b]) => toInt64(a) % nonZero(toInt64(b)))],
  ['addf', decimals(add, 0)],
  ['subf', decimals(subtract, 1)],
  ['mulf', decimals(multiply, 1)],
  ['divf', decimals(divide, 1)],
  ['max', choosing(toInt64, (a, b) => b > a)],
  ['min', choosing(toInt64, (a, b) => b < a)],
  ['maxf', choosing(toFloat64, (a, b) => b > a)],
  ['minf', choosing(toFloat64, (a, b) => b < a)],
  ['ceil', define(['any'], ([value]) => Math.ceil(toFloat64(value)))],
  ['floor', define(['any'], ([value]) => Math.floor(toFloat64(value)))],
  [
    'round',
    defineVariadic(['any', 'int'], 'float64', ([value, places], [roundOn]) =>
      round(toFloat64(value), Number(places), roundOn ?? 0.5),
    ),
  ],
]);

function nonZero(value: bigint): bigint {
  if (value === 0n) throw new TemplateError('runtime error: integer divide by zero');
  return value;
}

/** What one decimal counts as; it may have hundreds of digits. */
const DECIMAL_STEPS = 10;

/** @param least how many arguments there have to be */
function decimals(step: (a: Decimal, b: Decimal) => Decimal, least: 0 | 1): TemplateFunction {
  const fold = (values: readonly GoValue[], budget: TemplateBudget): number => {
    budget.spend(values.length * DECIMAL_STEPS);
    const [first, ...rest] = values.map((value) => decimalOf(toFloat64(value)));
    return first === undefined ? 0 : toNumber(rest.reduce(step, first));
  };
  return least === 0
    ? defineVariadic([], 'any', (_none, values, budget) => fold(values, budget))
    : defineVariadic(['any'], 'any', ([first], values, budget) => fold([first, ...values], budget));
}

function choosing<T extends bigint | number>(
  cast: (value: GoValue) => T,
  isBetter: (best: T, value: T) => boolean,
): TemplateFunction {
  return defineVariadic(['any'], 'any', ([first], values) =>
    values.map(cast).reduce((best, value) => (isBetter(best, value) ? value : best), cast(first)),
  );
}

/** Sprig's: up where the part behind the place is at least `roundOn`; of negative numbers it is negative. */
function round(value: number, places: number, roundOn: number): number {
  const power = 10 ** places;
  const digit = power * value;
  const isUp = digit - Math.trunc(digit) >= roundOn;
  return (isUp ? Math.ceil(digit) : Math.floor(digit)) / power;
}
