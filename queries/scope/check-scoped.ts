import type { LabelMatcher, VectorSelector } from '../promql/ast.ts';
import type { ExpectedMatcher } from './enforced-matcher.ts';
import { isExempt } from './exempt-metric.ts';

/**
 * The last gate before a query is sent: do the selectors of the rewritten text carry exactly the
 * enforced matchers, first, and are they otherwise the user's own, one for one and in order?
 * Exempt selectors must be untouched. Works from the two parse trees alone, not from what the
 * rewriter says it did.
 *
 * @returns what is wrong, or `null`
 */
export function scopeProblem(
  before: readonly VectorSelector[],
  after: readonly VectorSelector[],
  expected: readonly ExpectedMatcher[],
  exempt: ReadonlySet<string>,
): string | null {
  if (after.length !== before.length) {
    return `${before.length} selectors became ${after.length}`;
  }
  for (let i = 0; i < after.length; i++) {
    const was = before[i];
    const is = after[i];
    if (was === undefined || is === undefined) return `selector ${i + 1} is missing`;
    const wanted = isExempt(is, exempt) ? NONE : expected;
    const problem = selectorProblem(was, is, wanted);
    if (problem !== null) return `selector ${i + 1} ${problem}`;
  }
  return null;
}

const NONE: readonly ExpectedMatcher[] = [];

function selectorProblem(
  was: VectorSelector,
  is: VectorSelector,
  expected: readonly ExpectedMatcher[],
): string | null {
  if (is.name !== was.name) return 'changed its name';
  if (is.matchers.length !== was.matchers.length + expected.length) {
    return 'has another number of matchers than it should';
  }
  for (let i = 0; i < expected.length; i++) {
    const want = expected[i];
    const have = is.matchers[i];
    if (want === undefined || have === undefined) return 'lacks a matcher';
    if (have.name !== want.name || have.op !== want.op || have.value !== want.value) {
      return 'does not begin with the enforced matchers';
    }
  }
  for (let i = 0; i < was.matchers.length; i++) {
    const want = was.matchers[i];
    const have = is.matchers[i + expected.length];
    if (want === undefined || have === undefined || !sameMatcher(want, have)) {
      return "does not keep the user's own matchers";
    }
  }
  return null;
}

function sameMatcher(a: LabelMatcher, b: LabelMatcher): boolean {
  return (
    a.name === b.name && a.op === b.op && a.value === b.value && a.isMetricName === b.isMetricName
  );
}
