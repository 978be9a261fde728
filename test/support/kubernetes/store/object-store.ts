import type { JsonObject } from '../model/json.ts';
import {
  isTerminating,
  nameOf,
  namespaceOf,
  ownersOf,
  uidOf,
  withMetadata,
} from '../model/metadata.ts';

/** A change of one object, at its revision. */
export interface StoreEvent {
  readonly revision: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** As stored from now on; of a deletion the last state, at the deletion's revision. */
  readonly object: JsonObject;
  /** Undefined for an addition. */
  readonly previous: JsonObject | undefined;
}

export type StoreListener = (event: StoreEvent) => void;

/** An object that has owners or is being deleted: the only ones that a collector must look at. */
export interface BoundObject {
  readonly resource: string;
  readonly object: JsonObject;
}

interface Shelf {
  /** By `namespace/name`. */
  readonly objects: Map<string, JsonObject>;
  readonly events: StoreEvent[];
  readonly listeners: Set<StoreListener>;
}

const keyOf = (namespace: string, name: string): string => `${namespace}/${name}`;

/**
 * All objects by resource (`prometheusrules.monitoring.coreos.com`), and what happened to them:
 * one revision for everything, as in etcd. Objects are never changed in place, so a list stays
 * what it was.
 */
export class ObjectStore {
  readonly #shelves = new Map<string, Shelf>();
  readonly #bound = new Map<string, BoundObject>();
  readonly #homes = new Map<string, string>();
  readonly #historyLimit: number;
  #revision = 1;
  #compacted = 0;

  /** @param historyLimit changes of a resource that are kept; older ones are compacted */
  constructor(historyLimit: number) {
    this.#historyLimit = historyLimit;
  }

  get revision(): number {
    return this.#revision;
  }

  /** Changes up to this revision are forgotten; whoever asks for more than that gets a 410. */
  get compactedTo(): number {
    return this.#compacted;
  }

  #shelf(resource: string): Shelf {
    let shelf = this.#shelves.get(resource);
    if (shelf === undefined) {
      shelf = { objects: new Map(), events: [], listeners: new Set() };
      this.#shelves.set(resource, shelf);
    }
    return shelf;
  }

  resources(): readonly string[] {
    return [...this.#shelves.keys()];
  }

  get(resource: string, namespace: string, name: string): JsonObject | undefined {
    return this.#shelf(resource).objects.get(keyOf(namespace, name));
  }

  /** By namespace and name. @param namespace null for all */
  list(resource: string, namespace: string | null): readonly JsonObject[] {
    return sorted(this.#shelf(resource).objects, namespace);
  }

  /** The same as it was at an earlier revision, which must not be compacted. */
  listAt(resource: string, namespace: string | null, revision: number): readonly JsonObject[] {
    const { objects, events } = this.#shelf(resource);
    const past = new Map(objects);
    for (const event of events.toReversed()) {
      if (event.revision <= revision) break;
      const key = keyOf(namespaceOf(event.object), nameOf(event.object));
      if (event.previous === undefined) past.delete(key);
      else past.set(key, event.previous);
    }
    return sorted(past, namespace);
  }

  /** Creates or replaces; answers the object with its resourceVersion. */
  put(resource: string, object: JsonObject): JsonObject {
    const { objects } = this.#shelf(resource);
    const key = keyOf(namespaceOf(object), nameOf(object));
    const previous = objects.get(key);
    const stored = this.#atNextRevision(object);
    objects.set(key, stored);
    this.#homes.set(uidOf(stored), namespaceOf(stored));
    const isBound = isTerminating(stored) || ownersOf(stored).length > 0;
    if (isBound) this.#bound.set(uidOf(stored), { resource, object: stored });
    else this.#bound.delete(uidOf(stored));
    const type = previous === undefined ? 'ADDED' : 'MODIFIED';
    this.#record(resource, { revision: this.#revision, type, object: stored, previous });
    return stored;
  }

  remove(resource: string, namespace: string, name: string): JsonObject | undefined {
    const { objects } = this.#shelf(resource);
    const previous = objects.get(keyOf(namespace, name));
    if (previous === undefined) return undefined;
    objects.delete(keyOf(namespace, name));
    this.#homes.delete(uidOf(previous));
    this.#bound.delete(uidOf(previous));
    const object = this.#atNextRevision(previous);
    this.#record(resource, { revision: this.#revision, type: 'DELETED', object, previous });
    return object;
  }

  bound(): readonly BoundObject[] {
    return [...this.#bound.values()];
  }

  /** The namespace of the object with this uid, empty for none; undefined when it is not there. */
  homeOf(uid: string): string | undefined {
    return this.#homes.get(uid);
  }

  /** What happened after a revision, oldest first. */
  eventsAfter(resource: string, revision: number): readonly StoreEvent[] {
    return this.#shelf(resource).events.filter((event) => event.revision > revision);
  }

  /** Tells of every change from now on; answers how to stop. */
  follow(resource: string, listener: StoreListener): () => void {
    const { listeners } = this.#shelf(resource);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  /** Forgets what happened up to now. */
  compact(): void {
    this.#compacted = this.#revision;
    for (const { events } of this.#shelves.values()) events.length = 0;
  }

  #atNextRevision(object: JsonObject): JsonObject {
    this.#revision += 1;
    return withMetadata(object, { resourceVersion: String(this.#revision) });
  }

  #record(resource: string, event: StoreEvent): void {
    const { events, listeners } = this.#shelf(resource);
    events.push(event);
    if (events.length > this.#historyLimit) {
      const forgotten = events.splice(0, events.length - this.#historyLimit);
      this.#compacted = Math.max(this.#compacted, forgotten.at(-1)?.revision ?? 0);
    }
    for (const listener of [...listeners]) listener(event);
  }
}

function sorted(
  objects: ReadonlyMap<string, JsonObject>,
  namespace: string | null,
): readonly JsonObject[] {
  return [...objects]
    .filter(([key]) => namespace === null || key.startsWith(`${namespace}/`))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, object]) => object);
}
