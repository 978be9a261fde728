import { notFound } from '../model/failures.ts';
import { type JsonObject, textIn } from '../model/json.ts';
import { apiVersionOf, type Kind, resourceName } from '../model/kind.ts';
import { nameOf, namespaceOf, withMetadata } from '../model/metadata.ts';
import type { Cluster } from '../store/cluster.ts';
import type { Place } from './addressed-object.ts';
import { ObjectRemover } from './object-remover.ts';
import { ObjectWriter } from './object-writer.ts';
import type { WriteRequest } from './write-request.ts';

/** An object by its kind, in any version: `{kind: 'PrometheusRule', namespace: 'acme', name: 'a'}`. */
export interface ObjectName {
  readonly kind: string;
  /** Needed where two groups have a kind of this name. */
  readonly apiVersion?: string;
  readonly namespace?: string;
  readonly name: string;
}

/**
 * The objects of a cluster as a test handles them: at once, without HTTP, as somebody who may do
 * everything. Writes are checked, tracked and watched like any other.
 */
export class ClusterObjects {
  readonly #cluster: Cluster;
  readonly #writer: ObjectWriter;
  readonly #remover: ObjectRemover;
  readonly #onChange: (kind: Kind, object: JsonObject, isGone: boolean) => void;

  constructor(
    cluster: Cluster,
    onChange: (kind: Kind, object: JsonObject, isGone: boolean) => void,
  ) {
    this.#cluster = cluster;
    this.#writer = new ObjectWriter(cluster);
    this.#remover = new ObjectRemover(cluster);
    this.#onChange = onChange;
  }

  /** The resourceVersion of the newest change. */
  get revision(): number {
    return this.#cluster.store.revision;
  }

  /** Forgets all changes up to now: older revisions and list continuations answer 410. */
  compact(): void {
    this.#cluster.store.compact();
  }

  get(name: ObjectName): JsonObject | undefined {
    const { kind, namespace } = this.#place(name);
    return this.#cluster.read(kind, namespace, name.name);
  }

  /** @param namespace all when absent */
  list(kind: string, namespace?: string): readonly JsonObject[] {
    const resource = resourceName(this.#kind({ kind }));
    return this.#cluster.store.list(resource, namespace ?? null);
  }

  /** @throws ApiFailure as over HTTP, with strict validation */
  create(object: JsonObject, manager = 'test'): JsonObject {
    const place = this.#placeOf(object);
    const written = this.#writer.create({ ...place, name: '' }, object, requestOf(manager)).object;
    this.#onChange(place.kind, written, false);
    return written;
  }

  /** Creates, or replaces what is there whatever its revision. */
  put(object: JsonObject, manager = 'test'): JsonObject {
    const place = this.#placeOf(object);
    const live = this.#cluster.read(place.kind, place.namespace, place.name);
    if (live === undefined) return this.create(object, manager);
    return this.#change(place, () => object, requestOf(manager));
  }

  /** What somebody edits by hand, who becomes the owner of what changes. */
  edit(
    name: ObjectName,
    change: (live: JsonObject) => JsonObject,
    manager = 'kubectl-edit',
  ): JsonObject {
    return this.#change(this.#place(name), change, requestOf(manager));
  }

  /** What the kind's operator reports. */
  setStatus(name: ObjectName, status: JsonObject, manager = 'operator'): JsonObject {
    const request = { ...requestOf(manager), subresource: 'status' };
    return this.#change(this.#place(name), (live) => ({ ...live, status }), request);
  }

  /** @throws ApiFailure 404 */
  remove(name: ObjectName): void {
    const place = this.#place(name);
    const options = { dryRun: false, uid: null, resourceVersion: null };
    const { object, isGone } = this.#remover.remove(place, {
      ...options,
      propagation: 'Background',
    });
    if (isGone) this.#onChange(place.kind, object, true);
  }

  #change(
    place: Place,
    change: (live: JsonObject) => JsonObject,
    request: WriteRequest,
  ): JsonObject {
    const next = (live: JsonObject) => withMetadata(change(live), { resourceVersion: undefined });
    const { object } = this.#writer.patch(place, next, request);
    this.#onChange(place.kind, object, false);
    this.#remover.collectGarbage();
    return object;
  }

  #placeOf(object: JsonObject): Place {
    const apiVersion = textIn(object.apiVersion);
    const kind = this.#kind({ kind: textIn(object.kind), apiVersion });
    return { kind, namespace: namespaceOf(object), name: nameOf(object) };
  }

  #place({ namespace = '', name, ...kind }: ObjectName): Place {
    return { kind: this.#kind(kind), namespace, name };
  }

  #kind({ kind, apiVersion }: { readonly kind: string; readonly apiVersion?: string }): Kind {
    const all = this.#cluster.kinds.all();
    const found = all.find(
      (one) => one.kind === kind && (apiVersion === undefined || apiVersionOf(one) === apiVersion),
    );
    if (found !== undefined) return found;
    throw notFound({ group: '', plural: 'kinds', kind: 'Kind' }, `${apiVersion ?? ''} ${kind}`);
  }
}

const requestOf = (manager: string): WriteRequest => ({
  manager,
  dryRun: false,
  fieldValidation: 'Strict',
  subresource: '',
  warn: () => undefined,
});
