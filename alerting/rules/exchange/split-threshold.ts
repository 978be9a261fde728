import { isDeepStrictEqual } from 'node:util';
import { constantOf } from '../../../queries/logql/constant.ts';
import { parseLogql } from '../../../queries/logql/parse.ts';
import { isLogQuery } from '../../../queries/logql/selectors-of.ts';
import { stripOffsets as stripLogql } from '../../../queries/logql/structure.ts';
import { parsePromql } from '../../../queries/promql/parse.ts';
import { typeOf } from '../../../queries/promql/type-of.ts';
import { isSameQuery } from '../../sinks/same-query.ts';
import { levelExpression } from '../compile-expression.ts';
import type { ComparisonOperator, RuleCondition } from '../rule.ts';
import type { RuleLanguage } from '../rule-language.ts';

/** An alert's expression as a rule holds it. Without condition it compares by itself. */
export interface SplitExpression {
  readonly expression: string;
  readonly condition: RuleCondition | null;
}

const OPERATORS: ReadonlySet<string> = new Set(['>', '>=', '<', '<=', '==', '!=']);

/**
 * Takes `left op number` apart at the top of an expression, the left side exactly as it stands.
 * Whole it stays when the number is not finite, when the left side is no vector, when a comment
 * would be lost, or when what we compile of the parts were not the same query.
 *
 * @example splitThreshold('(a / b)\n > 0.01', 'promql')
 * // { expression: '(a / b)', condition: { operator: '>', threshold: 0.01 } }
 */
export function splitThreshold(text: string, language: RuleLanguage): SplitExpression {
  const whole: SplitExpression = { expression: text.trim(), condition: null };
  const parts = language === 'promql' ? promqlParts(text) : logqlParts(text);
  if (parts === null || !Number.isFinite(parts.threshold)) return whole;
  const { operator, threshold, leftEnd } = parts;
  if (text.slice(leftEnd).includes('#')) return whole;
  const expression = text.slice(0, leftEnd).trim();
  const condition = { operator, threshold };
  const compiled = levelExpression(
    { kind: 'ok', text: expression, isScalar: false, mayBeForeign: false },
    { condition },
  );
  const meant = `(${expression}) ${text.slice(leftEnd)}`;
  const isSame =
    language === 'promql' ? isSameQuery(compiled, meant) : isSameLogql(compiled, meant);
  return isSame ? { expression, condition } : whole;
}

interface Parts {
  readonly operator: ComparisonOperator;
  readonly threshold: number;
  /** End of the left side in the text, exclusive. */
  readonly leftEnd: number;
}

function promqlParts(text: string): Parts | null {
  const parsed = parsePromql(text);
  if (parsed.kind === 'error' || parsed.expr.kind !== 'binary') return null;
  const { op, lhs, rhs, returnBool } = parsed.expr;
  if (rhs.kind !== 'number' || returnBool || typeOf(lhs) !== 'vector') return null;
  return isOperator(op) ? { operator: op, threshold: rhs.value, leftEnd: lhs.end } : null;
}

function logqlParts(text: string): Parts | null {
  const parsed = parseLogql(text);
  if (parsed.kind === 'error' || isLogQuery(parsed.expr)) return null;
  const { expr } = parsed;
  if (expr.kind !== 'binary' || expr.rhs.kind !== 'number' || expr.returnBool) return null;
  if (constantOf(expr.lhs) !== null || !isOperator(expr.op)) return null;
  return { operator: expr.op, threshold: expr.rhs.value, leftEnd: expr.lhs.end };
}

function isOperator(op: string): op is ComparisonOperator {
  return OPERATORS.has(op);
}

function isSameLogql(a: string, b: string): boolean {
  const left = parseLogql(a);
  const right = parseLogql(b);
  if (left.kind === 'error' || right.kind === 'error') return a === b;
  return isDeepStrictEqual(stripLogql(left.expr), stripLogql(right.expr));
}

/** Is the left side of two alerts the same query? */
export function isSameLeft(a: string, b: string, language: RuleLanguage): boolean {
  return language === 'promql' ? isSameQuery(a, b) : isSameLogql(a, b);
}
