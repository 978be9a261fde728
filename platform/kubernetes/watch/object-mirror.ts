import { type KubernetesObject, keyOf } from '../objects/kubernetes-object.ts';

/** What became of one object; `previous` is its state as last seen. */
export type ObjectChange =
  | { readonly kind: 'added'; readonly object: KubernetesObject }
  | {
      readonly kind: 'changed';
      readonly object: KubernetesObject;
      readonly previous: KubernetesObject;
    }
  | { readonly kind: 'removed'; readonly object: KubernetesObject };

/**
 * The objects of a cluster as last heard of, by `keyOf`. Each step answers the changes that it is:
 * an object that was deleted and made anew under its name is removed and added.
 */
export class ObjectMirror {
  #objects: ReadonlyMap<string, KubernetesObject> & Map<string, KubernetesObject> = new Map();

  get objects(): ReadonlyMap<string, KubernetesObject> {
    return this.#objects;
  }

  /** Everything that there is now: what is missing was deleted unheard. */
  replace(all: readonly KubernetesObject[]): readonly ObjectChange[] {
    const next = new Map(all.map((object) => [keyOf(object), object]));
    const changes: ObjectChange[] = [];
    for (const [key, object] of this.#objects) {
      if (!next.has(key)) changes.push({ kind: 'removed', object });
    }
    for (const [key, object] of next) changes.push(...changesOf(this.#objects.get(key), object));
    this.#objects = next;
    return changes;
  }

  put(object: KubernetesObject): readonly ObjectChange[] {
    const key = keyOf(object);
    const changes = changesOf(this.#objects.get(key), object);
    if (changes.length > 0) this.#objects.set(key, object);
    return changes;
  }

  remove(object: KubernetesObject): readonly ObjectChange[] {
    const known = this.#objects.delete(keyOf(object));
    return known ? [{ kind: 'removed', object }] : [];
  }
}

function changesOf(
  previous: KubernetesObject | undefined,
  object: KubernetesObject,
): readonly ObjectChange[] {
  if (previous === undefined) return [{ kind: 'added', object }];
  if (previous.metadata.uid !== object.metadata.uid) {
    return [
      { kind: 'removed', object: previous },
      { kind: 'added', object },
    ];
  }
  if (previous.metadata.resourceVersion === object.metadata.resourceVersion) return [];
  return [{ kind: 'changed', object, previous }];
}
