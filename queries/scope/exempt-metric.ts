import type { VectorSelector } from '../promql/ast.ts';

const METRIC_NAME = '__name__';

/**
 * Is the selector free of the scope's matchers? Only if it names exactly one metric, by equality
 * and once, and that name is registered as shared by all tenants. `up`, `{"up"}` and
 * `{__name__="up"}` name a metric; `{__name__=~"up"}` and two name matchers do not.
 *
 * @param exempt exact metric names; empty for none
 */
export function isExempt(selector: VectorSelector, exempt: ReadonlySet<string>): boolean {
  if (exempt.size === 0) return false;
  let name = selector.name;
  for (const matcher of selector.matchers) {
    if (matcher.name !== METRIC_NAME) continue;
    if (name !== null || matcher.op !== '=') return false;
    name = matcher.value;
  }
  return name !== null && exempt.has(name);
}
