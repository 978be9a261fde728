import type { Expr, VectorSelector } from '../promql/ast.ts';
import { selectorsOf, visitExpr } from '../promql/selectors-of.ts';
import { typeOf } from '../promql/type-of.ts';
import { ownerLevelOf, parseTemplate, takenFilters } from './compile-named-metric.ts';
import { exporterOf } from './exporter-metrics.data.ts';
import { LEVELS } from './levels.data.ts';
import type { NamedMetric } from './named-metric.ts';
import { placeholderOf, placeholdersIn } from './placeholders.ts';
import { resultLabels } from './result-labels.ts';

/** Stands for any window; only its presence counts here. */
const SOME_WINDOW_MS = 300_000;

/** Rows at these levels belong to one namespace, so they must say which. */
const NAMESPACED_LEVELS: ReadonlySet<string> = new Set([
  'namespace',
  'workload',
  'pod',
  'container',
  'volume',
  'ingress',
]);

/**
 * What is wrong with an entry of the catalogue; empty when it can be used.
 *
 * Checked: it parses and is an instant vector; its rows carry exactly the declared labels, the
 * namespace among them where rows belong to one; every filter of the level is honoured (a metric
 * with labels of its own may leave some out); it reads known metrics by name; joins and groupings
 * are written so that a cluster label can be added; owners are summed.
 */
export function lintNamedMetric(metric: NamedMetric): readonly string[] {
  const expr = parseTemplate(metric, SOME_WINDOW_MS);
  if (expr === null) return ['does not parse'];
  return [
    ...(typeOf(expr) === 'vector' ? [] : [`is a ${typeOf(expr)}`]),
    ...labelFaults(metric, expr),
    ...filterFaults(metric, expr),
    ...selectorFaults(expr),
    ...shapeFaults(metric, expr),
  ];
}

function labelFaults(metric: NamedMetric, expr: Expr): readonly string[] {
  const faults: string[] = [];
  const labels = resultLabels(expr);
  const have = labels === 'any' ? labels : [...labels].sort().join();
  const want = [...metric.labels].sort().join();
  if (have !== want) faults.push(`has rows by (${have}), not by (${want})`);
  if (NAMESPACED_LEVELS.has(metric.level) && !metric.labels.includes('namespace')) {
    faults.push('has rows without the namespace');
  }
  return faults;
}

function filterFaults(metric: NamedMetric, expr: Expr): readonly string[] {
  const spec = LEVELS[metric.level];
  const hasLabelsOfItsLevel = spec.labels.every((label) => metric.labels.includes(label));
  const taken = takenFilters(metric, expr);
  const ignored = hasLabelsOfItsLevel ? spec.filters.filter((filter) => !taken.has(filter)) : [];
  const internal = ownerLevelOf(metric) === null ? [] : ['namespace'];
  const known: ReadonlySet<string> = new Set([...spec.filters, ...internal]);
  const foreign = placeholdersIn(expr).filter(({ filter }) => !known.has(filter));
  return [
    ...ignored.map((filter) => `ignores the filter ${filter}`),
    ...foreign.map(({ filter }) => `has a placeholder of another level: ${filter}`),
  ];
}

function selectorFaults(expr: Expr): readonly string[] {
  const faults: string[] = [];
  for (const { name, matchers } of selectorsOf(expr)) {
    if (name === null) faults.push('has a selector without a metric');
    else if (exporterOf(name) === undefined) faults.push(`reads ${name}, which no exporter has`);
    for (const matcher of matchers) {
      const looksOpen = matcher.value.includes('$') && placeholderOf(matcher) === null;
      if (looksOpen) faults.push(`has an unknown placeholder ${matcher.value}`);
    }
  }
  return faults;
}

function shapeFaults(metric: NamedMetric, expr: Expr): readonly string[] {
  const faults: string[] = [];
  const owner = ownerLevelOf(metric);
  const optionalRoots = new Set<Expr>();
  visitExpr(expr, (node) => {
    if (node.kind === 'binary' && node.op === 'and') optionalRoots.add(node.rhs);
    if (node.kind === 'binary' && node.matching?.mode === 'ignoring') faults.push('joins ignoring');
    if (node.kind !== 'aggregation') return;
    if (node.grouping?.mode === 'without') faults.push('groups without');
    const isPerOwner = owner !== null && node.grouping?.labels.includes(owner) === true;
    if (isPerOwner && node.op !== 'sum' && node.op !== 'count') {
      faults.push(`makes a ${node.op} of owners, which is no sum of their namespaces`);
    }
  });
  const allowed = new Set([...optionalRoots].flatMap((root) => selectorsOf(root)));
  const isOptional = (selector: VectorSelector): boolean =>
    selector.matchers.some((matcher) => placeholderOf(matcher)?.optional === true);
  const misplaced = selectorsOf(expr).filter(
    (selector) => isOptional(selector) && !allowed.has(selector),
  );
  if (misplaced.length > 0) faults.push('has an optional placeholder outside the right of "and"');
  return faults;
}
