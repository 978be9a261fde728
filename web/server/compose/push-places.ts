import { AppError } from '../../../platform/errors/app-error.ts';
import type { ClusterSettings } from '../../../platform/tenancy/cluster.ts';
import { EMBEDDED_URL } from '../../../platform/tenancy/cluster-backend.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import type { DirectorySource } from '../../../platform/tenancy/directory-source.ts';
import type { Scope } from '../../../platform/tenancy/scope.ts';
import { PLATFORM } from '../../../platform/tenancy/scope-name.ts';
import { BackendPlans } from '../../../queries/proxy/backend-plans.ts';
import type { EmbeddedPlace, EmbeddedPush } from '../embedded/embedded-messages.ts';
import { logsClusters, metricsClusters } from './cluster-views.ts';
import { embeddedPlace } from './embedded-jobs.ts';

/** What a scope says about a push into it. */
export interface PushPlace
  extends Pick<EmbeddedPush, 'tenant' | 'ownLabels' | 'choice' | 'namespaces'> {
  readonly timeoutMs: number;
}

type What = 'metrics' | 'logs';
type Clusters = ReadonlyMap<string, ClusterSettings>;

/** Where what is pushed into scopes is stored, and under which labels. */
export class PushPlaces {
  readonly #directories: Pick<DirectorySource, 'current' | 'clusters'>;
  readonly #plans: Readonly<Record<What, BackendPlans>>;

  constructor(directories: DirectorySource) {
    this.#directories = directories;
    const current = () => directories.current();
    this.#plans = {
      metrics: new BackendPlans({ current, clusters: metricsClusters(directories) }, 'metrics'),
      logs: new BackendPlans({ current, clusters: logsClusters(directories) }, 'log'),
    };
  }

  /**
   * The labels of one environment, or those of several with a choice among their namespaces.
   * @throws AppError `unprocessable` for a scope that is not all on one embedded store, or that its
   *   labels do not tell from the rest of the tenant; `unavailable` for a cluster without a backend
   */
  of(scope: Scope, what: What): PushPlace {
    const { name, pairs } = scope;
    if (name.kind === 'platform' || pairs.length === 0) {
      throw refused(`scope ${scope} holds no environment to push to`);
    }
    const cluster = onlyCluster(scope);
    const part = this.#plans[what].onlyPartOf(scope);
    const clusters = this.#directories.clusters();
    const places = pairs.map((pair) => embeddedPlace(pair, clusters, what));
    const embedded = places.filter((place) => place !== null);
    const [first] = embedded;
    if (part?.backend.url !== EMBEDDED_URL || first === undefined) {
      throw refused(notEmbedded(cluster, what));
    }
    const shared = { tenant: name.node.tenant, namespaces: new Map() };
    const { timeoutMs } = part.backend;
    const label = namespaceLabelOf(clusters.get(cluster), what);
    if (label === null || embedded.length === 1) {
      return { ...shared, ownLabels: first.ownLabels, choice: null, timeoutMs };
    }
    const ownLabels = new Map([...first.ownLabels].filter(([one]) => one !== label));
    const allowed = pairs.map(({ namespace }) => namespace).sort();
    return { ...shared, ownLabels, choice: { label, allowed }, timeoutMs };
  }

  /** The labels of the environments of a scope that have series of their own in embedded stores. */
  targetsOf({ pairs }: Scope): readonly ReadonlyMap<string, string>[] {
    const clusters = this.#directories.clusters();
    const places = pairs.map((pair) => embeddedPlace(pair, clusters, 'metrics'));
    return places.flatMap((place) => (place === null ? [] : [place.ownLabels]));
  }

  /**
   * The places of the namespaces of one cluster, for what speaks for all of it.
   * @throws AppError `unprocessable` for any scope but `_platform@cluster` with embedded logs
   */
  ofCluster(scope: Scope): PushPlace {
    const { name } = scope;
    const { cluster } = name;
    if (name.kind !== 'platform' || cluster === null) {
      const choices = scope.clusters.map((id) => `${PLATFORM}@${id}`).join(', ');
      const hint = name.kind === 'platform' ? `; name a cluster: ${choices}` : '';
      throw refused(
        `what Kubernetes says goes to ${PLATFORM}@<cluster>, and scope ${scope} is another${hint}`,
      );
    }
    const clusters = this.#directories.clusters();
    const settings = clusters.get(cluster);
    if (settings?.logs?.kind !== 'embedded') throw refused(notEmbedded(cluster, 'logs'));
    const { clusterLabel } = settings.logs.enforcement ?? settings.enforcement;
    return {
      tenant: PLATFORM,
      ownLabels: new Map(clusterLabel === null ? [] : [[clusterLabel, cluster]]),
      choice: null,
      namespaces: namespacePlaces(cluster, this.#directories.current(), clusters),
      timeoutMs: settings.logs.timeoutMs,
    };
  }
}

function onlyCluster(scope: Scope): string {
  const [cluster, ...more] = scope.clusters;
  if (cluster !== undefined && more.length === 0) return cluster;
  const choices = scope.clusters.map((id) => `${scope}@${id}`).join(', ');
  throw refused(
    `scope ${scope} lies on several clusters, and a push goes to exactly one; name it: ${choices}`,
  );
}

function namespacePlaces(
  cluster: string,
  { environments }: Directory,
  clusters: Clusters,
): ReadonlyMap<string, EmbeddedPlace> {
  const places = new Map<string, EmbeddedPlace>();
  for (const environment of environments) {
    if (environment.cluster !== cluster) continue;
    const place = embeddedPlace(environment, clusters, 'logs');
    if (place !== null) places.set(environment.namespace, place);
  }
  return places;
}

function namespaceLabelOf(cluster: ClusterSettings | undefined, what: What): string | null {
  const own = what === 'logs' ? cluster?.logs?.enforcement : null;
  return (own ?? cluster?.enforcement)?.namespaceLabel ?? null;
}

function notEmbedded(cluster: string, what: What): string {
  const other = what === 'metrics' ? 'remote write' : "Loki's push";
  return `the ${what} of cluster ${cluster} are not in the embedded store, which alone takes this; send ${other} to the scope, or use what the cluster's own backend takes`;
}

function refused(message: string): AppError {
  return new AppError('unprocessable', message);
}
