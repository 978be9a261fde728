import type { TenantHeader } from '../../platform/tenancy/cluster.ts';
import { type EnvironmentEntry, pairKey } from '../../platform/tenancy/directory.ts';
import type { Scope } from '../../platform/tenancy/scope.ts';
import type { TenancyMatcher } from './enforced-matcher.ts';

/** How tenancy shows on the data of one cluster. */
export interface ClusterLabels {
  readonly id: string;
  readonly namespaceLabel: string | null;
  readonly tenantLabel: string | null;
  readonly clusterLabel: string | null;
  /** null where none can be sent: who evaluates rules, say, knows no header. */
  readonly tenantHeader: TenantHeader | null;
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
  /** The backend itself keeps every selector to any of the `groups` (VictoriaMetrics). Default false. */
  readonly keepsToGroups?: boolean;
}

export type MatchersAnswer =
  | {
      readonly kind: 'matchers';
      /**
       * What every selector carries. Exactly the scope's pairs, unless there are several `groups`: then
       * a product that holds them all. Empty only for `_platform` where the backend holds nothing but
       * the scope's clusters, and where the header alone tells tenants apart.
       */
      readonly matchers: readonly TenancyMatcher[];
      /**
       * Exactly the scope's pairs as alternatives. Several only when `keepsToGroups`, and then the backend
       * must be told; none when there are no matchers.
       */
      readonly groups: readonly (readonly TenancyMatcher[])[];
      /** One value, never several. */
      readonly header: { readonly name: string; readonly value: string } | null;
      readonly exemptMetrics: readonly string[];
    }
  | { readonly kind: 'refused'; readonly message: string };

/**
 * The matchers that select *exactly* the scope's pairs on one backend, or why there are none.
 *
 * Matchers combine as a product of value sets. If the product of cluster values and namespace
 * values holds a pair outside the scope, owned today or not, the scope is refused, unless the backend
 * keeps to alternatives by itself.
 *
 * @example pairs eu1/shop and eu1/blog, namespaceLabel `namespace`:
 *   `namespace=~"blog|shop"`
 * @example pairs eu1/shop and us1/blog on one backend with clusterLabel: refused, since the product
 *   holds eu1/blog; with `keepsToGroups` the two groups `namespace="shop",cluster="eu1"` and
 *   `namespace="blog",cluster="us1"`.
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
  const { clusterLabel, tenantHeader, id } = labels;
  if (tenantHeader !== null && tenantHeader.platform === null) {
    return refused(
      `cluster ${id} has no value of ${tenantHeader.name} for the platform; register one (enforcement.tenantHeader.platform)`,
    );
  }
  const clusters = question.clusters.map((cluster) => cluster.id);
  const matchers = clusterLabel === null ? [] : [matcher(clusterLabel, clusters)];
  return {
    kind: 'matchers',
    matchers,
    groups: matchers.length === 0 ? [] : [matchers],
    header:
      tenantHeader === null
        ? null
        : { name: tenantHeader.name, value: tenantHeader.platform ?? '' },
    exemptMetrics: [],
  };
}

function nodeMatchers(question: MatchersQuestion, labels: ClusterLabels): MatchersAnswer {
  const ids = new Set(question.clusters.map((cluster) => cluster.id));
  const pairs = question.scope.pairs.filter((pair) => ids.has(pair.cluster));
  const problem = problemOf(question, labels, pairs);
  if (problem !== null) return refused(problem);
  const matchers = productOf(labels, pairs);
  const isExact = labels.namespaceLabel === null || isProduct(pairs);
  if (!isExact && question.keepsToGroups !== true) {
    return refused(
      'the namespaces of this scope differ by cluster, so one query would reach beyond it',
    );
  }
  const byCluster = () =>
    clustersOf(pairs).map((id) =>
      productOf(
        labels,
        pairs.filter((pair) => pair.cluster === id),
      ),
    );
  const { tenantHeader, exemptMetrics } = labels;
  const [first] = pairs;
  return {
    kind: 'matchers',
    matchers,
    groups: matchers.length === 0 ? [] : isExact ? [matchers] : byCluster(),
    header:
      tenantHeader === null || !first
        ? null
        : { name: tenantHeader.name, value: first[tenantHeader.value] },
    exemptMetrics,
  };
}

/** Why these pairs cannot be told from others on this backend; null when they can. */
function problemOf(
  question: MatchersQuestion,
  labels: ClusterLabels,
  pairs: readonly EnvironmentEntry[],
): string | null {
  const { id, namespaceLabel, tenantLabel, tenantHeader } = labels;
  const [first] = pairs;
  if (!first || new Set(pairs.map((pair) => pair.tenant)).size !== 1) {
    return 'the scope has no pair on this backend';
  }
  if (tenantHeader?.value === 'namespace') {
    const isOne = pairs.every((pair) => pair.namespace === first.namespace);
    return isOne ? null : severalNamespaces(tenantHeader, id, pairs);
  }
  if (namespaceLabel !== null) return null;
  if (tenantLabel === null && tenantHeader === null) {
    return `cluster ${id} is registered without a namespace or tenant label, so no tenant can be shown anything of it`;
  }
  if (isWholeTenant(question, clustersOf(pairs))) return null;
  const what = tenantLabel === null ? `the header ${tenantHeader?.name}` : 'a tenant label';
  return `cluster ${id} knows only ${what}, so a part of a tenant cannot be told from the rest; ask for ${first.tenant}`;
}

const MAX_CHOICES = 10;

function severalNamespaces(
  header: TenantHeader,
  id: string,
  pairs: readonly EnvironmentEntry[],
): string {
  const names = pairs.map((pair) => `${pair.tenant}.${pair.project}.${pair.id}@${pair.cluster}`);
  const shown = names.slice(0, MAX_CHOICES).join(', ');
  const more = names.length > MAX_CHOICES ? ' …' : '';
  return `cluster ${id} takes one namespace per question (header ${header.name}), and this scope holds several; ask for one environment: ${shown}${more}`;
}

function productOf(
  labels: ClusterLabels,
  pairs: readonly EnvironmentEntry[],
): readonly TenancyMatcher[] {
  const { namespaceLabel, tenantLabel, clusterLabel } = labels;
  const matchers: TenancyMatcher[] = [];
  if (namespaceLabel !== null) matchers.push(matcher(namespaceLabel, namespacesOf(pairs)));
  if (tenantLabel !== null) matchers.push(matcher(tenantLabel, distinct(pairs, 'tenant')));
  if (clusterLabel !== null) matchers.push(matcher(clusterLabel, clustersOf(pairs)));
  return matchers;
}

const distinct = (
  pairs: readonly EnvironmentEntry[],
  member: 'tenant' | 'cluster' | 'namespace',
): readonly string[] => [...new Set(pairs.map((pair) => pair[member]))].sort();

const clustersOf = (pairs: readonly EnvironmentEntry[]) => distinct(pairs, 'cluster');
const namespacesOf = (pairs: readonly EnvironmentEntry[]) => distinct(pairs, 'namespace');

function isProduct(pairs: readonly EnvironmentEntry[]): boolean {
  return pairs.length === clustersOf(pairs).length * namespacesOf(pairs).length;
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
    sameHeader(a.tenantHeader, b.tenantHeader) &&
    [...a.exemptMetrics].sort().join() === [...b.exemptMetrics].sort().join()
  );
}

function sameHeader(a: TenantHeader | null, b: TenantHeader | null): boolean {
  return a?.name === b?.name && a?.value === b?.value && a?.platform === b?.platform;
}

function matcher(name: string, values: readonly string[]): TenancyMatcher {
  const [only, ...more] = values;
  return more.length === 0 && only !== undefined
    ? { name, op: '=', value: only }
    : { name, op: '=~', values };
}

function refused(message: string): MatchersAnswer {
  return { kind: 'refused', message };
}
