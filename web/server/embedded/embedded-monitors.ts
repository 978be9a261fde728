import {
  type ClusterMirror,
  createClusterMirror,
} from '../../../collector/discovery/kubernetes/cluster-mirror.ts';
import { SecretValues } from '../../../collector/discovery/kubernetes/secret-values.ts';
import {
  type FoundJobs as Found,
  type FoundMemory,
  foundJobs,
  type NamespacePlace,
} from '../../../collector/monitors/found-jobs.ts';
import type { MonitorContent } from '../../../collector/monitors/monitor.ts';
import { monitorJobs } from '../../../collector/monitors/monitor-jobs.ts';
import { MONITOR_KINDS } from '../../../collector/monitors/monitor-object.ts';
import type { ScrapeJob } from '../../../collector/scrape/scrape-job.ts';
import type { Clock, Timer } from '../../../platform/clock/clock.ts';
import { asError } from '../../../platform/errors/app-error.ts';
import { connectKubernetes } from '../../../platform/kubernetes/connect-kubernetes.ts';
import type { CredentialFiles } from '../../../platform/kubernetes/connection/credentials.ts';
import type { KubernetesClient } from '../../../platform/kubernetes/kubernetes-client.ts';
import type { KubernetesMetrics } from '../../../platform/kubernetes/kubernetes-metrics.ts';
import { parseDurationMs } from '../../../platform/model/duration.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import { addressPolicy } from '../../../platform/outbound/address-policy.ts';
import { parseAllowList } from '../../../platform/outbound/allow-list.ts';
import type { OutboundMetrics } from '../../../platform/outbound/outbound-metrics.ts';
import { PLATFORM } from '../../../platform/tenancy/scope-name.ts';
import type { CollectedCluster, PlacedMonitor, Unscraped } from './collected-cluster.ts';
import type { EmbeddedSettings } from './embedded-settings.ts';

export interface EmbeddedMonitorsOptions {
  readonly settings: EmbeddedSettings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
  readonly files: CredentialFiles;
  readonly metrics: KubernetesMetrics;
  readonly outboundMetrics: OutboundMetrics;
  /** The jobs are others now. */
  readonly onChange: () => void;
}

/** A cluster that we are connected to. */
interface Connected {
  readonly text: string;
  readonly generation: number;
  readonly client: KubernetesClient;
  readonly secrets: SecretValues;
  readonly mirror: ClusterMirror | null;
  readonly close: () => Promise<void>;
}

const PAUSE_MS = 200;
const NOTHING: Found = { jobs: [], problems: [] };

/** The monitors of tenants and what clusters say about themselves, as jobs of the scrape manager. */
export class EmbeddedMonitors {
  readonly #options: EmbeddedMonitorsOptions;
  readonly #connected = new Map<string, Connected>();
  #clusters: readonly CollectedCluster[] = [];
  #monitors: readonly PlacedMonitor[] = [];
  #unscraped: readonly Unscraped[] = [];
  readonly #found = new Map<string, Found>();
  readonly #memory: FoundMemory = new WeakMap();
  #generation = 0;
  #pause: Timer | null = null;
  #isStopped = false;

  constructor(options: EmbeddedMonitorsOptions) {
    this.#options = options;
  }

  mirrorOf(cluster: string): ClusterMirror | undefined {
    return this.#connected.get(cluster)?.mirror ?? undefined;
  }

  /** What there is from now on; `jobs` is to be asked for after it. */
  async exchange(
    clusters: readonly CollectedCluster[],
    monitors: readonly PlacedMonitor[],
  ): Promise<void> {
    this.#clusters = clusters;
    this.#monitors = monitors;
    for (const { secrets } of this.#connected.values()) secrets.lookAgain();
    const wanted = new Map(clusters.map((cluster) => [cluster.cluster, this.#wishOf(cluster)]));
    for (const [cluster, connected] of this.#connected) {
      if (wanted.get(cluster) === connected.text) continue;
      this.#connected.delete(cluster);
      await this.#end(cluster, connected);
    }
    for (const cluster of clusters) {
      if (this.#wishOf(cluster) !== '' && !this.#connected.has(cluster.cluster)) {
        this.#connect(cluster);
      }
    }
  }

  jobs(): readonly ScrapeJob[] {
    for (const { secrets } of this.#connected.values()) secrets.beginRound();
    const own = this.#monitors.map((monitor) => this.#ofMonitor(monitor));
    const found = this.#clusters.map((cluster) => this.#ofCluster(cluster));
    this.#unscraped = [...own, ...found].flatMap(({ problems }) => problems);
    return [...own, ...found].flatMap(({ jobs }) => jobs);
  }

  /** Monitors and objects of which something is not scraped. */
  unscraped(): readonly Unscraped[] {
    return this.#unscraped;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#pause?.cancel();
    const all = [...this.#connected];
    this.#connected.clear();
    await Promise.all(all.map(([cluster, connected]) => this.#end(cluster, connected)));
  }

  #ofMonitor({ id, content, cluster, namespace, tenant, ownLabels }: PlacedMonitor): Found {
    const connected = this.#connected.get(cluster);
    const place = {
      id: `monitor/${id}`,
      tenant,
      ownLabels,
      cluster,
      generation: connected?.generation ?? 0,
      namespace,
      isTenants: true,
    };
    const made = monitorJobs(content, place, {
      ...this.#times(),
      secretOf: (secret) => connected?.secrets.value(namespace, secret) ?? null,
    });
    const { name } = content;
    const problem = { ...place, name, errors: made.problems };
    return { jobs: made.jobs, problems: made.problems.length === 0 ? [] : [problem] };
  }

  /** Until a cluster is known again after a change of its connection, what was found stands. */
  #ofCluster(cluster: CollectedCluster): Found {
    const connected = this.#connected.get(cluster.cluster);
    if (!connected?.mirror || cluster.discover === 'off') return NOTHING;
    if (!connected.mirror.isSynced()) return this.#found.get(cluster.cluster) ?? NOTHING;
    const { secrets, generation, mirror } = connected;
    const allow = parseAllowList(this.#options.settings.tenantAllow);
    const found = foundJobs(mirror, {
      ...this.#times(),
      cluster: cluster.cluster,
      generation,
      mode: cluster.discover,
      placeOf: (namespace) => placeOf(cluster, namespace),
      secretOf: (namespace, secret) => secrets.value(namespace, secret),
      judge: addressPolicy('tenant', allow),
      memory: this.#memory,
    });
    this.#found.set(cluster.cluster, found);
    return found;
  }

  #times() {
    const { scrape, monitors } = this.#options.settings.config;
    return {
      config: monitors,
      intervalMs: parseDurationMs(scrape.interval) ?? 15_000,
      timeoutMs: parseDurationMs(scrape.timeout) ?? 10_000,
    };
  }

  /** Empty: nothing of the cluster is needed, or it cannot be reached. */
  #wishOf({ cluster, connection, discover }: CollectedCluster): string {
    const own = this.#monitors.filter((monitor) => monitor.cluster === cluster);
    if (connection === null || (discover === 'off' && own.length === 0)) return '';
    const isWatched = discover !== 'off' || own.some(({ content }) => isFound(content));
    const kinds = discover === 'monitors' || discover === 'both';
    return JSON.stringify([connection, isWatched, kinds]);
  }

  #connect(wanted: CollectedCluster): void {
    const { clock, logger, random, files, metrics, outboundMetrics } = this.#options;
    const { cluster, connection, discover } = wanted;
    if (connection === null) return;
    const shared = { cluster, clock, random, metrics };
    const client = connectKubernetes({ ...shared, connection, files, outboundMetrics });
    const secrets = new SecretValues({ client, clock, onChange: () => this.#changed() });
    const text = this.#wishOf(wanted);
    const isWatched = (JSON.parse(text) as readonly unknown[])[1] === true;
    const readsMonitors = discover === 'monitors' || discover === 'both';
    const monitorKinds = readsMonitors ? Object.values(MONITOR_KINDS) : [];
    const mirror = isWatched
      ? createClusterMirror({ ...shared, client, monitorKinds, logger })
      : null;
    this.#generation += 1;
    const close = async () => {
      secrets.stop();
      if (mirror === null) await client.close();
      else await mirror.stop();
    };
    const connected = { text, generation: this.#generation, client, secrets, mirror, close };
    this.#connected.set(cluster, connected);
    if (mirror === null) return;
    mirror.subscribe(() => this.#changed());
    mirror.start().catch((thrown: unknown) => {
      logger.error({ cluster, err: asError(thrown) }, 'a cluster is not watched');
    });
  }

  async #end(cluster: string, { close }: Connected): Promise<void> {
    try {
      await close();
    } catch (thrown) {
      const { logger } = this.#options;
      logger.error({ cluster, err: asError(thrown) }, 'a connection to a cluster did not end');
    }
  }

  #changed(): void {
    if (this.#pause !== null || this.#isStopped) return;
    this.#pause = this.#options.clock.after(PAUSE_MS, () => {
      this.#pause = null;
      this.#options.onChange();
    });
  }
}

function isFound({ source }: MonitorContent): boolean {
  return source.kind === 'service' || source.kind === 'pod';
}

/** What has no environment is the platform's, under its namespace all the same. */
function placeOf(
  { cluster, namespaces, namespaceLabel, clusterLabel }: CollectedCluster,
  namespace: string,
): NamespacePlace {
  const own = namespaces.get(namespace);
  if (own !== undefined) return { ...own, isTenants: true };
  const ownLabels = new Map([
    ...(namespaceLabel === null ? [] : [[namespaceLabel, namespace] as const]),
    ...(clusterLabel === null ? [] : [[clusterLabel, cluster] as const]),
  ]);
  return { tenant: PLATFORM, ownLabels, isTenants: false };
}
