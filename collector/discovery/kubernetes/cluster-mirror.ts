import type { Clock, Timer } from '../../../platform/clock/clock.ts';
import { asError } from '../../../platform/errors/app-error.ts';
import { createDiscovery } from '../../../platform/kubernetes/discovery/discovery.ts';
import type { KubernetesClient } from '../../../platform/kubernetes/kubernetes-client.ts';
import type { KubernetesMetrics } from '../../../platform/kubernetes/kubernetes-metrics.ts';
import type { KubernetesObject } from '../../../platform/kubernetes/objects/kubernetes-object.ts';
import type { ResourceKind } from '../../../platform/kubernetes/objects/resource-kind.ts';
import type { ObjectChange } from '../../../platform/kubernetes/watch/object-mirror.ts';
import { createReflector, type Reflector } from '../../../platform/kubernetes/watch/reflector.ts';
import type { Service } from '../../../platform/lifecycle/service.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import { ENDPOINT_SLICES, PODS, SERVICES } from './core-kinds.ts';
import type { NamespaceObjects } from './find-targets.ts';
import {
  type PodView,
  podView,
  type ServiceView,
  type SliceView,
  serviceView,
  sliceView,
  slimObject,
} from './object-views.ts';

/** A kind that is watched where the cluster serves it. */
export interface WatchedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export interface ClusterMirrorOptions {
  /** As it is registered. */
  readonly cluster: string;
  readonly client: KubernetesClient;
  /** Objects that describe what is scraped; none: only pods, services and endpoint slices. */
  readonly monitorKinds: readonly WatchedKind[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** In [0, 1). */
  readonly random: () => number;
  readonly metrics: KubernetesMetrics;
}

/** Called with the namespaces in which something changed. Must not throw. */
export type MirrorListener = (namespaces: ReadonlySet<string>) => void;

/** What of a cluster makes targets, kept equal to it. Changes within half a second are told at once. */
export interface ClusterMirror extends Service {
  readonly cluster: string;
  subscribe(listener: MirrorListener): () => void;
  objects(namespace: string): NamespaceObjects;
  /** Objects of `monitorKinds` that lie in the namespace. */
  monitors(namespace: string): readonly KubernetesObject[];
  /** Namespaces that hold anything of this. */
  namespaces(): readonly string[];
  /** Whether everything has been listed once. */
  isSynced(): boolean;
  /** Why some of it is not seen. */
  problems(): readonly string[];
}

const PAUSE_MS = 500;
/** Until a kind that the cluster does not serve is looked for again. */
const LOOK_AGAIN_MS = 60_000;

export function createClusterMirror(options: ClusterMirrorOptions): ClusterMirror {
  return new Mirror(options);
}

interface Held {
  readonly pods: Map<string, PodView>;
  readonly services: Map<string, ServiceView>;
  readonly slices: Map<string, SliceView>;
  readonly monitors: Map<string, KubernetesObject>;
}

class Mirror implements ClusterMirror {
  readonly name: string;
  readonly cluster: string;
  readonly #options: ClusterMirrorOptions;
  readonly #held = new Map<string, Held>();
  readonly #listeners = new Set<MirrorListener>();
  readonly #reflectors: Reflector[] = [];
  readonly #problems = new Map<string, string>();
  readonly #timers = new Set<Timer>();
  readonly #dirty = new Set<string>();
  readonly #expected: number;
  #pause: Timer | null = null;
  #synced = 0;
  #isStopped = false;

  constructor(options: ClusterMirrorOptions) {
    this.cluster = options.cluster;
    this.name = `kubernetes-discovery-${options.cluster}`;
    this.#options = options;
    this.#expected = 3 + options.monitorKinds.length;
  }

  async start(): Promise<void> {
    const { client, clock, monitorKinds } = this.#options;
    await Promise.all([
      this.#watch(PODS, (held, id, pod) => put(held.pods, id, pod && podView(pod))),
      this.#watch(SERVICES, (held, id, one) => put(held.services, id, one && serviceView(one))),
      this.#watch(ENDPOINT_SLICES, (held, id, one) => put(held.slices, id, one && sliceView(one))),
    ]);
    const discovery = createDiscovery(client, clock);
    for (const kind of monitorKinds) this.#look(kind, discovery);
  }

  subscribe(listener: MirrorListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  objects(namespace: string): NamespaceObjects {
    const held = this.#held.get(namespace);
    if (held === undefined) return { pods: [], services: [], slices: [] };
    const { pods, services, slices } = held;
    return {
      pods: [...pods.values()],
      services: [...services.values()],
      slices: [...slices.values()],
    };
  }

  monitors(namespace: string): readonly KubernetesObject[] {
    return [...(this.#held.get(namespace)?.monitors.values() ?? [])];
  }

  namespaces(): readonly string[] {
    return [...this.#held.keys()].sort();
  }

  isSynced(): boolean {
    return this.#synced >= this.#expected;
  }

  problems(): readonly string[] {
    return [...this.#problems.values()];
  }

  async drain(signal: AbortSignal): Promise<void> {
    this.#end();
    await Promise.all(this.#reflectors.map((one) => one.drain(signal)));
  }

  async stop(): Promise<void> {
    this.#end();
    await Promise.all(this.#reflectors.map((one) => one.stop()));
    await this.#options.client.close();
  }

  #end(): void {
    this.#isStopped = true;
    this.#listeners.clear();
    this.#pause?.cancel();
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }

  /** A kind that is not served yet may come with its operator. */
  #look(wanted: WatchedKind, discovery: ReturnType<typeof createDiscovery>): void {
    const later = () => {
      const timer = this.#options.clock.after(LOOK_AGAIN_MS, () => {
        this.#timers.delete(timer);
        this.#look(wanted, discovery);
      });
      this.#timers.add(timer);
    };
    const looked = discovery.find(wanted).then(async (found) => {
      if (this.#isStopped) return;
      const known = this.#problems.has(wanted.kind);
      if (found.kind !== 'done') {
        this.#problems.set(wanted.kind, `${wanted.kind}: ${found.message}`);
        // Nothing of it is there to be waited for.
        if (!known) this.#told();
        later();
        return;
      }
      this.#problems.delete(wanted.kind);
      await this.#watch(
        found.value,
        (held, id, object) => put(held.monitors, `${wanted.kind}/${id}`, object),
        known,
      );
    });
    looked.catch((thrown: unknown) => {
      const { logger, cluster } = this.#options;
      logger.error({ cluster, kind: wanted.kind, err: asError(thrown) }, 'a kind is not watched');
    });
  }

  #watch(
    kind: ResourceKind,
    keep: (held: Held, name: string, object: KubernetesObject | undefined) => void,
    isCounted = false,
  ): Promise<void> {
    const { client, cluster, clock, logger, random, metrics } = this.#options;
    const isCore = kind.group === '' || kind.group === ENDPOINT_SLICES.group;
    let isFirst = !isCounted;
    const reflector = createReflector({
      client,
      kind,
      cluster,
      clock,
      logger,
      random,
      metrics,
      ...(isCore ? { keep: slimObject } : {}),
      onChange: (change) => this.#change(change, keep),
      onSync: () => {
        if (isFirst) this.#told();
        isFirst = false;
      },
    });
    this.#reflectors.push(reflector);
    return reflector.start();
  }

  #told(): void {
    this.#synced += 1;
    this.#tellLater();
  }

  #change(
    { kind, object }: ObjectChange,
    keep: (held: Held, name: string, object: KubernetesObject | undefined) => void,
  ): void {
    const { namespace = '', name } = object.metadata;
    const held = this.#held.get(namespace) ?? emptyHeld();
    keep(held, name, kind === 'removed' ? undefined : object);
    const isEmpty = Object.values(held).every(
      (one: ReadonlyMap<string, unknown>) => one.size === 0,
    );
    if (isEmpty) this.#held.delete(namespace);
    else this.#held.set(namespace, held);
    this.#dirty.add(namespace);
    this.#tellLater();
  }

  /** Before everything is known nobody is told: half of a cluster looks like one that shrank. */
  #tellLater(): void {
    if (this.#pause !== null || this.#isStopped || !this.isSynced()) return;
    this.#pause = this.#options.clock.after(PAUSE_MS, () => {
      this.#pause = null;
      const changed = new Set(this.#dirty);
      this.#dirty.clear();
      for (const listener of this.#listeners) listener(changed);
    });
  }
}

function emptyHeld(): Held {
  return { pods: new Map(), services: new Map(), slices: new Map(), monitors: new Map() };
}

function put<T>(map: Map<string, T>, name: string, value: T | undefined): void {
  if (value === undefined) map.delete(name);
  else map.set(name, value);
}
