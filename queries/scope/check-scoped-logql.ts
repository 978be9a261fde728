import type { LabelMatcher, StreamSelector } from '../logql/ast.ts';
import type { ExpectedMatcher } from './enforced-matcher.ts';

/**
 * The last gate before a LogQL query is sent: do the stream selectors of the rewritten text carry
 * exactly the enforced matchers, first, and are they otherwise the user's own, one for one and in
 * order? Works from the two parse trees alone, not from what the rewriter says it did.
 *
 * @returns what is wrong, or `null`
 */
export function logqlScopeProblem(
  before: readonly StreamSelector[],
  after: readonly StreamSelector[],
  expected: readonly ExpectedMatcher[],
): string | null {
  if (expected.length === 0) return 'there are no matchers to enforce';
  if (after.length !== before.length) {
    return `${before.length} selectors became ${after.length}`;
  }
  for (let i = 0; i < after.length; i++) {
    const was = before[i];
    const is = after[i];
    if (was === undefined || is === undefined) return `selector ${i + 1} is missing`;
    const problem = selectorProblem(was.matchers, is.matchers, expected);
    if (problem !== null) return `selector ${i + 1} ${problem}`;
  }
  return null;
}

function selectorProblem(
  was: readonly LabelMatcher[],
  is: readonly LabelMatcher[],
  expected: readonly ExpectedMatcher[],
): string | null {
  if (is.length !== was.length + expected.length) {
    return 'has another number of matchers than it should';
  }
  if (!expected.every((want, i) => sameMatcher(want, is[i]))) {
    return 'does not begin with the enforced matchers';
  }
  if (!was.every((want, i) => sameMatcher(want, is[i + expected.length]))) {
    return "does not keep the user's own matchers";
  }
  return null;
}

function sameMatcher(
  want: Pick<LabelMatcher, 'name' | 'op' | 'value'>,
  have: LabelMatcher | undefined,
): boolean {
  return (
    have !== undefined &&
    have.name === want.name &&
    have.op === want.op &&
    have.value === want.value
  );
}
