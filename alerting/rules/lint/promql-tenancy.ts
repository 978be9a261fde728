import type { Aggregation, BinaryExpr, Expr } from '../../../queries/promql/ast.ts';
import { printPromql } from '../../../queries/promql/print.ts';
import { visitExpr } from '../../../queries/promql/selectors-of.ts';
import { type LintRun, namespaceLabelsOf, pathOfPart } from './lint-context.ts';
import { isPinned, lostLabelAt, matches } from './promql-label-lost.ts';

/** Longer nodes are not written anew as a suggestion. */
const MAX_REWRITTEN = 2_000;

/** Labels whose values are names within a namespace. */
const NAMED_WITHIN: ReadonlySet<string> = new Set([
  ...['pod', 'container', 'deployment', 'statefulset', 'daemonset', 'replicaset', 'workload'],
  ...['service', 'ingress', 'persistentvolumeclaim', 'job_name', 'cronjob', 'configmap', 'secret'],
]);

/** Where rows of different namespaces become one, or take values of each other. */
export function lintTenancy(run: LintRun, expr: Expr): void {
  for (const label of namespaceLabelsOf(run)) {
    if (isPinned(expr, label)) continue;
    reportLost(run, expr, label);
    if (!run.context.spansNamespaces) continue;
    visitExpr(expr, (node) => {
      if (node.kind === 'binary') reportJoin(run, node, label);
    });
  }
}

function reportLost({ content, context, out }: LintRun, expr: Expr, label: string): void {
  const culprit = lostLabelAt(expr, label);
  // Nothing has no namespace: that is for the findings on absent().
  if (culprit === null || culprit.kind === 'call') return;
  out.add(context.spansNamespaces ? 'tenancy_dropped' : 'tenancy_dropped_single', {
    path: pathOfPart(content, 'grouping'),
    span: culprit,
    fields: { label },
    suggestion: rewritten(culprit, label),
  });
}

function rewritten(node: Expr, label: string): string | null {
  if (node.end - node.start > MAX_REWRITTEN) return null;
  if (node.kind === 'aggregation') return printPromql(aggregationWith(node, label));
  return node.kind === 'binary' ? joinWith(node, label) : null;
}

function aggregationWith(node: Aggregation, label: string): Aggregation {
  const { mode, labels } = node.grouping ?? { mode: 'by', labels: [] };
  return { ...node, grouping: { mode, labels: changed(mode === 'by', labels, label) } };
}

function joinWith(node: BinaryExpr, label: string): string | null {
  if (node.matching === null || node.end - node.start > MAX_REWRITTEN) return null;
  const { mode, labels } = node.matching;
  const matching = { ...node.matching, labels: changed(mode === 'on', labels, label) };
  return printPromql({ ...node, matching });
}

function changed(adds: boolean, labels: readonly string[], label: string): readonly string[] {
  return adds ? [label, ...labels] : labels.filter((name) => name !== label);
}

function reportJoin({ content, out }: LintRun, node: BinaryExpr, label: string): void {
  const { matching } = node;
  if (matching === null || matches(matching, label)) return;
  if (!out.hasRoom('join_across_namespaces')) return;
  const isByName =
    matching.mode === 'ignoring' || matching.labels.some((name) => NAMED_WITHIN.has(name));
  // One side without the label cannot be told apart by it: a node, or a sum over everything.
  if (!isByName || lostLabelAt(node.lhs, label) !== null || lostLabelAt(node.rhs, label) !== null) {
    return;
  }
  out.add('join_across_namespaces', {
    path: pathOfPart(content, 'whole'),
    span: node,
    fields: { label, labels: matching.labels.join(', ') },
    suggestion: joinWith(node, label),
  });
}
