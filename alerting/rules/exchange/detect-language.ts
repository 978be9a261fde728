import { parseLogql } from '../../../queries/logql/parse.ts';
import { parsePromql } from '../../../queries/promql/parse.ts';
import type { RuleLanguage } from '../rule-language.ts';

/**
 * The language of a file that does not name it: LogQL when more of its expressions are LogQL only
 * than PromQL only. A file of nothing that parses counts as PromQL.
 */
export function detectLanguage(expressions: readonly string[]): RuleLanguage {
  let balance = 0;
  for (const text of expressions) {
    const isPromql = parsePromql(text).kind === 'ok';
    const isLogql = parseLogql(text).kind === 'ok';
    if (isPromql !== isLogql) balance += isLogql ? 1 : -1;
  }
  return balance > 0 ? 'logql' : 'promql';
}
