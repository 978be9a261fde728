import type { Clock } from '../../../platform/clock/clock.ts';
import { asError } from '../../../platform/errors/app-error.ts';
import { createRunningLoop, type RunningLoop } from '../../../platform/lifecycle/running-loop.ts';
import type { Service } from '../../../platform/lifecycle/service.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import type { LogSpec, OfKind } from '../log-spec.ts';
import { secretsOf } from '../outputs/secret-fields.ts';
import { openOutputSecrets, type Sealer } from '../service/output-secrets.ts';
import { ClusterLogging } from './cluster-logging.ts';
import type { LogSpecStatus } from './log-spec-status.ts';
import type { LoggingCluster, LoggingClusters } from './logging-cluster.ts';
import { clusterOf } from './specs-of-cluster.ts';

export interface LogDeliveriesOptions {
  readonly clusters: LoggingClusters;
  readonly specs: { all(): readonly LogSpec[] };
  readonly directory: () => Directory;
  readonly sealer: Sealer;
  /** Why a spec may not be delivered now; null when it may. */
  readonly refusal: (spec: LogSpec) => Promise<string | null>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** In [0, 1). */
  readonly random: () => number;
}

interface Delivery {
  readonly destination: string;
  readonly logging: ClusterLogging;
  readonly loop: RunningLoop;
}

/** Against what was missed; what people change is delivered at once. */
const PASS_MS = 30_000;

/** Flows and outputs of every Kubernetes cluster; a slow or broken one delays no other. */
export class LogDeliveries implements Service {
  readonly name = 'log-delivery';
  readonly #options: LogDeliveriesOptions;
  readonly #deliveries = new Map<string, Delivery>();
  readonly #problems = new Map<string, string | null>();
  readonly #follow: RunningLoop;

  constructor(options: LogDeliveriesOptions) {
    this.#options = options;
    const { clock, logger, random } = options;
    const run = async () => {
      await this.#followClusters();
      return PASS_MS;
    };
    this.#follow = createRunningLoop({ name: this.name, run, clock, logger, random });
  }

  /** How a spec does; undefined before its first pass, and where nothing is delivered. */
  statusOf(spec: LogSpec): LogSpecStatus | undefined {
    const cluster = clusterOf(spec, this.#options.directory());
    return cluster === null ? undefined : this.#deliveries.get(cluster)?.logging.statusOf(spec.id);
  }

  /** Specs, directory or clusters changed. */
  wake(): void {
    this.#follow.wake();
    for (const { loop } of this.#deliveries.values()) loop.wake();
  }

  start(): Promise<void> {
    return this.#follow.start();
  }

  async drain(signal: AbortSignal): Promise<void> {
    await this.#follow.drain(signal);
    await Promise.all([...this.#deliveries.values()].map(({ loop }) => loop.drain(signal)));
  }

  async stop(): Promise<void> {
    await this.#follow.stop();
    await Promise.all([...this.#deliveries.values()].map(end));
    this.#deliveries.clear();
  }

  async #followClusters(): Promise<void> {
    const clusters = new Map(this.#options.clusters.all().map((one) => [one.place.cluster, one]));
    for (const [id, delivery] of this.#deliveries) {
      if (clusters.get(id)?.destination === delivery.destination) continue;
      this.#deliveries.delete(id);
      await end(delivery);
    }
    for (const [id, cluster] of clusters) {
      if (!this.#deliveries.has(id)) await this.#begin(id, cluster);
    }
  }

  async #begin(id: string, cluster: LoggingCluster): Promise<void> {
    const { clock, logger, random } = this.#options;
    const logging = new ClusterLogging({ managed: cluster.keep(), clock });
    const run = async (signal: AbortSignal) => {
      await this.#pass(id, logging, signal);
      return PASS_MS;
    };
    const loop = createRunningLoop({ name: `${this.name} ${id}`, run, clock, logger, random });
    this.#deliveries.set(id, { destination: cluster.destination, logging, loop });
    await loop.start();
  }

  async #pass(id: string, logging: ClusterLogging, signal: AbortSignal): Promise<void> {
    const { clusters, directory, specs, refusal } = this.#options;
    const cluster = clusters.all().find(({ place }) => place.cluster === id);
    if (!cluster) return;
    const own = specs.all().filter((spec) => clusterOf(spec, directory()) === id);
    const asked = own.filter(({ enabled }) => enabled);
    const refusals = new Map(
      await Promise.all(
        asked.map(async (spec) => {
          const reason = (await refusal(spec)) ?? (await this.#withheldSecret(spec, cluster));
          return [spec.id, reason] as const;
        }),
      ),
    );
    const sources = {
      secretsOf: (output: OfKind<'output'>) => this.#secretsOf(output),
      refusalOf: ({ id: spec }: LogSpec) => refusals.get(spec) ?? null,
    };
    const { place, allowMassRemoval } = cluster;
    const problem = await logging.pass({ place, specs: own, sources, allowMassRemoval }, signal);
    if (problem !== null && problem !== this.#problems.get(id)) {
      this.#options.logger.warn({ cluster: id, problem }, 'flows are not delivered as a whole');
    }
    this.#problems.set(id, problem);
  }

  /** The platform's Secrets are its own; those of environments have to be given. */
  async #withheldSecret(spec: LogSpec, { consent }: LoggingCluster): Promise<string | null> {
    if (spec.kind !== 'output' || spec.scope.kind === 'platform') return null;
    const namespace = this.#options.directory().environmentAt(spec.scope.node)?.namespace;
    if (namespace === undefined) return null;
    const named = secretsOf(spec.fields.settings).flatMap(({ field }) =>
      'secretKeyRef' in field ? [field.secretKeyRef.name] : [],
    );
    for (const name of new Set(named)) {
      const reason = await consent(namespace, name);
      if (reason !== null) return reason;
    }
    return null;
  }

  #secretsOf(output: OfKind<'output'>): ReadonlyMap<string, string> | string {
    try {
      return openOutputSecrets(this.#options.sealer, output);
    } catch (thrown) {
      this.#options.logger.error(
        { err: asError(thrown), output: output.id },
        'secrets of an output cannot be opened',
      );
      return 'its secrets cannot be opened; enter them again';
    }
  }
}

async function end({ loop, logging }: Delivery): Promise<void> {
  await loop.stop();
  await logging.close();
}
