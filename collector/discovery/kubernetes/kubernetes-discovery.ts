import { isDeepStrictEqual } from 'node:util';
import type { Discovery, TargetGroup } from '../target-group.ts';
import type { ClusterMirror } from './cluster-mirror.ts';
import { findTargets, type TargetSearch } from './find-targets.ts';

/** Targets of one namespace of a cluster, told again whenever they change. */
export function kubernetesDiscovery(
  mirror: Pick<ClusterMirror, 'cluster' | 'subscribe' | 'objects' | 'isSynced' | 'problems'>,
  namespace: string,
  search: TargetSearch,
): Discovery {
  let unsubscribe: () => void = () => undefined;
  let known: readonly TargetGroup[] | null = null;
  return {
    start: async (onGroups) => {
      const look = () => {
        const groups = findTargets(mirror.objects(namespace), search);
        if (known !== null && isDeepStrictEqual(groups, known)) return;
        known = groups;
        onGroups(groups);
      };
      unsubscribe = mirror.subscribe((changed) => {
        if (known === null || changed.has(namespace)) look();
      });
      if (mirror.isSynced()) look();
    },
    status: () => ({
      name: `kubernetes ${mirror.cluster}/${namespace}`,
      errors: mirror.isSynced()
        ? []
        : ['the cluster has not been listed yet', ...mirror.problems()],
    }),
    stop: () => unsubscribe(),
  };
}

/** Where a job names a cluster that cannot be asked. */
export function missingCluster(cluster: string, namespace: string): Discovery {
  return {
    start: async () => undefined,
    status: () => ({
      name: `kubernetes ${cluster}/${namespace}`,
      errors: [
        `cluster ${cluster} has no connection to its API server, so nothing can be found in it`,
      ],
    }),
    stop: () => undefined,
  };
}
