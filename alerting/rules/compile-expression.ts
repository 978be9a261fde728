import { isDeepStrictEqual } from 'node:util';
import type { Expr } from '../../queries/promql/ast.ts';
import { printNumber } from '../../queries/promql/number-text.ts';
import { parsePromql } from '../../queries/promql/parse.ts';
import { printPromql } from '../../queries/promql/print.ts';
import { selectorsOf } from '../../queries/promql/selectors-of.ts';
import { stripOffsets } from '../../queries/promql/structure.ts';
import { typeOf } from '../../queries/promql/type-of.ts';
import { type EnforceOptions, enforce, MAX_SCOPED_LENGTH } from '../../queries/scope/enforce.ts';
import { isExempt } from '../../queries/scope/exempt-metric.ts';
import type { ReadWithin } from '../../queries/scope/read-within.ts';
import { makesLabels } from './makes-labels.ts';
import type { RuleLevel } from './rule.ts';

/** The expression of a rule with the matchers of its scope in every selector, on one line. */
export type ScopedExpression =
  | {
      readonly kind: 'ok';
      readonly text: string;
      readonly isScalar: boolean;
      /**
       * Its result may bear any namespace: it reads metrics that all tenants share, or makes labels
       * itself (`label_replace`).
       */
      readonly mayBeForeign: boolean;
    }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Puts the enforced matchers into an expression and prints it without comments and line breaks,
 * so that more can be written around it. What was printed is parsed again and must be the same
 * query. ReadWithin are empty only for `_platform` on a backend of its own.
 */
export function scopeExpression(
  expression: string,
  scope: ReadWithin,
  options: Pick<EnforceOptions, 'allowBareInfo'> = {},
): ScopedExpression {
  const scoped =
    scope.matchers.length === 0
      ? ({ kind: 'ok', text: expression } as const)
      : enforce(expression, scope.matchers, {
          ...options,
          exemptMetrics: new Set(scope.exemptMetrics),
        });
  if (scoped.kind === 'refused') return { kind: 'refused', reason: scoped.message };
  const parsed = parsePromql(scoped.text, { maxLength: MAX_SCOPED_LENGTH });
  if (parsed.kind === 'error') return { kind: 'refused', reason: parsed.error.text };
  const text = printPromql(parsed.expr);
  if (!readsBackAs(text, parsed.expr)) {
    return { kind: 'refused', reason: `printing the query changed it: ${text}` };
  }
  const type = typeOf(parsed.expr);
  if (type !== 'vector' && type !== 'scalar') {
    return { kind: 'refused', reason: `the expression is a ${type}, not an instant vector` };
  }
  const exempt = new Set(scope.exemptMetrics);
  const readsShared = selectorsOf(parsed.expr).some((selector) => isExempt(selector, exempt));
  const mayBeForeign = readsShared || makesLabels(parsed.expr);
  return { kind: 'ok', text, isScalar: type === 'scalar', mayBeForeign };
}

/**
 * `(<expression>) > 5`, in either language; without a condition the expression as it is. A scalar
 * becomes a vector first: compared as it is, it would fire whatever its value. The threshold is
 * printed so that it reads back as the same number.
 */
export function levelExpression(
  expression: Extract<ScopedExpression, { kind: 'ok' }>,
  { condition }: Pick<RuleLevel, 'condition'>,
): string {
  const { text, isScalar } = expression;
  if (condition === null) return text;
  const value = isScalar ? `vector(${text})` : `(${text})`;
  return `${value} ${condition.operator} ${printNumber(condition.threshold)}`;
}

function readsBackAs(text: string, expr: Expr): boolean {
  const again = parsePromql(text, { maxLength: MAX_SCOPED_LENGTH });
  return again.kind === 'ok' && isDeepStrictEqual(stripOffsets(again.expr), stripOffsets(expr));
}
