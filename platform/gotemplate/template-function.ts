import type { GoValue, ObjectType, ParamType, TemplateFunction } from './go-value.ts';
import type { TemplateBudget } from './template-budget.ts';

interface ParamValues {
  readonly any: GoValue;
  readonly string: string;
  readonly int: bigint;
  readonly float64: number;
  readonly bool: boolean;
}

type ValueOf<P> = P extends keyof ParamValues
  ? ParamValues[P]
  : P extends ObjectType<infer T>
    ? T
    : never;

type ValuesOf<P extends readonly ParamType[]> = { readonly [I in keyof P]: ValueOf<P[I]> };

export type FunctionSet = ReadonlyMap<string, TemplateFunction>;

/**
 * A function with a fixed number of arguments. One whose result can be longer than its arguments
 * asks the budget before it builds it.
 *
 * @example define(['string', 'string'], ([prefix, text]) => text.startsWith(prefix))
 */
export function define<const P extends readonly ParamType[]>(
  params: P,
  call: (args: ValuesOf<P>, budget: TemplateBudget) => GoValue,
): TemplateFunction {
  // The evaluator has checked number and types of the arguments against `params`.
  return { params, rest: null, call: (args, budget) => call(args as ValuesOf<P>, budget) };
}

/** The same with any number of further arguments of one type. */
export function defineVariadic<const P extends readonly ParamType[], R extends ParamType>(
  params: P,
  rest: R,
  call: (args: ValuesOf<P>, more: readonly ValueOf<R>[], budget: TemplateBudget) => GoValue,
): TemplateFunction {
  const fixed = params.length;
  return {
    params,
    rest,
    // The evaluator has checked number and types of the arguments against `params` and `rest`.
    call: (args, budget) =>
      call(
        args.slice(0, fixed) as unknown as ValuesOf<P>,
        args.slice(fixed) as unknown as readonly ValueOf<R>[],
        budget,
      ),
  };
}
