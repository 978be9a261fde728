import type { KubernetesObject } from '../../platform/kubernetes/objects/kubernetes-object.ts';
import type { EnvironmentEntry } from '../../platform/tenancy/directory.ts';
import type { Monitor } from './monitor.ts';
import { type MonitorCluster, tenancyOf } from './monitor-cluster.ts';
import { monitorObject } from './monitor-object.ts';
import type { MonitorsConfig } from './monitors-config.ts';

/** A monitor as it lies in a cluster: named by its id, found by its operator, stamped. */
export function deliveredObject(
  monitor: Pick<
    Monitor,
    'id' | 'owner' | 'name' | 'environment' | 'enabled' | 'source' | 'endpoints' | 'limits'
  >,
  environment: EnvironmentEntry,
  cluster: MonitorCluster,
  config: MonitorsConfig,
): KubernetesObject {
  const id = monitor.id.toLowerCase();
  const place = {
    // A DNS label of at most 60 characters: the id alone makes it unique, the name is for readers.
    name: `tocsin-${monitor.name.slice(0, 26).replace(/-+$/, '')}-${id}`,
    namespace: environment.namespace,
    labels: {
      ...cluster.objectLabels,
      'tocsin/monitor': id,
      'tocsin/tenant': monitor.owner,
    },
  };
  const tenancy = tenancyOf(cluster, environment);
  return monitorObject(monitor, place, { tenancy, config, forPeople: false });
}
