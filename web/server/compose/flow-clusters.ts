import type { FlowsConfig } from '../../../collector/flows/flows-config.ts';
import type { LoggingPlace } from '../../../collector/flows/objects/logging-place.ts';
import type { RuntimePlace } from '../../../collector/flows/runtime/flow-program.ts';
import { placeKey } from '../../../collector/flows/runtime/program-of.ts';
import type { LogCluster, LogClusters } from '../../../collector/flows/service/log-cluster.ts';
import type { ClusterSettings } from '../../../platform/tenancy/cluster.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import type { DirectorySource } from '../../../platform/tenancy/directory-source.ts';
import { embeddedPlace } from './embedded-jobs.ts';

/** The clusters as those see them who write flows. */
export function logClusters(directories: DirectorySource): LogClusters {
  return {
    of: (cluster) => {
      const settings = directories.clusters().get(cluster);
      return settings && logCluster(settings);
    },
  };
}

function logCluster(settings: ClusterSettings): LogCluster {
  const { namespace, tenant, cluster } = tenancyLabelsOf(settings);
  const tenancyLabels = [namespace, tenant, cluster].filter((label) => label !== null);
  return { id: settings.id, kind: logKindOf(settings), tenancyLabels };
}

/** Objects of a cluster go before our own collector, whichever store it has. */
export function logKindOf({ kubernetes, logs }: ClusterSettings): LogCluster['kind'] {
  if (kubernetes !== null) return 'kubernetes';
  return logs?.kind === 'embedded' ? 'embedded' : 'none';
}

/** Where objects of the cluster go, and what is on it. */
export function loggingPlace(
  settings: ClusterSettings,
  directory: Directory,
  config: FlowsConfig,
): LoggingPlace {
  const own = config.clusters[settings.id];
  return {
    cluster: settings.id,
    controlNamespace: own?.controlNamespace ?? config.controlNamespace,
    loggingRef: own?.loggingRef ?? config.loggingRef,
    tenancyLabels: tenancyLabelsOf(settings),
    environments: directory.environments.filter(({ cluster }) => cluster === settings.id),
  };
}

/** Where lines of each environment lie in the embedded stores, by `placeKey`. */
export function runtimePlaces(
  { environments }: LoggingPlace,
  clusters: ReadonlyMap<string, ClusterSettings>,
): ReadonlyMap<string, RuntimePlace> {
  return new Map(
    environments.flatMap((environment) => {
      const at = embeddedPlace(environment, clusters, 'logs');
      if (at === null) return [];
      const { tenant, project, id, cluster, namespace } = environment;
      const stamp = { tenant, project, environment: id, cluster, namespace };
      return [
        [placeKey(environment), { store: at.tenant, within: [...at.ownLabels], stamp }] as const,
      ];
    }),
  );
}

function tenancyLabelsOf({ logs, enforcement }: ClusterSettings): LoggingPlace['tenancyLabels'] {
  const { namespaceLabel, tenantLabel, clusterLabel } = logs?.enforcement ?? enforcement;
  return { namespace: namespaceLabel, tenant: tenantLabel, cluster: clusterLabel };
}
