import { type Directory, pairKey } from '../../platform/tenancy/directory.ts';
import type { Scope } from '../../platform/tenancy/scope.ts';
import type { EnforcedMatcher } from '../scope/enforced-matcher.ts';
import { matchersFor } from '../scope/scope-matchers.ts';

/** What this room must know of a cluster to ask it. */
export interface MetricsCluster {
  readonly id: string;
  readonly metrics: {
    /** Base URL, without trailing slash. */
    readonly url: string;
    readonly bearerToken: string | null;
    readonly timeoutMs: number;
  } | null;
  readonly enforcement: {
    readonly namespaceLabel: string | null;
    readonly tenantLabel: string | null;
    readonly clusterLabel: string | null;
    readonly exemptMetrics: readonly string[];
  };
}

/** One backend with what must be enforced on it. */
export interface BackendPart {
  readonly backend: {
    readonly url: string;
    readonly bearerToken: string | null;
    readonly timeoutMs: number;
  };
  /** Clusters of the scope that live on this backend, sorted. */
  readonly clusters: readonly string[];
  /** Empty only for `_platform` on a backend that holds one cluster. */
  readonly matchers: readonly EnforcedMatcher[];
  readonly exemptMetrics: readonly string[];
}

/**
 * How a scope's question is put to backends.
 * - `empty`: the scope is bound but holds no environment.
 * - `parts`: one or more backends.
 * - `refused`: cannot be expressed without touching something outside; the message says what to do.
 * - `missing`: a cluster of the scope has no metrics backend.
 */
export type BackendPlan =
  | { readonly kind: 'empty' }
  | { readonly kind: 'parts'; readonly parts: readonly BackendPart[] }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'missing'; readonly cluster: string };

/** Splits a scope by backend and finds the matchers for each. Pure. */
export function planBackends(
  scope: Scope,
  directory: Directory,
  clusters: readonly MetricsCluster[],
): BackendPlan {
  if (!scope.isPlatform && scope.pairs.length === 0) return { kind: 'empty' };
  const touched = clusters.filter((cluster) => scope.clusters.includes(cluster.id));
  const missing = touched.find((cluster) => cluster.metrics === null);
  if (missing) return { kind: 'missing', cluster: missing.id };
  if (touched.length === 0) return { kind: 'empty' };
  const parts: BackendPart[] = [];
  for (const group of groupByBackend(touched)) {
    const part = planPart(scope, directory, clusters, group);
    if (part.kind === 'refused') return part;
    parts.push(part.part);
  }
  return { kind: 'parts', parts };
}

type PlannedPart =
  | { readonly kind: 'part'; readonly part: BackendPart }
  | { readonly kind: 'refused'; readonly message: string };

function planPart(
  scope: Scope,
  directory: Directory,
  all: readonly MetricsCluster[],
  group: readonly MetricsCluster[],
): PlannedPart {
  const [first] = group;
  if (!first?.metrics) return { kind: 'refused', message: 'no metrics backend' };
  const ids = group.map((cluster) => cluster.id).sort();
  const residents = all.filter((cluster) => sameBackend(cluster, first));
  const outcome = matchersFor({
    scope,
    clusters: group.map((cluster) => ({ id: cluster.id, ...cluster.enforcement })),
    residents: residents.map((cluster) => cluster.id),
    tenantPairs: tenantPairs(scope, directory),
  });
  if (outcome.kind === 'refused') {
    return { kind: 'refused', message: `${outcome.message}${choices(scope, ids)}` };
  }
  const { matchers, exemptMetrics } = outcome;
  return { kind: 'part', part: { backend: first.metrics, clusters: ids, matchers, exemptMetrics } };
}

/** All pairs that the tenant of the scope owns: a tenant label selects exactly these. */
function tenantPairs(scope: Scope, directory: Directory): ReadonlySet<string> {
  const { name } = scope;
  if (name.kind === 'platform') return new Set();
  return new Set(
    directory.environments
      .filter((environment) => environment.tenant === name.node.tenant)
      .map((environment) => pairKey(environment.cluster, environment.namespace)),
  );
}

function choices(scope: Scope, clusters: readonly string[]): string {
  if (clusters.length < 2) return '';
  return `; name one cluster: ${clusters.map((cluster) => `${scope}@${cluster}`).join(', ')}`;
}

function groupByBackend(
  clusters: readonly MetricsCluster[],
): readonly (readonly MetricsCluster[])[] {
  const groups = new Map<string, MetricsCluster[]>();
  for (const cluster of clusters) {
    const key = cluster.metrics?.url ?? '';
    const group = groups.get(key);
    if (group) group.push(cluster);
    else groups.set(key, [cluster]);
  }
  return [...groups.values()];
}

function sameBackend(a: MetricsCluster, b: MetricsCluster): boolean {
  return a.metrics !== null && a.metrics.url === b.metrics?.url;
}
