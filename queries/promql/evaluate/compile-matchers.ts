import { assertNever } from '../../../platform/model/assert-never.ts';
import type { SourceMatcher } from '../../source/source-matcher.ts';
import type { MatchOp, VectorSelector } from '../ast.ts';
import { METRIC_NAME } from './label-set.ts';
import type { PatternBudget } from './pattern-budget.ts';

/** The conditions of a selector, its name among them. */
export function compileMatchers(
  selector: Pick<VectorSelector, 'name' | 'matchers'>,
  patterns: PatternBudget,
): readonly SourceMatcher[] {
  const compiled = selector.matchers.map(({ name, op, value }) =>
    compileMatcher(name, op, value, patterns),
  );
  if (selector.name === null) return compiled;
  return [compileMatcher(METRIC_NAME, '=', selector.name, patterns), ...compiled];
}

/** One condition. Its pattern has been judged by the parser. */
export function compileMatcher(
  name: string,
  op: MatchOp,
  value: string,
  patterns: PatternBudget,
): SourceMatcher {
  switch (op) {
    case '=':
      return { name, op, value, matches: (text) => text === value };
    case '!=':
      return { name, op, value, matches: (text) => text !== value };
    case '=~':
      return { name, op, value, matches: patternTest(value, patterns) };
    case '!~': {
      const matches = patternTest(value, patterns);
      return { name, op, value, matches: (text) => !matches(text) };
    }
    default:
      return assertNever(op);
  }
}

/** Characters that mean something else than themselves. */
const META = /[\\^$()[\]{}?*+.|]/;

/** Texts and `|` are looked up, `a.*`, `.*a` and `.*a.*` are compared; all others are matched. */
function patternTest(pattern: string, patterns: PatternBudget): (text: string) => boolean {
  if (pattern === '.*') return () => true;
  if (pattern === '.+') return (text) => text !== '';
  if (!META.test(pattern)) return (text) => text === pattern;
  const startsOpen = pattern.startsWith('.*');
  const endsOpen = pattern.endsWith('.*') && pattern.length > 2;
  const middle = pattern.slice(startsOpen ? 2 : 0, endsOpen ? -2 : undefined);
  if (!META.test(middle) && middle !== '') {
    if (startsOpen && endsOpen) return (text) => text.includes(middle);
    if (startsOpen) return (text) => text.endsWith(middle);
    if (endsOpen) return (text) => text.startsWith(middle);
  }
  return (text) => patterns.test(pattern, text);
}
