/** An expression of the Common Expression Language, as far as `parseCel` reads it. */
export type CelExpression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'list'; readonly items: readonly CelExpression[] }
  | { readonly kind: 'field'; readonly of: CelExpression; readonly name: string }
  | { readonly kind: 'index'; readonly of: CelExpression; readonly at: CelExpression }
  | { readonly kind: 'has'; readonly of: CelExpression; readonly name: string }
  | { readonly kind: 'not'; readonly of: CelExpression }
  | {
      readonly kind: 'binary';
      readonly operator: CelOperator;
      readonly left: CelExpression;
      readonly right: CelExpression;
    }
  | {
      readonly kind: 'call';
      readonly of: CelExpression;
      readonly method: CelMethod;
      readonly args: readonly CelExpression[];
    }
  | {
      readonly kind: 'each';
      readonly of: CelExpression;
      readonly macro: CelMacro;
      readonly variable: string;
      readonly body: CelExpression;
    };

export type CelOperator = '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in';

export const celMethods = ['size', 'startsWith', 'endsWith', 'contains'] as const;
export type CelMethod = (typeof celMethods)[number];

export const celMacros = ['filter', 'all', 'exists', 'map'] as const;
export type CelMacro = (typeof celMacros)[number];
