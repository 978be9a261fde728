import { conflict, notFound } from '../model/failures.ts';
import { isObject, type JsonObject, listIn, objectIn, textIn } from '../model/json.ts';
import { type Kind, resourceName } from '../model/kind.ts';
import {
  finalizersOf,
  isTerminating,
  metadataOf,
  nameOf,
  namespaceOf,
  ownersOf,
  uidOf,
  withMetadata,
} from '../model/metadata.ts';
import type { Cluster } from '../store/cluster.ts';
import type { Place } from './addressed-object.ts';

/** `DeleteOptions`. */
export interface DeleteOptions {
  readonly dryRun: boolean;
  readonly propagation: 'Background' | 'Foreground' | 'Orphan';
  readonly uid: string | null;
  readonly resourceVersion: string | null;
}

/** What a deletion did: `object` is the last state; it may live on until its finalizers are gone. */
export interface Removed {
  readonly object: JsonObject;
  readonly isGone: boolean;
}

const foreground = 'foregroundDeletion';

/** Deletes objects, and what belonged to them. */
export class ObjectRemover {
  readonly #cluster: Cluster;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** @throws ApiFailure 404, or 409 when a precondition does not hold */
  remove(place: Place, options: DeleteOptions): Removed {
    const { kind, namespace, name } = place;
    const live = this.#cluster.read(kind, namespace, name);
    if (live === undefined) throw notFound(kind, name);
    checkPreconditions(kind, live, options);
    if (options.dryRun) return { object: live, isGone: true };
    const wait = options.propagation === 'Foreground' ? [foreground] : [];
    const removed = this.#removeOne(kind, live, wait);
    if (options.propagation === 'Orphan') this.#orphan(uidOf(live));
    this.collectGarbage();
    return removed;
  }

  #removeOne(kind: Kind, live: JsonObject, wait: readonly string[] = []): Removed {
    const finalizers = [...new Set([...finalizersOf(live), ...wait])];
    const resource = resourceName(kind);
    const isNamespace = resource === 'namespaces';
    if (finalizers.length === 0 && !isNamespace) {
      const gone = this.#cluster.store.remove(resource, namespaceOf(live), nameOf(live));
      return { object: gone ?? live, isGone: true };
    }
    if (isTerminating(live)) return { object: live, isGone: false };
    const marked = withMetadata(live, {
      finalizers,
      deletionTimestamp: this.#cluster.now(),
      deletionGracePeriodSeconds: 0,
    });
    const object = isNamespace ? { ...marked, status: { phase: 'Terminating' } } : marked;
    return { object: this.#cluster.store.put(resource, object), isGone: false };
  }

  /** Removes what belongs to nobody any more, until nothing is left to remove. */
  collectGarbage(): void {
    for (let found = this.#sweep(); found; found = this.#sweep());
  }

  #sweep(): boolean {
    const { store } = this.#cluster;
    const before = store.revision;
    for (const { kind, object } of this.#bound()) {
      if (this.#isAbandoned(object)) this.#removeOne(kind, object);
      else if (resourceName(kind) === 'namespaces') this.#emptyNamespace(object);
      else if (finalizersOf(object).includes(foreground)) this.#finish(kind, object);
    }
    return store.revision !== before;
  }

  #bound(): readonly { readonly kind: Kind; readonly object: JsonObject }[] {
    return this.#cluster.store.bound().flatMap(({ resource, object }) => {
      const kind = this.#cluster.kinds.newest(resource);
      return kind === undefined ? [] : [{ kind, object }];
    });
  }

  /** Its owners are gone, or in another namespace, which is the same. */
  #isAbandoned(object: JsonObject): boolean {
    const owners = ownersOf(object);
    if (owners.length === 0 || isTerminating(object)) return false;
    return owners.every(({ uid }) => {
      const home = this.#cluster.store.homeOf(uid);
      return home !== '' && home !== namespaceOf(object);
    });
  }

  #dependents(uid: string): readonly { readonly kind: Kind; readonly object: JsonObject }[] {
    return this.#bound().filter(({ object }) =>
      ownersOf(object).some((owner) => owner.uid === uid),
    );
  }

  /** Nothing waits any more for a deletion in the foreground whose dependents are gone. */
  #finish(kind: Kind, object: JsonObject): void {
    const dependents = this.#dependents(uidOf(object));
    for (const dependent of dependents) this.#removeOne(dependent.kind, dependent.object);
    if (dependents.length > 0) return;
    const finalizers = finalizersOf(object).filter((one) => one !== foreground);
    const { store } = this.#cluster;
    store.put(resourceName(kind), withMetadata(object, { finalizers }));
    if (finalizers.length > 0) return;
    store.remove(resourceName(kind), namespaceOf(object), nameOf(object));
  }

  #emptyNamespace(namespace: JsonObject): void {
    if (!isTerminating(namespace)) return;
    const name = nameOf(namespace);
    const content = this.#cluster
      .everything()
      .filter(({ kind, object }) => kind.namespaced && namespaceOf(object) === name);
    for (const { kind, object } of content) this.#removeOne(kind, object);
    if (content.length > 0 || finalizersOf(namespace).length > 0) return;
    this.#cluster.store.remove('namespaces', '', name);
  }

  #orphan(uid: string): void {
    for (const { kind, object } of this.#dependents(uid)) {
      const references = listIn(metadataOf(object).ownerReferences);
      const rest = references.filter((one) => textIn(objectIn(one).uid) !== uid);
      this.#cluster.store.put(resourceName(kind), withMetadata(object, { ownerReferences: rest }));
    }
  }
}

function checkPreconditions(kind: Kind, live: JsonObject, options: DeleteOptions): void {
  const { uid, resourceVersion } = options;
  const current = textIn(metadataOf(live).resourceVersion);
  if (uid !== null && uid !== uidOf(live)) {
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${uidOf(live)}`;
    throw conflict(kind, nameOf(live), why);
  }
  if (resourceVersion !== null && resourceVersion !== current) {
    const why = `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${current}`;
    throw conflict(kind, nameOf(live), why);
  }
}

/** Reads the options from the body and, which older clients use, the query. */
export function readDeleteOptions(body: unknown, query: URLSearchParams): DeleteOptions {
  const given = objectIn(body);
  const preconditions = isObject(given.preconditions) ? given.preconditions : {};
  const propagation = textIn(given.propagationPolicy) || query.get('propagationPolicy');
  const orphans = given.orphanDependents === true;
  return {
    dryRun: query.get('dryRun') === 'All' || listIn(given.dryRun).includes('All'),
    propagation:
      orphans || propagation === 'Orphan'
        ? 'Orphan'
        : propagation === 'Foreground'
          ? 'Foreground'
          : 'Background',
    uid: textIn(preconditions.uid) || null,
    resourceVersion: textIn(preconditions.resourceVersion) || null,
  };
}
