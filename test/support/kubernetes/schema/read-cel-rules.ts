import { type Json, listIn, objectIn, textIn } from '../model/json.ts';
import type { CelExpression } from './cel-expression.ts';
import type { CelRule } from './cel-rule.ts';
import { parseCel } from './parse-cel.ts';

/** Reads `x-kubernetes-validations`; a rule that is not understood is kept and says so. */
export function readCelRules(source: Json | undefined, path: string): readonly CelRule[] {
  return listIn(source).map((item) => {
    const { rule, message } = objectIn(item);
    const text = textIn(rule);
    return {
      rule: text,
      message: textIn(message) || `failed rule: ${text}`,
      path,
      isTransition: /\boldSelf\b/.test(text),
      ...parsed(text),
    };
  });
}

function parsed(text: string): {
  readonly expression: CelExpression | null;
  readonly unsupported: string | null;
} {
  try {
    return { expression: parseCel(text), unsupported: null };
  } catch (error) {
    return {
      expression: null,
      unsupported: error instanceof Error ? error.message : String(error),
    };
  }
}
