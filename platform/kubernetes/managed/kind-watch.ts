import type { Clock, Timer } from '../../clock/clock.ts';
import type { Logger } from '../../observe/logger.ts';
import type { KubernetesClient } from '../kubernetes-client.ts';
import type { KubernetesMetrics } from '../kubernetes-metrics.ts';
import { done, type Outcome } from '../objects/kubernetes-failure.ts';
import { type KubernetesObject, keyOf } from '../objects/kubernetes-object.ts';
import { type ResourceKind, resourceNameOf } from '../objects/resource-kind.ts';
import type { ObjectChange } from '../watch/object-mirror.ts';
import { createReflector, type Reflector } from '../watch/reflector.ts';
import { slim } from './ownership.ts';

export interface KindWatchOptions {
  readonly client: KubernetesClient;
  readonly kind: ResourceKind;
  readonly cluster: string;
  readonly labelSelector: string;
  /** Something else than our own writes happened to an object. Must not throw. */
  readonly onForeign: (change: ObjectChange) => void;
  /** Everything was listed anew: what happened meanwhile may have gone unheard. Must not throw. */
  readonly onSync: () => void;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
  readonly metrics: KubernetesMetrics;
}

/** A first list may take its time. */
const FIRST_LIST_MS = 15_000;
const MAX_REMOVED = 1_000;

/** What we wrote and have not heard of yet: the object, or the uid of one that we removed. */
type Written =
  | { readonly kind: 'object'; readonly object: KubernetesObject }
  | { readonly kind: 'removed'; readonly uid: string };

/** The objects of one kind that bear a set's labels: as watched, and ahead of that our own writes. */
export class KindWatch {
  readonly kind: ResourceKind;
  readonly #options: KindWatchOptions;
  readonly #reflector: Reflector;
  readonly #written = new Map<string, Written>();
  /** Revisions at which objects went, by uid: a write may be answered after that was heard. */
  readonly #gone = new Map<string, string>();
  #wake: () => void = () => undefined;

  constructor(options: KindWatchOptions) {
    this.kind = options.kind;
    this.#options = options;
    const { client, kind, cluster, labelSelector, clock, logger, random, metrics } = options;
    this.#reflector = createReflector({
      client,
      kind,
      cluster,
      labelSelector,
      keep: slim,
      onChange: (change) => this.#take(change),
      onSync: () => this.#synced(),
      onFailure: () => this.#wake(),
      ...{ clock, logger, random, metrics },
    });
  }

  start(): Promise<void> {
    return this.#reflector.start();
  }

  close(): Promise<void> {
    return this.#reflector.stop();
  }

  /** Resolves when everything is listed, or with why it cannot be now. Calls do not overlap. */
  async ready(signal: AbortSignal): Promise<Outcome<void>> {
    if (this.#state() === undefined) await this.#change(signal);
    signal.throwIfAborted();
    return this.#state() ?? { kind: 'unreachable', message: `${this.#name} are not listed yet` };
  }

  /** As the cluster has it, as far as we know. */
  live(key: string): KubernetesObject | undefined {
    const written = this.#written.get(key);
    if (written === undefined) return this.#reflector.objects().get(key);
    return written.kind === 'object' ? written.object : undefined;
  }

  all(): readonly KubernetesObject[] {
    const keys = new Set([...this.#reflector.objects().keys(), ...this.#written.keys()]);
    return [...keys].flatMap((key) => this.live(key) ?? []);
  }

  /** An apply was answered so. */
  wrote(answer: KubernetesObject): void {
    const object = slim(answer);
    const { uid = '' } = object.metadata;
    const heard = this.#reflector.objects().get(keyOf(object));
    const isKnown = heard?.metadata.uid === uid && isAtLeast(heard, revisionOf(object));
    const goneAt = this.#gone.get(uid);
    const isGone = goneAt !== undefined && !isAtLeast(object, goneAt);
    if (!isKnown && !isGone) this.#written.set(keyOf(object), { kind: 'object', object });
  }

  /** A deletion was answered. */
  removed(object: KubernetesObject): void {
    const { uid = '' } = object.metadata;
    const heard = this.#reflector.objects().get(keyOf(object));
    if (heard?.metadata.uid === uid) this.#written.set(keyOf(object), { kind: 'removed', uid });
    else this.#written.delete(keyOf(object));
  }

  get #name(): string {
    return resourceNameOf(this.kind);
  }

  #state(): Outcome<void> | undefined {
    return this.#reflector.failure() ?? (this.#reflector.isSynced() ? done(undefined) : undefined);
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      let timer: Timer | undefined;
      const end = () => {
        timer?.cancel();
        signal.removeEventListener('abort', end);
        this.#wake = () => undefined;
        resolve();
      };
      this.#wake = end;
      signal.addEventListener('abort', end, { once: true });
      timer = this.#options.clock.after(FIRST_LIST_MS, end);
      if (signal.aborted) end();
    });
  }

  #synced(): void {
    this.#written.clear();
    this.#wake();
    this.#options.onSync();
  }

  #take(change: ObjectChange): void {
    const { object } = change;
    const key = keyOf(object);
    if (change.kind === 'removed') this.#remember(object);
    const written = this.#written.get(key);
    if (written !== undefined) {
      if (isOlder(change, written)) return;
      this.#written.delete(key);
      if (isThat(change, written)) return;
    }
    this.#options.onForeign(change);
  }

  #remember({ metadata: { uid = '', resourceVersion = '' } }: KubernetesObject): void {
    this.#gone.set(uid, resourceVersion);
    const [oldest] = this.#gone.keys();
    if (this.#gone.size > MAX_REMOVED && oldest !== undefined) this.#gone.delete(oldest);
  }
}

/** Something that happened before what we wrote. */
function isOlder({ kind, object }: ObjectChange, written: Written): boolean {
  const { uid } = object.metadata;
  if (written.kind === 'removed') return kind !== 'removed' && uid === written.uid;
  if (kind === 'removed' && uid !== written.object.metadata.uid) return true;
  return !isAtLeast(object, revisionOf(written.object));
}

/** What we wrote, heard from the cluster. */
function isThat({ kind, object }: ObjectChange, written: Written): boolean {
  if (written.kind === 'removed') return kind === 'removed' && object.metadata.uid === written.uid;
  return kind !== 'removed' && revisionOf(object) === revisionOf(written.object);
}

const revisionOf = ({ metadata }: KubernetesObject): string => metadata.resourceVersion ?? '';

/** Revisions are numbers that grow; what is none is taken for newer. */
function isAtLeast(object: KubernetesObject, revision: string): boolean {
  const own = revisionOf(object);
  if (!/^\d+$/.test(own) || !/^\d+$/.test(revision)) return true;
  return BigInt(own) >= BigInt(revision);
}
