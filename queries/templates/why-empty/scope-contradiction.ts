import type { VectorSelector } from '../../promql/ast.ts';
import { printMatcher } from '../../promql/print.ts';
import type { PatternTester } from '../../regex/pattern-tester.ts';
import { contradictions } from '../../scope/contradictions.ts';
import type { EnforcedMatcher } from '../../scope/enforced-matcher.ts';
import { isExempt } from '../../scope/exempt-metric.ts';

export interface ScopeContradiction {
  readonly matcher: string;
  readonly label: string;
  readonly allowed: readonly string[];
}

/** Most values of the scope that are shown. */
const MAX_SHOWN = 20;

/**
 * Does the selector ask for values of a scope's label of which the scope has none? Judged from the
 * matchers alone, the first contradiction is answered; none where telling would take too much. An
 * exempt selector has no scope.
 *
 * @param patterns shared by all selectors of one question, which bounds what they take together
 * @example scopeContradiction(`up{namespace="b"}`, [{ name: 'namespace', op: '=', value: 'a' }])
 *   // { matcher: 'namespace="b"', label: 'namespace', allowed: ['a'] }
 */
export function scopeContradiction(
  selector: VectorSelector,
  scope: readonly EnforcedMatcher[],
  exempt: ReadonlySet<string>,
  patterns: PatternTester,
): ScopeContradiction | null {
  if (isExempt(selector, exempt)) return null;
  const [found] = contradictions([selector], scope, patterns);
  if (found === undefined) return null;
  const named = selector.matchers.filter((matcher) => found.conditions.includes(matcher));
  return {
    matcher: named.map(printMatcher).join(','),
    label: found.label,
    allowed: found.allowed.slice(0, MAX_SHOWN),
  };
}
