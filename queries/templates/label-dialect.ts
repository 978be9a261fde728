import type { Labels } from '../../platform/model/labels.ts';
import { labelsFrom } from '../../platform/model/labels.ts';
import type { BinaryExpr, Call, Expr, Grouping, VectorSelector } from '../promql/ast.ts';

/** How the labels of one backend are called. The catalogue says `namespace` and `cluster`. */
export interface LabelDialect {
  /** The namespace label of the cluster's enforcement; null where there is none: then `namespace`. */
  readonly namespaceLabel: string | null;
  /**
   * The label that tells clusters of one backend apart. Rows keep it and joins respect it. Null where
   * a backend holds one cluster.
   */
  readonly clusterLabel: string | null;
}

/** Label sets that name an owner are sums over clusters, so they do not keep the cluster. */
const OWNER_LABELS: ReadonlySet<string> = new Set(['tenant', 'project']);

/** The name that a label of the catalogue has on the backend. */
export function labelOn(dialect: LabelDialect, label: string): string {
  return label === 'namespace' ? (dialect.namespaceLabel ?? label) : label;
}

/** The labels of a grouping or join on the backend, with the cluster label. */
function labelsOn(dialect: LabelDialect, labels: readonly string[]): readonly string[] {
  const named = labels.map((label) => labelOn(dialect, label));
  const { clusterLabel } = dialect;
  if (clusterLabel === null || named.includes(clusterLabel)) return named;
  return labels.some((label) => OWNER_LABELS.has(label)) ? named : [...named, clusterLabel];
}

export function selectorOn(dialect: LabelDialect, selector: VectorSelector): VectorSelector {
  const matchers = selector.matchers.map((matcher) => ({
    ...matcher,
    name: labelOn(dialect, matcher.name),
  }));
  return { ...selector, matchers };
}

/** A node other than a selector, in the backend's label names. */
export function nodeOn(dialect: LabelDialect, node: Exclude<Expr, VectorSelector>): Expr {
  if (node.kind === 'aggregation') return { ...node, grouping: groupingOn(dialect, node.grouping) };
  if (node.kind === 'binary') return binaryOn(dialect, node);
  return node.kind === 'call' ? callOn(dialect, node) : node;
}

function groupingOn(dialect: LabelDialect, grouping: Grouping | null): Grouping | null {
  const labels = labelsOn(dialect, grouping?.labels ?? []);
  return labels.length === 0 ? null : { mode: 'by', labels };
}

function binaryOn(dialect: LabelDialect, node: BinaryExpr): BinaryExpr {
  const { matching } = node;
  if (matching === null) return node;
  const labels = labelsOn(dialect, matching.labels);
  const include = matching.include.map((label) => labelOn(dialect, label));
  return { ...node, matching: { ...matching, labels, include } };
}

/** `label_replace(v, dst, replacement, src, regex)`: two of the texts are label names. */
function callOn(dialect: LabelDialect, call: Call): Call {
  if (call.name !== 'label_replace') return call;
  const args = call.args.map((arg, index) =>
    arg.kind === 'string' && (index === 1 || index === 3)
      ? { ...arg, value: labelOn(dialect, arg.value) }
      : arg,
  );
  return { ...call, args };
}

/** The labels of a row of an answer as the catalogue calls them; the cluster comes as `cluster`. */
export function labelsFromDialect(dialect: LabelDialect, labels: Labels): Labels {
  const { namespaceLabel, clusterLabel } = dialect;
  return labelsFrom(
    [...labels].map(([name, value]): [string, string] => {
      if (name === clusterLabel) return ['cluster', value];
      return [name === namespaceLabel ? 'namespace' : name, value];
    }),
  );
}
