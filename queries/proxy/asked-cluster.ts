import type { ClusterSettings } from '../../platform/tenancy/cluster.ts';
import type { AskedCluster } from './backend-plan.ts';

/** A cluster as its metrics are asked for. */
export function asMetricsCluster(
  cluster: Pick<ClusterSettings, 'id' | 'metrics' | 'enforcement'>,
): AskedCluster {
  return { id: cluster.id, backend: cluster.metrics, enforcement: cluster.enforcement };
}

/** A cluster as its logs are asked for: with the labels and header of that backend where it has its own. */
export function asLogsCluster(
  cluster: Pick<ClusterSettings, 'id' | 'logs' | 'enforcement'>,
): AskedCluster {
  const { id, logs, enforcement } = cluster;
  return {
    id,
    backend: logs,
    enforcement: { ...enforcement, ...logs?.enforcement, exemptMetrics: [] },
  };
}
