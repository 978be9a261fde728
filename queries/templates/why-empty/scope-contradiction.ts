import { RE2JS } from 're2js';
import type { LabelMatcher, VectorSelector } from '../../promql/ast.ts';
import { printMatcher } from '../../promql/print.ts';
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
 * matchers alone, the first contradiction is answered. An exempt selector has no scope.
 *
 * @example scopeContradiction(`up{namespace="b"}`, [{ name: 'namespace', op: '=', value: 'a' }])
 *   // { matcher: 'namespace="b"', label: 'namespace', allowed: ['a'] }
 */
export function scopeContradiction(
  selector: VectorSelector,
  scope: readonly EnforcedMatcher[],
  exempt: ReadonlySet<string>,
): ScopeContradiction | null {
  if (isExempt(selector, exempt)) return null;
  for (const enforced of scope) {
    const wanted = selector.matchers.filter((matcher) => matcher.name === enforced.name);
    if (wanted.length === 0) continue;
    const values = enforced.op === '=' ? [enforced.value] : enforced.values;
    if (values.some((value) => wanted.every((matcher) => meets(value, matcher)))) continue;
    const impossible = wanted.find((matcher) => !values.some((value) => meets(value, matcher)));
    const named = impossible === undefined ? wanted : [impossible];
    return {
      matcher: named.map(printMatcher).join(','),
      label: enforced.name,
      allowed: values.slice(0, MAX_SHOWN),
    };
  }
  return null;
}

/** Does a label value meet a matcher, as Prometheus judges it? */
function meets(value: string, matcher: LabelMatcher): boolean {
  switch (matcher.op) {
    case '=':
      return value === matcher.value;
    case '!=':
      return value !== matcher.value;
    case '=~':
      return fullyMatches(value, matcher.value);
    case '!~':
      return !fullyMatches(value, matcher.value);
  }
}

function fullyMatches(value: string, pattern: string): boolean {
  return RE2JS.compile(`^(?s:${pattern})$`).matches(value);
}
