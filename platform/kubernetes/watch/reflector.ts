import type { Clock } from '../../clock/clock.ts';
import { AppError } from '../../errors/app-error.ts';
import { createRunningLoop, type RunningLoop } from '../../lifecycle/running-loop.ts';
import type { Service } from '../../lifecycle/service.ts';
import type { Logger } from '../../observe/logger.ts';
import type { KubernetesClient } from '../kubernetes-client.ts';
import type { KubernetesMetrics, WatchRestart } from '../kubernetes-metrics.ts';
import type { KubernetesFailure } from '../objects/kubernetes-failure.ts';
import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import { MAX_OBJECTS, type ObjectSelection } from '../objects/list-objects.ts';
import type { ResourceKind } from '../objects/resource-kind.ts';
import { type ObjectChange, ObjectMirror } from './object-mirror.ts';
import { openWatch, type WatchEnd, type WatchEvent } from './open-watch.ts';

export interface ReflectorOptions extends ObjectSelection {
  readonly client: KubernetesClient;
  readonly kind: ResourceKind;
  /** As it is registered. */
  readonly cluster: string;
  /** What is kept of each object, at least its metadata's name, namespace, uid and revision; all. */
  readonly keep?: (object: KubernetesObject) => KubernetesObject;
  /** More objects make it fail, and say so; 20,000. */
  readonly maxObjects?: number;
  /** A watch from which nothing comes, not even a bookmark, is given up; 2.5 minutes. */
  readonly idleMs?: number;
  /** In the order of the cluster. Must not throw. */
  readonly onChange: (change: ObjectChange) => void;
  /** After each list, once its changes have been told: from the first on the mirror is whole. */
  readonly onSync?: (objects: ReadonlyMap<string, KubernetesObject>) => void;
  /** After each list that failed. Must not throw. */
  readonly onFailure?: (failure: KubernetesFailure) => void;
  readonly clock: Clock;
  readonly logger: Logger;
  /** In [0, 1). */
  readonly random: () => number;
  readonly metrics: KubernetesMetrics;
}

/**
 * Objects of a cluster, mirrored: a list, then a watch that is resumed where it ended, and a new
 * list when that is no longer possible. It never gives up: what fails is logged by the loop and
 * tried again, at most half a minute later.
 */
export interface Reflector extends Service {
  /** As last heard of, by `keyOf`; empty before the first list. */
  objects(): ReadonlyMap<string, KubernetesObject>;
  /** Whether the first list has come. */
  isSynced(): boolean;
  /** Why the last list failed; undefined when it did not. */
  failure(): KubernetesFailure | undefined;
}

const IDLE_MS = 150_000;
/** Watches of many processes should not end together. */
const [MIN_TIMEOUT_S, MAX_TIMEOUT_S] = [300, 600];
/** Of a watch that ended as it should, so that many do not come back at the same moment. */
const MAX_RECONNECT_MS = 1_000;
/** One that ends sooner without an event has failed. */
const SHORT_WATCH_MS = 1_000;
/** Refusals after which the same revision may do; any other may be because of it. */
const MAY_RESUME: ReadonlySet<WatchEnd['kind']> = new Set([
  'throttled',
  'failed',
  'unauthenticated',
]);

export function createReflector(options: ReflectorOptions): Reflector {
  return new MirroringReflector(options);
}

class MirroringReflector implements Reflector {
  readonly name: string;
  readonly #options: ReflectorOptions;
  readonly #mirror = new ObjectMirror();
  readonly #loop: RunningLoop;
  readonly #end = new AbortController();
  /** Empty when the next step is a list. */
  #revision = '';
  #isSynced = false;
  #failure: KubernetesFailure | undefined;

  constructor(options: ReflectorOptions) {
    this.name = `kubernetes-${options.cluster}-${options.kind.plural}`;
    this.#options = options;
    const { clock, logger, random } = options;
    const run = (signal: AbortSignal) => this.#step(AbortSignal.any([signal, this.#end.signal]));
    this.#loop = createRunningLoop({ name: this.name, run, clock, logger, random });
  }

  objects(): ReadonlyMap<string, KubernetesObject> {
    return this.#mirror.objects;
  }

  isSynced(): boolean {
    return this.#isSynced;
  }

  failure(): KubernetesFailure | undefined {
    return this.#failure;
  }

  start(): Promise<void> {
    return this.#loop.start();
  }

  /** A watch has nothing to finish. */
  drain(signal: AbortSignal): Promise<void> {
    this.#end.abort(new Error(`${this.name} is drained`));
    return this.#loop.drain(signal);
  }

  stop(): Promise<void> {
    this.#end.abort(new Error(`${this.name} is stopped`));
    return this.#loop.stop();
  }

  /** A list if need be, and then one watch. @returns the delay before the next step */
  async #step(signal: AbortSignal): Promise<number> {
    const isListed = this.#revision === '';
    if (isListed) await this.#list(signal);
    if (signal.aborted) return 0;
    const { clock } = this.#options;
    const startMs = clock.monotonicMs();
    let events = 0;
    let thrown: unknown;
    const end = await this.#watch(signal, (event) => {
      events += 1;
      try {
        this.#take(event);
      } catch (error) {
        this.#revision = '';
        thrown = error;
        throw error;
      }
    });
    if (thrown !== undefined) throw thrown;
    if (signal.aborted) return 0;
    const isShort = events === 0 && clock.monotonicMs() - startMs < SHORT_WATCH_MS;
    return this.#afterEnd(end, isShort, isListed);
  }

  async #list(signal: AbortSignal): Promise<void> {
    const { client, kind, keep, maxObjects, onChange, onSync, onFailure } = this.#options;
    const listed = await client.list(kind, {
      ...this.#selection(),
      ...(keep ? { keep } : {}),
      ...(maxObjects === undefined ? {} : { maxObjects }),
      signal,
    });
    if (signal.aborted) return;
    if (listed.kind !== 'done') {
      this.#failure = listed;
      onFailure?.(listed);
      throw stepFailed('list', kind, listed);
    }
    this.#failure = undefined;
    for (const change of this.#mirror.replace(listed.value.items)) onChange(change);
    this.#isSynced = true;
    onSync?.(this.#mirror.objects);
    this.#revision = listed.value.resourceVersion;
  }

  #watch(signal: AbortSignal, onEvent: (event: WatchEvent) => void): Promise<WatchEnd> {
    const { client, kind, clock, random, idleMs = IDLE_MS } = this.#options;
    const timeoutSeconds = Math.round(MIN_TIMEOUT_S + (MAX_TIMEOUT_S - MIN_TIMEOUT_S) * random());
    const resourceVersion = this.#revision;
    const request = { ...this.#selection(), resourceVersion, timeoutSeconds, idleMs, signal };
    return openWatch(client, kind, request, clock, onEvent);
  }

  #take(event: WatchEvent): void {
    if (event.kind === 'bookmark') {
      if (event.resourceVersion !== '') this.#revision = event.resourceVersion;
      return;
    }
    const { keep = (object) => object, onChange, maxObjects = MAX_OBJECTS } = this.#options;
    const object = keep(event.object);
    this.#revision = event.object.metadata.resourceVersion ?? this.#revision;
    const isGone = event.kind === 'deleted';
    const changes = isGone ? this.#mirror.remove(object) : this.#mirror.put(object);
    for (const change of changes) onChange(change);
    if (this.#mirror.objects.size > maxObjects) {
      throw new AppError('too_large', `there are more than ${maxObjects} objects to mirror`);
    }
  }

  #afterEnd(end: WatchEnd, isShort: boolean, isListed: boolean): number {
    const { cluster, kind, metrics, random } = this.#options;
    const reconnectMs = Math.round(MAX_RECONNECT_MS * random());
    metrics.watchRestarted(cluster, restartReason(end));
    if (end.kind === 'gone') {
      this.#revision = '';
      return isListed ? reconnectMs : 0; // a fresh list that is too old is no reason to hurry
    }
    const isRefused = end.kind !== 'done' && end.kind !== 'unreachable' && end.kind !== 'silent';
    if (isRefused && !MAY_RESUME.has(end.kind)) this.#revision = '';
    if (isRefused || (isShort && end.kind !== 'silent')) throw stepFailed('watch', kind, end);
    return reconnectMs;
  }

  #selection(): ObjectSelection {
    const { namespace, labelSelector, fieldSelector } = this.#options;
    return {
      ...(namespace === undefined ? {} : { namespace }),
      ...(labelSelector === undefined ? {} : { labelSelector }),
      ...(fieldSelector === undefined ? {} : { fieldSelector }),
    };
  }
}

function restartReason(end: WatchEnd): WatchRestart {
  switch (end.kind) {
    case 'done':
      return 'ended';
    case 'gone':
      return 'expired';
    case 'unreachable':
      return 'broken';
    case 'silent':
      return 'silent';
    default:
      return 'refused';
  }
}

function stepFailed(step: 'list' | 'watch', kind: ResourceKind, end: WatchEnd): AppError {
  const why = 'message' in end ? `${end.kind}: ${end.message}` : 'it ended at once';
  return new AppError('upstream_failed', `could not ${step} ${kind.plural}: ${why}`);
}
