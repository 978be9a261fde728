import type { Clock } from '../../platform/clock/clock.ts';
import { asError } from '../../platform/errors/app-error.ts';
import type { ClusterAccesses } from '../../platform/kubernetes/cluster-access.ts';
import { keepObjects } from '../../platform/kubernetes/managed/keep-objects.ts';
import type {
  ManagedObjects,
  ManagedOptions,
  PassOptions,
} from '../../platform/kubernetes/managed/managed-objects.ts';
import {
  isInForce,
  type ManagedOutcome,
} from '../../platform/kubernetes/managed/managed-outcome.ts';
import type { KubernetesObject } from '../../platform/kubernetes/objects/kubernetes-object.ts';
import { createRunningLoop, type RunningLoop } from '../../platform/lifecycle/running-loop.ts';
import type { Service } from '../../platform/lifecycle/service.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { AddressPolicy } from '../../platform/outbound/address-policy.ts';
import type { ClusterSettings } from '../../platform/tenancy/cluster.ts';
import { connectionOf } from '../../platform/tenancy/cluster-kubernetes.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import { parseNodePath } from '../../platform/tenancy/scope-name.ts';
import { namespacesOf } from '../model/namespaces-of.ts';
import { deliveredObject } from './delivered-object.ts';
import type { Monitor } from './monitor.ts';
import { monitorCluster, tenancyOf } from './monitor-cluster.ts';
import { MONITOR_KINDS } from './monitor-object.ts';
import type { MonitorRepository } from './monitor-repository.ts';
import type { MonitorsConfig } from './monitors-config.ts';
import { validateMonitor } from './validate-monitor.ts';

/** What everything shares that works in Kubernetes clusters. */
export interface DeliveryResources
  extends Pick<ManagedOptions, 'onDrift' | 'random' | 'metrics' | 'logger'> {
  readonly accesses: Pick<ClusterAccesses, 'of'>;
}

export interface MonitorDeliveryOptions {
  readonly monitors: Pick<MonitorRepository, 'all'>;
  readonly directory: () => Directory;
  readonly clusters: () => ReadonlyMap<string, ClusterSettings>;
  readonly config: MonitorsConfig;
  /** The tenant outbound policy. */
  readonly judge: AddressPolicy;
  readonly kubernetes: DeliveryResources;
  readonly clock: Clock;
  readonly logger: Logger;
  /** In [0, 1). */
  readonly random: () => number;
}

/** How a monitor stands in its cluster, as of the last pass. */
export interface MonitorDelivered {
  readonly revision: number;
  readonly atMs: number;
  readonly outcome: ManagedOutcome;
}

interface Kept {
  readonly connection: string;
  readonly objects: ManagedObjects;
}

interface Printed {
  readonly text: string;
  readonly object: KubernetesObject;
  /** Why it may not be delivered (any more); null: it may. */
  readonly refusal: string | null;
}

const PASS_MS = 30_000;
/** Objects bear the label `tocsin/part=monitors`. */
const PART = 'monitors';

/**
 * Keeps the monitors of clusters that have an operator true as objects there: at each change (`wake`)
 * and every 30 s; between two passes what somebody edits is put back by the engine itself. A cluster
 * whose monitors somebody else carries out now, or that lost its last, is emptied.
 */
export class MonitorDelivery implements Service {
  readonly name = 'monitor-delivery';
  readonly #options: MonitorDeliveryOptions;
  readonly #kept = new Map<string, Kept>();
  readonly #printed = new Map<string, Printed>();
  readonly #delivered = new Map<string, MonitorDelivered>();
  /** Clusters that were looked into once, for what a former life left there. */
  readonly #seen = new Set<string>();
  readonly #problems = new Map<string, string>();
  readonly #loop: RunningLoop;

  constructor(options: MonitorDeliveryOptions) {
    this.#options = options;
    const { clock, logger, random } = options;
    const run = async (signal: AbortSignal) => {
      await this.#pass(signal);
      return PASS_MS;
    };
    this.#loop = createRunningLoop({ name: this.name, run, clock, logger, random });
  }

  start(): Promise<void> {
    return this.#loop.start();
  }

  /** Monitors, directory or clusters changed: delivery begins at once. */
  wake(): void {
    this.#loop.wake();
  }

  /** Undefined before the first pass that has tried it. */
  of(monitorId: string): MonitorDelivered | undefined {
    return this.#delivered.get(monitorId);
  }

  drain(signal: AbortSignal): Promise<void> {
    return this.#loop.drain(signal);
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
    await Promise.all([...this.#kept.values()].map(({ objects }) => objects.close()));
    this.#kept.clear();
  }

  async #pass(signal: AbortSignal): Promise<void> {
    const clusters = this.#options.clusters();
    for (const [id, { objects }] of this.#kept) {
      if (clusters.get(id)?.kubernetes) continue;
      this.#kept.delete(id);
      await objects.close();
    }
    const passes = [...clusters.values()].map((settings) => this.#passOf(settings, signal));
    await Promise.all(passes);
    const known = new Set(this.#options.monitors.all().map(({ id }) => id));
    for (const map of [this.#printed, this.#delivered]) {
      for (const id of map.keys()) if (!known.has(id)) map.delete(id);
    }
  }

  /** Another cluster's trouble is not this one's. */
  async #passOf(settings: ClusterSettings, signal: AbortSignal): Promise<void> {
    try {
      await this.#reconcile(settings, signal);
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      const { logger } = this.#options;
      logger.error({ cluster: settings.id, err: asError(thrown) }, 'monitors not delivered');
    }
  }

  async #reconcile(settings: ClusterSettings, signal: AbortSignal): Promise<void> {
    const { id, kubernetes } = settings;
    if (kubernetes === null) return;
    const wanted = this.#wanted(settings);
    // Nothing is asked of a cluster that never had any.
    if (wanted.length === 0 && !this.#kept.has(id) && this.#seen.has(id)) return;
    this.#seen.add(id);
    const objects = await this.#objectsOf(id, kubernetes);
    const printed = wanted.map((monitor) => ({ monitor, ...this.#printedOf(monitor, settings) }));
    const sound = printed.filter(({ refusal }) => refusal === null);
    const desired = sound.map(({ object }) => object);
    const report = await objects.reconcile(desired, passOf(settings), signal);
    this.#noteProblem(id, report.problem);
    const atMs = this.#options.clock.nowMs();
    for (const { monitor, refusal: message } of printed) {
      const { id: monitorId, revision } = monitor;
      if (message === null) continue;
      const outcome = { kind: 'refused', by: 'schema', message } as const;
      this.#note(id, monitorId, { revision, atMs, outcome });
    }
    for (const [index, { monitor }] of sound.entries()) {
      const { id: monitorId, revision } = monitor;
      const outcome = report.outcomes[index];
      if (outcome === undefined) continue;
      this.#note(id, monitorId, { revision, atMs, outcome });
    }
    if (wanted.length > 0 || report.problem !== null) return;
    this.#kept.delete(id);
    await objects.close();
  }

  /** What goes wrong is logged when it begins, for whoever manages the cluster. */
  #note(cluster: string, monitor: string, delivered: MonitorDelivered): void {
    const before = this.#delivered.get(monitor)?.outcome;
    this.#delivered.set(monitor, delivered);
    const { outcome } = delivered;
    if (isInForce(outcome) || !('message' in outcome)) return;
    const isKnown =
      before !== undefined && 'message' in before && before.message === outcome.message;
    if (isKnown) return;
    const said = { cluster, monitor, outcome: outcome.kind, reason: outcome.message };
    this.#options.logger.warn(said, 'monitor not in force in its cluster');
  }

  #noteProblem(cluster: string, problem: string | null): void {
    if (this.#problems.get(cluster) === problem) return;
    if (problem === null) this.#problems.delete(cluster);
    else this.#problems.set(cluster, problem);
    if (problem === null) return;
    this.#options.logger.warn({ cluster, reason: problem }, 'monitors of a cluster are held up');
  }

  #wanted(settings: ClusterSettings): readonly Monitor[] {
    if (monitorCluster(settings).carrier !== 'kubernetes') return [];
    const directory = this.#options.directory();
    return this.#options.monitors.all().filter(({ enabled, environment }) => {
      const node = parseNodePath(environment);
      const entry = node && directory.environmentAt(node);
      return enabled && entry?.cluster === settings.id;
    });
  }

  async #objectsOf(
    cluster: string,
    settings: NonNullable<ClusterSettings['kubernetes']>,
  ): Promise<ManagedObjects> {
    const connection = connectionOf(settings);
    const text = JSON.stringify(connection);
    const known = this.#kept.get(cluster);
    if (known?.connection === text) return known.objects;
    if (known !== undefined) await known.objects.close();
    const { clock } = this.#options;
    const { accesses, ...shared } = this.#options.kubernetes;
    const access = accesses.of(cluster, connection);
    const kinds = Object.values(MONITOR_KINDS);
    const objects = keepObjects({ ...shared, cluster, access, part: PART, kinds, clock });
    this.#kept.set(cluster, { connection: text, objects });
    return objects;
  }

  /**
   * The same JavaScript object as long as nothing changed: comparing it then costs least. What was
   * right where the environment lay before need not be so where it lies now, so it is judged again.
   */
  #printedOf(monitor: Monitor, settings: ClusterSettings): Printed {
    const { config, directory, judge } = this.#options;
    const node = parseNodePath(monitor.environment);
    const environment = node && directory().environmentAt(node);
    if (!environment) throw new TypeError(`monitor ${monitor.id} has no environment`);
    const cluster = monitorCluster(settings);
    const object = deliveredObject(monitor, environment, cluster, config);
    const text = JSON.stringify(object);
    const known = this.#printed.get(monitor.id);
    if (known?.text === text) return known;
    const tenancy = new Set(tenancyOf(cluster, environment).keys());
    const namespaces = namespacesOf(directory(), environment.cluster);
    const guard = { judge, namespace: environment.namespace, namespaces };
    const [first] = validateMonitor(monitor, { config, tenancy, guard });
    const refusal = first === undefined ? null : `${first.path}: ${first.message}`;
    const printed = { text, object, refusal };
    this.#printed.set(monitor.id, printed);
    return printed;
  }
}

/** Whoever gives the monitors of a cluster to somebody else means all of its objects to go. */
function passOf(settings: ClusterSettings): PassOptions {
  const { ruleSink } = settings;
  const isAllowed = ruleSink.kind === 'kubernetes' && ruleSink.allowMassRemoval;
  const isHandedOver = monitorCluster(settings).carrier !== 'kubernetes';
  return { allowMassRemoval: isAllowed || isHandedOver, mayAdopt: () => false };
}
