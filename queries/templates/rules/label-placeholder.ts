import type { Expr, LabelMatcher } from '../../promql/ast.ts';
import { selectorsOf } from '../../promql/selectors-of.ts';

/** Where filters on a label go: `pod=~"$pod"`, or `pod=~"$?pod"` in a part that may go as a whole. */
export interface LabelPlaceholder {
  /** The label as the user sees it; the matcher may stand on one that is called differently. */
  readonly label: string;
  readonly optional: boolean;
}

const SHAPE = /^\$(\??)([a-zA-Z_][a-zA-Z0-9_]*)$/;

/** What a matcher leaves open, or null for one that is meant as it stands. */
export function labelPlaceholderOf(matcher: LabelMatcher): LabelPlaceholder | null {
  const [, mark, label] = SHAPE.exec(matcher.value) ?? [];
  if (matcher.op !== '=~' || label === undefined) return null;
  return { label, optional: mark === '?' };
}

/** All of them below a node. */
export function labelPlaceholdersIn(expr: Expr): readonly LabelPlaceholder[] {
  return selectorsOf(expr).flatMap((selector) =>
    selector.matchers.flatMap((matcher) => labelPlaceholderOf(matcher) ?? []),
  );
}
