import { type Directory, pairKey } from '../../platform/tenancy/directory.ts';
import { scopeOfRule } from '../../platform/tenancy/rule-scope.ts';
import type { ScopeName } from '../../platform/tenancy/scope-name.ts';
import { type MatchersAnswer, matchersFor } from '../../queries/scope/scope-matchers.ts';
import type { RuleCluster } from './rule-cluster.ts';

/** One cluster that a rule runs on, with what it may see there. */
export interface RuleTarget {
  readonly cluster: RuleCluster;
  readonly matchers: MatchersAnswer;
  /** Namespace of the rule's first environment on the cluster; null for `_platform`. */
  readonly home: string | null;
  /** All namespaces of the rule on the cluster. */
  readonly namespaces: readonly string[];
}

/**
 * Every cluster that a rule of this scope runs on, in the order of registration, each with exactly
 * the scope's pairs on it. Empty when the scope holds no environment.
 */
export function targetsOf(
  scope: ScopeName,
  directory: Directory,
  clusters: readonly RuleCluster[],
): readonly RuleTarget[] {
  return clusters.flatMap((cluster) => targetOn(scope, directory, clusters, cluster) ?? []);
}

/** The target on one cluster; undefined when the scope has nothing there. */
export function targetOn(
  name: ScopeName,
  directory: Directory,
  clusters: readonly RuleCluster[],
  cluster: RuleCluster,
): RuleTarget | undefined {
  if (name.cluster !== null && name.cluster !== cluster.id) return undefined;
  const scope = scopeOfRule(directory, { ...name, cluster: cluster.id });
  if (scope.clusters.length === 0) return undefined;
  const matchers = matchersFor({
    scope,
    // Who evaluates the rule sends no header: labels alone must tell tenants apart.
    clusters: [{ id: cluster.id, ...cluster.enforcement, tenantHeader: null }],
    residents: residentsOf(cluster, clusters),
    tenantPairs: tenantPairs(name, directory),
  });
  const namespaces = scope.pairs.map((pair) => pair.namespace);
  return { cluster, matchers, home: namespaces[0] ?? null, namespaces };
}

/** Clusters that keep their series in the same backend, this one included. */
function residentsOf(cluster: RuleCluster, clusters: readonly RuleCluster[]): readonly string[] {
  const url = backendOf(cluster);
  if (url === null) return [cluster.id];
  return clusters.filter((other) => backendOf(other) === url).map((other) => other.id);
}

function backendOf({ metricsUrl }: RuleCluster): string | null {
  return metricsUrl === null ? null : metricsUrl.replace(/\/+$/, '');
}

function tenantPairs(name: ScopeName, directory: Directory): ReadonlySet<string> {
  if (name.kind === 'platform') return new Set();
  const owned = directory.environments.filter((pair) => pair.tenant === name.node.tenant);
  return new Set(owned.map((pair) => pairKey(pair.cluster, pair.namespace)));
}
