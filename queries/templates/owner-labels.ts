import type { Aggregation, Expr, StringLiteral } from '../promql/ast.ts';
import { quoteRegex } from '../promql/quote-regex.ts';
import { type LabelDialect, labelOn } from './label-dialect.ts';

/** One environment's pair and whose it is. */
export interface OwnedPair {
  readonly tenant: string;
  readonly project: string;
  readonly cluster: string;
  readonly namespace: string;
}

export type OwnerLevel = 'tenant' | 'project';

/** Value of the row's label: `acme` for a tenant, `acme.shop` for a project. */
export function ownerName(level: OwnerLevel, pair: OwnedPair): string {
  return level === 'tenant' ? pair.tenant : `${pair.tenant}.${pair.project}`;
}

/** The owners of the pairs, sorted. */
export function ownersOf(level: OwnerLevel, pairs: readonly OwnedPair[]): readonly string[] {
  return [...new Set(pairs.map((pair) => ownerName(level, pair)))].sort();
}

/** Joins cluster and namespace where one backend holds several clusters. */
const PAIR_LABEL = 'tocsin_pair';

/**
 * A sum per owner. PromQL does not know who owns a namespace, so the sum is made per namespace
 * first, each result is then labelled with its owner, and these are summed. Namespaces of nobody
 * end in a row without the label, which the evaluation drops.
 *
 * @example sum by (project) (x) // with acme.shop owning namespaces a and b
 *   // sum by (project) (label_replace(sum by (namespace) (x), "project", "acme.shop", "namespace", "a|b"))
 */
export function sumPerOwner(
  aggregation: Aggregation,
  level: OwnerLevel,
  pairs: readonly OwnedPair[],
  dialect: LabelDialect,
): Expr {
  const { clusterLabel } = dialect;
  const namespace = labelOn(dialect, 'namespace');
  const kept = (aggregation.grouping?.labels ?? []).filter((label) => label !== level);
  const perNamespace = clusterLabel === null ? [namespace] : [namespace, clusterLabel];
  const inner: Expr = {
    ...aggregation,
    grouping: { mode: 'by', labels: [...kept, ...perNamespace] },
  };
  let labelled: Expr = inner;
  if (clusterLabel !== null) {
    labelled = call('label_join', [inner, PAIR_LABEL, '/', clusterLabel, namespace]);
  }
  const source = clusterLabel === null ? namespace : PAIR_LABEL;
  for (const owner of ownersOf(level, pairs)) {
    const owned = pairs.filter((pair) => ownerName(level, pair) === owner);
    const keys = owned.map((pair) =>
      clusterLabel === null ? pair.namespace : `${pair.cluster}/${pair.namespace}`,
    );
    const pattern = [...new Set(keys)].sort().map(quoteRegex).join('|');
    labelled = call('label_replace', [labelled, level, owner, source, pattern]);
  }
  const grouping = { mode: 'by', labels: [...kept, level] } as const;
  return { ...aggregation, op: 'sum', grouping, expr: labelled };
}

function call(name: string, args: readonly (Expr | string)[]): Expr {
  return {
    kind: 'call',
    name,
    args: args.map((arg) => (typeof arg === 'string' ? text(arg) : arg)),
    start: 0,
    end: 0,
  };
}

function text(value: string): StringLiteral {
  return { kind: 'string', value, start: 0, end: 0 };
}
