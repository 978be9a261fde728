import { type Labels, labelsFrom } from '../../platform/model/labels.ts';
import type { ClusterSettings } from '../../platform/tenancy/cluster.ts';
import type { EnvironmentEntry } from '../../platform/tenancy/directory.ts';

/** How the monitors of a cluster are carried out. */
export type MonitorCarrier =
  /** By the built-in collector; in the cluster only what it finds through the API server. */
  | 'embedded'
  /** By the cluster's own Prometheus operator, as objects. */
  | 'kubernetes'
  /** By nobody: neither an embedded store nor a connection to a cluster. */
  | 'nobody';

/** What monitors need to know of a cluster. */
export interface MonitorCluster {
  readonly id: string;
  readonly carrier: MonitorCarrier;
  /** Whether it has an API server that we are connected to. */
  readonly isKubernetes: boolean;
  /** What its operator selects objects by. */
  readonly objectLabels: Readonly<Record<string, string>>;
  readonly enforcement: ClusterSettings['enforcement'];
}

export function monitorCluster(settings: ClusterSettings): MonitorCluster {
  const { id, metrics, enforcement, kubernetes, collection } = settings;
  const isKubernetes = kubernetes !== null;
  const isEmbedded = metrics?.kind === 'embedded';
  return {
    id,
    carrier: isEmbedded ? 'embedded' : isKubernetes ? 'kubernetes' : 'nobody',
    isKubernetes,
    objectLabels: collection.labels,
    enforcement,
  };
}

/** The labels of tenancy on the series of an environment. */
export function tenancyOf(
  { enforcement, id }: Pick<MonitorCluster, 'id' | 'enforcement'>,
  { tenant, namespace }: Pick<EnvironmentEntry, 'tenant' | 'namespace'>,
): Labels {
  const { namespaceLabel, tenantLabel, clusterLabel } = enforcement;
  return labelsFrom([
    ...(namespaceLabel === null ? [] : [[namespaceLabel, namespace] as const]),
    ...(tenantLabel === null ? [] : [[tenantLabel, tenant] as const]),
    ...(clusterLabel === null ? [] : [[clusterLabel, id] as const]),
  ]);
}
