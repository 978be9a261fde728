import { applyProblems } from '../fields/check-applicable.ts';
import {
  applyConfiguration,
  type Owned,
  trackUpdate,
  type Writer,
  withOwners,
} from '../fields/track-ownership.ts';
import {
  alreadyExists,
  badRequest,
  conflict,
  forbidden,
  invalid,
  modifiedMeanwhile,
  notFound,
  unclassified,
} from '../model/failures.ts';
import {
  isObject,
  type Json,
  type JsonObject,
  listIn,
  sameJson,
  textIn,
  without,
} from '../model/json.ts';
import { apiVersionOf, type Kind, resourceName } from '../model/kind.ts';
import {
  finalizersOf,
  isTerminating,
  metadataOf,
  nameOf,
  uidOf,
  withMetadata,
} from '../model/metadata.ts';
import { type Cluster, inVersion } from '../store/cluster.ts';
import { addressedObject, type Place } from './addressed-object.ts';
import { shapeObject, validateObject } from './shape-object.ts';
import type { WriteRequest } from './write-request.ts';

/** What a write did. */
export interface Written {
  readonly object: JsonObject;
  readonly isNew: boolean;
}

/** Creates and changes objects in the order of a real server: decode, merge, prune, default, check, store. */
export class ObjectWriter {
  readonly #cluster: Cluster;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  create(place: Place, body: Json, request: WriteRequest): Written {
    const { kind } = place;
    const named = this.#named(addressedObject(body, place));
    if (textIn(metadataOf(named).resourceVersion) !== '') {
      throw badRequest('resourceVersion should not be set on objects to be created');
    }
    this.#requireNamespace(place, nameOf(named));
    const object = this.#born(kind, shapeObject(kind, named, request));
    const owned = trackUpdate(undefined, object, kind.schema, this.#writer(kind, request));
    return this.#storeNew(place, owned, request);
  }

  /** PUT. */
  update(place: Place, body: Json, request: WriteRequest): Written {
    const live = this.#live(place);
    const next = addressedObject(body, place);
    const isUnconditional = textIn(metadataOf(next).resourceVersion) === '';
    if (isUnconditional && !place.kind.isBuiltIn) {
      const message = 'Invalid value: 0: must be specified for an update';
      const cause = { reason: 'FieldValueInvalid', message, field: 'metadata.resourceVersion' };
      throw invalid(place.kind, place.name, [cause]);
    }
    return this.#replace(place, live, next, request);
  }

  /** PATCH of every kind but apply: `change` makes the next object from the live one. */
  patch(place: Place, change: (live: JsonObject) => Json, request: WriteRequest): Written {
    const live = this.#live(place);
    return this.#replace(place, live, addressedObject(change(live), place), request);
  }

  /** Server-side apply: creates what is not there. */
  apply(place: Place, body: Json, request: WriteRequest, force: boolean): Written {
    const { kind } = place;
    const configuration = addressedObject(body, place);
    if (listIn(metadataOf(configuration).managedFields).length > 0) {
      throw badRequest('metadata.managedFields must be nil');
    }
    this.#checkApplicable(place, configuration);
    const live = this.#cluster.read(kind, place.namespace, place.name);
    if (live === undefined && request.subresource !== '') throw notFound(kind, place.name);
    if (live === undefined) this.#requireNamespace(place, place.name);
    const writer = this.#writer(kind, request);
    const options = { force, hasStatus: kind.hasStatus };
    const merged = applyConfiguration(live, configuration, kind.schema, writer, options);
    const shaped = { ...merged, object: shapeObject(kind, merged.object, request) };
    if (live !== undefined) return this.#settle(place, live, shaped, request);
    return this.#storeNew(place, { ...shaped, object: this.#born(kind, shaped.object) }, request);
  }

  #checkApplicable({ kind, namespace, name }: Place, configuration: JsonObject): void {
    const problems = applyProblems(configuration, kind.schema);
    if (problems.length === 0) return;
    const listed =
      problems.length === 1 ? problems.join('') : `errors:\n  ${problems.join('\n  ')}`;
    throw unclassified(
      `failed to create typed patch object (${namespace}/${name}; ${apiVersionOf(kind)}, Kind=${kind.kind}): ${listed}`,
    );
  }

  #live({ kind, namespace, name }: Place): JsonObject {
    const live = this.#cluster.read(kind, namespace, name);
    if (live === undefined) throw notFound(kind, name);
    return live;
  }

  #writer(kind: Kind, { manager, subresource }: WriteRequest): Writer {
    return {
      name: manager,
      apiVersion: apiVersionOf(kind),
      subresource,
      time: this.#cluster.now(),
    };
  }

  #named(object: JsonObject): JsonObject {
    const { name, generateName } = metadataOf(object);
    if (textIn(name) !== '' || textIn(generateName) === '') return object;
    const suffix = this.#cluster.newUid().slice(-5);
    return withMetadata(object, { name: `${textIn(generateName)}${suffix}` });
  }

  #requireNamespace({ kind, namespace }: Place, name: string): void {
    if (!kind.namespaced) return;
    const found = this.#cluster.store.get('namespaces', '', namespace);
    if (found === undefined) {
      throw notFound({ group: '', plural: 'namespaces', kind: 'Namespace' }, namespace);
    }
    if (!isTerminating(found)) return;
    const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
    throw forbidden(kind, name, why);
  }

  /** What the server itself sets on a new object. */
  #born(kind: Kind, object: JsonObject): JsonObject {
    const plain = kind.hasStatus ? without(object, 'status') : object;
    const started = withMetadata(plain, {
      uid: this.#cluster.newUid(),
      creationTimestamp: this.#cluster.now(),
      generation: kind.isBuiltIn ? undefined : 1,
      resourceVersion: undefined,
      selfLink: undefined,
      deletionTimestamp: undefined,
    });
    if (resourceName(kind) !== 'namespaces') return started;
    const labels = { 'kubernetes.io/metadata.name': nameOf(started) };
    return {
      ...withMetadata(started, { labels: { ...objectLabels(started), ...labels } }),
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    };
  }

  #storeNew(place: Place, owned: Owned, request: WriteRequest): Written {
    const object = withOwners(owned);
    validateObject(place.kind, object, undefined);
    const { store } = this.#cluster;
    const resource = resourceName(place.kind);
    if (store.get(resource, place.namespace, nameOf(object)) !== undefined) {
      throw alreadyExists(place.kind, nameOf(object));
    }
    return { object: request.dryRun ? object : store.put(resource, object), isNew: true };
  }

  #replace(place: Place, live: JsonObject, next: JsonObject, request: WriteRequest): Written {
    const { kind } = place;
    const shaped = shapeObject(kind, next, request);
    const reached = withinReach(kind, live, shaped, request.subresource);
    const owned = trackUpdate(live, reached, kind.schema, this.#writer(kind, request));
    return this.#settle(place, live, owned, request);
  }

  /** The end of every change: preconditions, what cannot change, checks, and the store. */
  #settle(place: Place, live: JsonObject, owned: Owned, request: WriteRequest): Written {
    const { kind, namespace, name } = place;
    this.#checkPreconditions(place, live, owned.object);
    const object = grown(kind, live, withOwners({ ...owned, object: kept(live, owned.object) }));
    validateObject(kind, object, live);
    if (sameJson(timeless(live), timeless(object))) return { object: live, isNew: false };
    if (request.dryRun) return { object, isNew: false };
    const { store } = this.#cluster;
    const stored = store.put(resourceName(kind), object);
    const isOver = isTerminating(stored) && finalizersOf(stored).length === 0;
    if (isOver && !isBusyNamespace(kind, stored)) store.remove(resourceName(kind), namespace, name);
    return { object: inVersion(stored, kind), isNew: false };
  }

  #checkPreconditions({ kind, name }: Place, live: JsonObject, next: JsonObject): void {
    const { resourceVersion, uid } = metadataOf(next);
    const current = metadataOf(live).resourceVersion;
    if (textIn(resourceVersion) !== '' && resourceVersion !== current) {
      throw conflict(kind, name, modifiedMeanwhile);
    }
    if (textIn(uid) !== '' && uid !== uidOf(live)) {
      const why = `Precondition failed: UID in precondition: ${textIn(uid)}, UID in object meta: ${uidOf(live)}`;
      throw conflict(kind, name, why);
    }
  }
}

const objectLabels = (object: JsonObject): JsonObject => {
  const { labels } = metadataOf(object);
  return isObject(labels) ? labels : {};
};

/** A namespace goes only when it is empty, which the remover sees to. */
const isBusyNamespace = (kind: Kind, object: JsonObject): boolean =>
  resourceName(kind) === 'namespaces' &&
  isObject(object.spec) &&
  object.spec.finalizers !== undefined;

/** A subresource changes only its part, and the object all but that. */
function withinReach(
  kind: Kind,
  live: JsonObject,
  next: JsonObject,
  subresource: string,
): JsonObject {
  if (subresource === 'status') {
    const { resourceVersion, uid } = metadataOf(next);
    const checked = withMetadata(live, { resourceVersion, uid });
    const plain = without(checked, 'status');
    return next.status === undefined ? plain : { ...plain, status: next.status };
  }
  if (!kind.hasStatus) return next;
  const plain = without(next, 'status');
  return live.status === undefined ? plain : { ...plain, status: live.status };
}

/** Identity and history of an object, which no write changes. */
function kept(live: JsonObject, next: JsonObject): JsonObject {
  const metadata = metadataOf(live);
  return withMetadata(next, {
    uid: metadata.uid,
    creationTimestamp: metadata.creationTimestamp,
    deletionTimestamp: metadata.deletionTimestamp,
    deletionGracePeriodSeconds: metadata.deletionGracePeriodSeconds,
    generation: metadata.generation,
    resourceVersion: metadata.resourceVersion,
    selfLink: undefined,
  });
}

/** The generation counts changes of what is neither metadata nor status. */
function grown(kind: Kind, live: JsonObject, next: JsonObject): JsonObject {
  const { generation } = metadataOf(live);
  if (typeof generation !== 'number') return next;
  const outside = kind.hasStatus ? ['metadata', 'status'] : ['metadata'];
  if (sameJson(without(live, ...outside), without(next, ...outside))) return next;
  return withMetadata(next, { generation: generation + 1 });
}

/** Without the times of the managers: a write that changes nothing else is none. */
function timeless(object: JsonObject): JsonObject {
  const managedFields = listIn(metadataOf(object).managedFields).map((entry) =>
    isObject(entry) ? without(entry, 'time') : entry,
  );
  return withMetadata(object, { managedFields });
}
