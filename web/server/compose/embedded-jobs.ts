import type { CollectorConfig } from '../../../collector/collector-config.ts';
import type { Monitor } from '../../../collector/monitors/monitor.ts';
import {
  readScrapeConfig,
  type ScrapeReferences,
} from '../../../collector/scrape/read-scrape-config.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import { labelsFrom } from '../../../platform/model/labels.ts';
import type { ClusterSettings } from '../../../platform/tenancy/cluster.ts';
import { connectionOf } from '../../../platform/tenancy/cluster-kubernetes.ts';
import type { Directory, EnvironmentEntry } from '../../../platform/tenancy/directory.ts';
import { PLATFORM } from '../../../platform/tenancy/scope-name.ts';
import type { CollectedCluster, PlacedMonitor } from '../embedded/collected-cluster.ts';
import type { EmbeddedJobs, EmbeddedPlace } from '../embedded/embedded-messages.ts';

type Clusters = ReadonlyMap<string, ClusterSettings>;

/** The environment that what this machine says about itself belongs to, when there is one. */
const OWN_ENVIRONMENT = 'default.default.default';

/** Who may read what belongs to no environment. */
const NOBODY: EmbeddedPlace = { tenant: PLATFORM, ownLabels: new Map() };

/**
 * What is scraped, for the places that there are now.
 * @throws AppError `invalid` for jobs whose environment is none, or lies on no embedded store
 */
export function embeddedJobs(
  { scrape, tail }: CollectorConfig,
  directory: Directory,
  clusters: Clusters,
  secretOf: ScrapeReferences['secretOf'],
  monitors: readonly Monitor[],
): EmbeddedJobs {
  const placeOf = (name: string, what: 'metrics' | 'logs' = 'metrics'): EmbeddedPlace => {
    const environment = environmentOf(directory, name);
    const place = environment && embeddedPlace(environment, clusters, what);
    if (place) return place;
    throw new AppError(
      'invalid',
      `there is no environment ${name} on a cluster whose ${what} are of kind embedded`,
    );
  };
  const tails = tail.map(({ name, environment }) => [name, placeOf(environment, 'logs')] as const);
  const own = ownPlace(directory, clusters, 'metrics');
  return {
    jobs: readScrapeConfig(scrape, { placeOf: (name) => placeOf(name), secretOf }),
    tails: new Map(tails),
    self: scrape.self ? own : null,
    host: scrape.host ? own : null,
    clusters: collectedClusters(directory, clusters),
    monitors: placedMonitors(monitors, directory, clusters),
  };
}

/** Clusters whose metrics are stored here, with what is discovered in them. */
function collectedClusters(
  { environments }: Directory,
  clusters: Clusters,
): readonly CollectedCluster[] {
  return [...clusters.values()].flatMap((settings) => {
    const { id, metrics, kubernetes, collection, enforcement } = settings;
    if (metrics?.kind !== 'embedded') return [];
    const own = environments.filter(({ cluster }) => cluster === id);
    const places = own.flatMap((environment) => {
      const place = embeddedPlace(environment, clusters, 'metrics');
      return place === null ? [] : [[environment.namespace, place] as const];
    });
    const { namespaceLabel, clusterLabel } = enforcement;
    return [
      {
        cluster: id,
        connection: kubernetes === null ? null : connectionOf(kubernetes),
        discover: collection.discover,
        namespaces: new Map(places),
        namespaceLabel,
        clusterLabel,
      },
    ];
  });
}

/** Monitors that are switched on and whose environment is there, on an embedded store. */
function placedMonitors(
  monitors: readonly Monitor[],
  directory: Directory,
  clusters: Clusters,
): readonly PlacedMonitor[] {
  return monitors.flatMap((monitor) => {
    const environment = environmentOf(directory, monitor.environment);
    const place = environment && embeddedPlace(environment, clusters, 'metrics');
    if (!monitor.enabled || !environment || !place) return [];
    const { id, name, enabled, source, endpoints, limits } = monitor;
    const content = { name, environment: monitor.environment, enabled, source, endpoints, limits };
    const { cluster, namespace } = environment;
    return [{ ...place, id, content, cluster, namespace }];
  });
}

/** Where what this machine says about itself is stored; null where no store is embedded. */
export function ownPlace(
  directory: Directory,
  clusters: Clusters,
  what: 'metrics' | 'logs',
): EmbeddedPlace | null {
  if (![...clusters.values()].some((cluster) => cluster[what]?.kind === 'embedded')) return null;
  const environment = environmentOf(directory, OWN_ENVIRONMENT);
  return (environment && embeddedPlace(environment, clusters, what)) ?? NOBODY;
}

/** Whether anything at all is stored here. */
export function needsEmbedded(clusters: Clusters): boolean {
  return [...clusters.values()].some(
    ({ metrics, logs }) => metrics?.kind === 'embedded' || logs?.kind === 'embedded',
  );
}

/** The labels of tenancy of an environment; null where its cluster has no embedded store. */
export function embeddedPlace(
  { tenant, cluster, namespace }: EnvironmentEntry,
  clusters: Clusters,
  what: 'metrics' | 'logs',
): EmbeddedPlace | null {
  const settings = clusters.get(cluster);
  const backend = settings?.[what];
  if (!settings || backend?.kind !== 'embedded') return null;
  const own = what === 'logs' ? settings.logs?.enforcement : null;
  const { namespaceLabel, tenantLabel, clusterLabel } = own ?? settings.enforcement;
  const ownLabels = labelsFrom([
    ...(namespaceLabel === null ? [] : [[namespaceLabel, namespace] as const]),
    ...(tenantLabel === null ? [] : [[tenantLabel, tenant] as const]),
    ...(clusterLabel === null ? [] : [[clusterLabel, cluster] as const]),
  ]);
  return { tenant, ownLabels };
}

function environmentOf(directory: Directory, name: string): EnvironmentEntry | undefined {
  return directory.environments.find(
    ({ tenant, project, id }) => `${tenant}.${project}.${id}` === name,
  );
}
