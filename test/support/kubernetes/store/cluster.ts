import type { Clock } from '../../../../platform/clock/clock.ts';
import { isObject, type JsonObject } from '../model/json.ts';
import { apiVersionOf, type Kind, resourceName } from '../model/kind.ts';
import { instantText } from '../model/metadata.ts';
import type { KindRegistry } from './kind-registry.ts';
import type { ObjectStore } from './object-store.ts';

/** What a cluster consists of: kinds, objects, and the time. */
export class Cluster {
  readonly store: ObjectStore;
  readonly kinds: KindRegistry;
  readonly clock: Clock;
  #created = 0;

  constructor(store: ObjectStore, kinds: KindRegistry, clock: Clock) {
    this.store = store;
    this.kinds = kinds;
    this.clock = clock;
  }

  now(): string {
    return instantText(this.clock.nowMs());
  }

  /** Deterministic, and unlike every other of this cluster. */
  newUid(): string {
    this.#created += 1;
    return `00000000-0000-4000-8000-${String(this.#created).padStart(12, '0')}`;
  }

  /** An object in the version that was asked for: nothing is converted but the name of it. */
  read(kind: Kind, namespace: string, name: string): JsonObject | undefined {
    const object = this.store.get(resourceName(kind), namespace, name);
    return object === undefined ? undefined : inVersion(object, kind);
  }

  /** All objects of all kinds. */
  everything(): readonly { readonly kind: Kind; readonly object: JsonObject }[] {
    return this.store.resources().flatMap((resource) => {
      const kind = this.kinds.newest(resource);
      if (kind === undefined) return [];
      return this.store.list(resource, null).map((object) => ({ kind, object }));
    });
  }
}

export function inVersion(object: JsonObject, kind: Kind): JsonObject {
  const apiVersion = apiVersionOf(kind);
  return isObject(object) && object.apiVersion === apiVersion ? object : { ...object, apiVersion };
}
