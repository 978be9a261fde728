import type { Scope } from '../../../platform/tenancy/scope.ts';
import type { AskedCluster } from '../backend-plan.ts';

/** Metrics that carry no matchers on any cluster of the scope: all tenants share them there. */
export function exemptEverywhere(
  scope: Scope,
  clusters: readonly AskedCluster[],
): ReadonlySet<string> {
  const [first, ...others] = clusters
    .filter(({ id }) => scope.clusters.includes(id))
    .map(({ enforcement }) => enforcement.exemptMetrics);
  return new Set(first?.filter((name) => others.every((names) => names.includes(name))));
}
