import type { ErrorDetail } from '../../platform/errors/app-error.ts';
import { constantOf } from '../../queries/logql/constant.ts';
import { parseLogql } from '../../queries/logql/parse.ts';
import { isLogQuery } from '../../queries/logql/selectors-of.ts';
import { parsePromql } from '../../queries/promql/parse.ts';
import { typeName, typeOf } from '../../queries/promql/type-of.ts';
import type { RuleLanguage } from './rule-language.ts';

const path = '/expression';

/**
 * What is wrong with the expression of a rule by itself: its language, and what it gives.
 * @param comparesByItself no level has a threshold: then a number would always fire
 */
export function checkExpression(
  expression: string,
  language: RuleLanguage,
  comparesByItself: boolean,
): readonly ErrorDetail[] {
  return language === 'promql'
    ? checkPromql(expression, comparesByItself)
    : checkLogql(expression, comparesByItself);
}

function checkPromql(expression: string, comparesByItself: boolean): readonly ErrorDetail[] {
  const parsed = parsePromql(expression);
  if (parsed.kind === 'error') return [{ path, message: parsed.error.text }];
  const type = typeOf(parsed.expr);
  if (type === 'scalar' && comparesByItself) return [{ path, message: ALWAYS_FIRES }];
  if (type === 'vector' || type === 'scalar') return [];
  return [{ path, message: `must be an instant vector or a scalar, is ${typeName(type)}` }];
}

function checkLogql(expression: string, comparesByItself: boolean): readonly ErrorDetail[] {
  const parsed = parseLogql(expression);
  if (parsed.kind === 'error') return [{ path, message: parsed.error.text }];
  if (isLogQuery(parsed.expr)) {
    const message =
      'gives lines, which no threshold applies to; count them: count_over_time(… [5m])';
    return [{ path, message }];
  }
  const isNumber = constantOf(parsed.expr) !== null;
  return isNumber && comparesByItself ? [{ path, message: ALWAYS_FIRES }] : [];
}

const ALWAYS_FIRES = 'is a number, which always fires; give the level a threshold';
