import type { BackendEnforcement, ClusterSettings } from '../../platform/tenancy/cluster.ts';
import type { Backend } from '../../platform/tenancy/cluster-backend.ts';
import { EMBEDDED_TENANCY } from '../upstream/embedded-tenancy.ts';
import type { AskedCluster } from './backend-plan.ts';

/** A cluster as its metrics are asked for. */
export function asMetricsCluster(
  cluster: Pick<ClusterSettings, 'id' | 'metrics' | 'enforcement'>,
): AskedCluster {
  const { id, metrics, enforcement } = cluster;
  return { id, backend: metrics, enforcement: { ...enforcement, ...tenancyOf(metrics) } };
}

/** A cluster as its logs are asked for: with the labels and header of that backend where it has its own. */
export function asLogsCluster(
  cluster: Pick<ClusterSettings, 'id' | 'logs' | 'enforcement'>,
): AskedCluster {
  const { id, logs, enforcement } = cluster;
  return {
    id,
    backend: logs,
    enforcement: {
      ...enforcement,
      ...logs?.enforcement,
      ...tenancyOf(logs),
      exemptMetrics: [],
    },
    // In other stores nothing tells audit from other streams: it comes to the embedded ones only.
    ...(logs?.kind === 'embedded' ? { holdsAudit: true } : {}),
  };
}

/** Each tenant has an embedded store of its own, whatever the cluster's settings say. */
function tenancyOf(backend: Backend | null): Pick<BackendEnforcement, 'tenantHeader'> | null {
  return backend?.kind === 'embedded' ? { tenantHeader: EMBEDDED_TENANCY } : null;
}
