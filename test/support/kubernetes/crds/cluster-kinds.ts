import { type JsonObject, objectIn } from '../model/json.ts';
import { type Kind, resourceName } from '../model/kind.ts';
import { nameOf, namespaceOf } from '../model/metadata.ts';
import type { CelRule } from '../schema/cel-rule.ts';
import type { Cluster } from '../store/cluster.ts';
import { readCrd } from './read-crd.ts';

const crdResource = 'customresourcedefinitions.apiextensions.k8s.io';

/** Keeps the cluster's kinds as its CustomResourceDefinitions say. */
export class ClusterKinds {
  readonly #cluster: Cluster;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** Told of every object that was written or is gone. @throws Error on a schema it cannot honour */
  readonly follow = (kind: Kind, object: JsonObject, isGone: boolean): void => {
    if (resourceName(kind) !== crdResource) return;
    if (isGone) this.#uninstall(nameOf(object));
    else this.#install(object);
  };

  #install(crd: JsonObject): void {
    this.#cluster.kinds.install(readCrd(crd));
    const { names } = objectIn(crd.spec);
    const conditions = ['NamesAccepted', 'Established'].map((type) => ({ type, status: 'True' }));
    const status = { acceptedNames: objectIn(names), conditions };
    this.#cluster.store.put(crdResource, { ...crd, status });
  }

  /** A kind takes all its objects along. */
  #uninstall(resource: string): void {
    const { store, kinds } = this.#cluster;
    for (const object of store.list(resource, null)) {
      store.remove(resource, namespaceOf(object), nameOf(object));
    }
    kinds.uninstall(resource);
  }

  unsupportedRules(): readonly CelRule[] {
    return this.#cluster.kinds.all().flatMap((kind) => kind.unsupportedRules);
  }
}
