import type { Expr } from '../../queries/promql/ast.ts';
import { visitExpr } from '../../queries/promql/selectors-of.ts';

/** They take labels from matchers, or from series that they read themselves. */
const FROM_MATCHERS: ReadonlySet<string> = new Set(['absent', 'absent_over_time', 'info']);

/**
 * True when the result may bear label values that are on no series the expression selects. Apart
 * from `FROM_MATCHERS` every function and aggregation that makes labels is given their names or
 * values as texts (`label_replace`, `label_join`, `count_values`, `histogram_quantiles`), so that
 * taking a text is what is looked for, rather than a list of names that a new one could miss.
 */
export function makesLabels(expr: Expr): boolean {
  let isFound = false;
  visitExpr(expr, (node) => {
    if (node.kind === 'string') isFound = true;
    if (node.kind === 'call' && FROM_MATCHERS.has(node.name)) isFound = true;
  });
  return isFound;
}
