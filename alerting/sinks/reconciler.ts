import { createRunningLoop, type RunningLoop } from '../../platform/lifecycle/running-loop.ts';
import type { Service } from '../../platform/lifecycle/service.ts';
import type { RuleCluster } from '../rules/rule-cluster.ts';
import { ClusterDelivery, type DeliveryOptions, RECONCILE_MS } from './cluster-delivery.ts';

/**
 * Keeps every cluster's sink equal to the rules: at each change (`wake`), and every 30 s against
 * drift. Clusters that come, change and go are followed; what was delivered to a sink that is no
 * longer used is taken back once.
 */
export class RuleReconciler implements Service {
  readonly name = 'rule-delivery';
  readonly #options: DeliveryOptions;
  readonly #deliveries = new Map<string, ClusterDelivery>();
  readonly #retiring = new Set<Promise<void>>();
  readonly #follow: RunningLoop;
  readonly #abort = new AbortController();

  constructor(options: DeliveryOptions) {
    this.#options = options;
    const { clock, logger, random } = options;
    const run = async () => {
      await this.#followClusters();
      return RECONCILE_MS;
    };
    this.#follow = createRunningLoop({ name: this.name, run, clock, logger, random });
  }

  /** Rules, directory or clusters changed: delivery begins at once. */
  wake(): void {
    this.#follow.wake();
    for (const delivery of this.#deliveries.values()) delivery.wake();
  }

  async start(): Promise<void> {
    await this.#followClusters();
    await this.#follow.start();
  }

  async drain(signal: AbortSignal): Promise<void> {
    const loops = [...this.#deliveries.values()].map((delivery) => delivery.loop);
    await Promise.all([this.#follow, ...loops].map((loop) => loop.drain(signal)));
    const abort = () => this.#abort.abort(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    await Promise.all(this.#retiring);
    signal.removeEventListener('abort', abort);
  }

  async stop(): Promise<void> {
    this.#abort.abort(new Error(`${this.name} is stopped`));
    const loops = [...this.#deliveries.values()].map((delivery) => delivery.loop);
    await Promise.all([this.#follow, ...loops].map((loop) => loop.stop()));
    await Promise.all(this.#retiring);
    await Promise.all([...this.#deliveries.values()].map((delivery) => delivery.close()));
  }

  async #followClusters(): Promise<void> {
    const clusters = new Map(this.#options.clusters.all().map((cluster) => [cluster.id, cluster]));
    for (const [id, delivery] of this.#deliveries) {
      const cluster = clusters.get(id);
      if (cluster && destinationOf(cluster) === destinationOf(delivery.cluster)) {
        if (cluster !== delivery.cluster) delivery.use(cluster);
        continue;
      }
      this.#deliveries.delete(id);
      this.#retire(delivery);
      if (cluster) continue;
      this.#options.statuses.record(id, new Map());
      this.#options.statuses.recordSink(id, null, this.#options.clock.nowMs());
    }
    for (const [id, cluster] of clusters) {
      if (this.#deliveries.has(id)) continue;
      const delivery = new ClusterDelivery(cluster, this.#options);
      this.#deliveries.set(id, delivery);
      await delivery.loop.start();
    }
    await this.#options.statuses.save();
  }

  #retire(delivery: ClusterDelivery): void {
    const work = this.#takeBack(delivery).finally(() => this.#retiring.delete(work));
    this.#retiring.add(work);
  }

  /** Never rejects. */
  async #takeBack(delivery: ClusterDelivery): Promise<void> {
    const { logger } = this.#options;
    const { id } = delivery.cluster;
    try {
      await delivery.loop.stop();
      if (!delivery.hasSink) return;
      const problem = await delivery.takeBack(this.#abort.signal);
      if (problem === null) logger.info({ cluster: id }, 'rules taken back from a former sink');
      else logger.warn({ cluster: id, problem }, 'rules of a former sink remain there');
    } catch (err) {
      if (!this.#abort.signal.aborted) {
        logger.error({ cluster: id, err }, 'rules of a former sink remain there');
      }
    } finally {
      await delivery.close();
    }
  }
}

/** Equal while what was delivered stays in the right place. */
function destinationOf(cluster: RuleCluster): string {
  const { ruleSink, metricsUrl, logs, enforcement } = cluster;
  switch (ruleSink.kind) {
    case 'rule-files':
    case 'directory':
      return `${ruleSink.kind} ${ruleSink.directory}`;
    case 'ruler-api': {
      const headers = [enforcement.tenantHeader, logs?.enforcement.tenantHeader];
      return JSON.stringify([ruleSink, metricsUrl, logs?.url, headers]);
    }
    case 'kubernetes':
      return JSON.stringify([ruleSink.kind, serverOf(cluster.kubernetes)]);
    default:
      return ruleSink.kind;
  }
}

/** Another token leads to the same cluster. */
function serverOf(kubernetes: RuleCluster['kubernetes']): readonly (string | null)[] {
  switch (kubernetes?.kind) {
    case 'direct':
      return [kubernetes.url];
    case 'kubeconfig':
      return [kubernetes.file, kubernetes.context];
    default:
      return [kubernetes?.kind ?? null];
  }
}
