import type { SourceMatcher } from '../../source/source-matcher.ts';
import type { StreamSelector } from '../ast.ts';
import { compileMatcher } from './label-filter-stage.ts';

/** The matchers of a selector as a source takes them. */
export function sourceMatchers({ matchers }: StreamSelector): readonly SourceMatcher[] {
  return matchers.map((matcher) => ({
    name: matcher.name,
    op: matcher.op,
    value: matcher.value,
    matches: compileMatcher(matcher),
  }));
}
