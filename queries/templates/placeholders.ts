import type { Expr, LabelMatcher, VectorSelector } from '../promql/ast.ts';
import { selectorsOf } from '../promql/selectors-of.ts';
import { type FilterName, LABEL_OF_FILTER } from './levels.data.ts';
import { matcherOf, type NameList } from './name-pattern.ts';
import type { Placeholder } from './named-metric.ts';

const SHAPE = /^\$(\??)([a-z_]+)$/;

/** What a matcher of a template leaves open: `pod=~"$pod"`, or `pod=~"$?pod"` in an optional part. */
export function placeholderOf(matcher: LabelMatcher): Placeholder | null {
  const [, mark, name] = SHAPE.exec(matcher.value) ?? [];
  if (matcher.op !== '=~' || name === undefined) return null;
  const filter = filterNamed(name);
  return filter === null ? null : { filter, optional: mark === '?' };
}

function filterNamed(name: string): FilterName | null {
  return Object.keys(LABEL_OF_FILTER).find((key): key is FilterName => key === name) ?? null;
}

/** All placeholders below a node. */
export function placeholdersIn(expr: Expr): readonly Placeholder[] {
  return selectorsOf(expr).flatMap((selector) =>
    selector.matchers.flatMap((matcher) => placeholderOf(matcher) ?? []),
  );
}

/** The selector with names in place of placeholders; a placeholder without names goes. */
export function fillSelector(
  selector: VectorSelector,
  filters: ReadonlyMap<FilterName, NameList>,
): VectorSelector {
  const matchers = selector.matchers.flatMap((matcher): readonly LabelMatcher[] => {
    const placeholder = placeholderOf(matcher);
    if (placeholder === null) return [matcher];
    const names = filters.get(placeholder.filter);
    return names === undefined ? [] : [{ ...matcher, ...matcherOf(names) }];
  });
  return { ...selector, matchers };
}

/** Is this the right side of an `and` that exists for filters only, none of which is used? */
export function isUnusedPart(expr: Expr, filters: ReadonlyMap<FilterName, NameList>): boolean {
  const optional = placeholdersIn(expr).filter((placeholder) => placeholder.optional);
  return optional.length > 0 && !optional.some(({ filter }) => filters.has(filter));
}
