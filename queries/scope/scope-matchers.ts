import { pairKey } from '../../platform/tenancy/directory.ts';
import type { Scope } from '../../platform/tenancy/scope.ts';
import type { EnforcedMatcher } from './enforced-matcher.ts';

/** How tenancy shows on the series of one cluster. */
export interface ClusterLabels {
  readonly id: string;
  readonly namespaceLabel: string | null;
  readonly tenantLabel: string | null;
  readonly clusterLabel: string | null;
  readonly exemptMetrics: readonly string[];
}

export interface MatchersQuestion {
  readonly scope: Scope;
  /** The scope's clusters that live on one backend (at least one). */
  readonly clusters: readonly ClusterLabels[];
  /** Ids of every registered cluster on that backend, in the scope or not. */
  readonly residents: readonly string[];
  /** `cluster/namespace` of every pair the tenant owns anywhere. */
  readonly tenantPairs: ReadonlySet<string>;
}

export type MatchersAnswer =
  | {
      readonly kind: 'matchers';
      /** Empty only for `_platform` where the backend holds nothing but the scope's clusters. */
      readonly matchers: readonly EnforcedMatcher[];
      readonly exemptMetrics: readonly string[];
    }
  | { readonly kind: 'refused'; readonly message: string };

/**
 * The matchers that select *exactly* the scope's pairs on one backend, or why there are none.
 *
 * Matchers combine as a product of value sets. If the product of cluster values and namespace
 * values holds a pair outside the scope, owned today or not, the scope is refused.
 *
 * @example pairs eu1/shop and eu1/blog, namespaceLabel `namespace`:
 *   `namespace=~"blog|shop"`
 * @example pairs eu1/shop and us1/blog on one backend with clusterLabel: refused, since the product
 *   holds eu1/blog.
 */
export function matchersFor(question: MatchersQuestion): MatchersAnswer {
  const [first, ...others] = question.clusters;
  if (!first) return refused('the scope touches no cluster of this backend');
  if (!others.every((other) => sameLabels(other, first))) {
    return refused('clusters that share a backend are registered with different labels');
  }
  if (first.clusterLabel === null && question.residents.length > 1) {
    return refused(
      `cluster ${first.id} shares its backend with others and has no cluster label to tell it apart`,
    );
  }
  return question.scope.isPlatform
    ? platformMatchers(question, first)
    : nodeMatchers(question, first);
}

function platformMatchers(question: MatchersQuestion, labels: ClusterLabels): MatchersAnswer {
  const clusters = question.clusters.map((cluster) => cluster.id);
  const matchers = labels.clusterLabel === null ? [] : [matcher(labels.clusterLabel, clusters)];
  return { kind: 'matchers', matchers, exemptMetrics: [] };
}

function nodeMatchers(question: MatchersQuestion, labels: ClusterLabels): MatchersAnswer {
  const { scope } = question;
  const ids = new Set(question.clusters.map((cluster) => cluster.id));
  const pairs = scope.pairs.filter((pair) => ids.has(pair.cluster));
  const clusters = [...new Set(pairs.map((pair) => pair.cluster))].sort();
  const namespaces = [...new Set(pairs.map((pair) => pair.namespace))].sort();
  const tenants = [...new Set(pairs.map((pair) => pair.tenant))];
  if (pairs.length === 0 || tenants.length !== 1)
    return refused('the scope has no pair on this backend');
  if (labels.namespaceLabel === null && labels.tenantLabel === null) {
    return refused(
      `cluster ${labels.id} is registered without a namespace or tenant label, so no tenant can be shown anything of it`,
    );
  }
  if (labels.namespaceLabel === null && !isWholeTenant(question, clusters)) {
    return refused(
      `cluster ${labels.id} knows only a tenant label, so a part of a tenant cannot be told from the rest; ask for ${tenants[0]}`,
    );
  }
  if (labels.namespaceLabel !== null && pairs.length < clusters.length * namespaces.length) {
    return refused(
      'the namespaces of this scope differ by cluster, so one query would reach beyond it',
    );
  }
  const matchers: EnforcedMatcher[] = [];
  if (labels.namespaceLabel !== null) matchers.push(matcher(labels.namespaceLabel, namespaces));
  if (labels.tenantLabel !== null) matchers.push(matcher(labels.tenantLabel, tenants));
  if (labels.clusterLabel !== null) matchers.push(matcher(labels.clusterLabel, clusters));
  return { kind: 'matchers', matchers, exemptMetrics: labels.exemptMetrics };
}

/** True when the scope holds every pair that the tenant owns on these clusters. */
function isWholeTenant(question: MatchersQuestion, clusters: readonly string[]): boolean {
  const held = new Set(question.scope.pairs.map((pair) => pairKey(pair.cluster, pair.namespace)));
  return [...question.tenantPairs].every((key) => {
    const onThese = clusters.some((cluster) => key.startsWith(`${cluster}/`));
    return !onThese || held.has(key);
  });
}

function sameLabels(a: ClusterLabels, b: ClusterLabels): boolean {
  return (
    a.namespaceLabel === b.namespaceLabel &&
    a.tenantLabel === b.tenantLabel &&
    a.clusterLabel === b.clusterLabel &&
    [...a.exemptMetrics].sort().join() === [...b.exemptMetrics].sort().join()
  );
}

function matcher(name: string, values: readonly string[]): EnforcedMatcher {
  const [only, ...more] = values;
  return more.length === 0 && only !== undefined
    ? { name, op: '=', value: only }
    : { name, op: '=~', values };
}

function refused(message: string): MatchersAnswer {
  return { kind: 'refused', message };
}
