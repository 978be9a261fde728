import { type ObjectSchema, resolved } from '../schema/object-schema.ts';
import { FIELD_MANAGER } from './apply-request.ts';
import { isJsonObject, type JsonObject, listIn, objectIn, textIn } from './json-object.ts';
import type { KubernetesObject } from './kubernetes-object.ts';

/**
 * Where applying an object would change what the cluster has, e.g. `.spec.groups[name="a"].rules`;
 * undefined when it would change nothing, so that it need not be asked. A field differs when its
 * value does (what the schema sets by default aside), when we do not own it, and when we own it but
 * no longer want it. What only others own is theirs. In doubt it says that there is a difference, and
 * always for lists by key without items and labels of which there are none: leave such fields out.
 * @param live with its managedFields
 * @param schema of the version in which the object is applied
 */
export function firstDifference(
  desired: KubernetesObject,
  live: KubernetesObject,
  { root, definitions }: ObjectSchema,
): string | undefined {
  const entry = listIn(live.metadata, 'managedFields').find(
    (one) =>
      textIn(one, 'manager') === FIELD_MANAGER &&
      textIn(one, 'operation') === 'Apply' &&
      textIn(one, 'subresource') === '',
  );
  if (textIn(entry, 'apiVersion') !== desired.apiVersion) return '.apiVersion';
  const { name: _name, namespace: _namespace, ...metadata } = desired.metadata;
  const { apiVersion: _version, kind: _kind, ...rest } = desired;
  const wanted = { ...rest, metadata: Object.keys(metadata).length > 0 ? metadata : undefined };
  return new Comparison(definitions).members(wanted, live, root, objectIn(entry, 'fieldsV1'), '');
}

type Difference = string | undefined;

class Comparison {
  readonly #definitions: JsonObject;

  constructor(definitions: JsonObject) {
    this.#definitions = definitions;
  }

  /** @param owned a node of `fieldsV1`, for the members of an object that is divided among owners */
  members(
    wanted: JsonObject,
    live: unknown,
    given: JsonObject,
    owned: JsonObject,
    path: string,
  ): Difference {
    const schema = resolved(given, this.#definitions);
    const entries = Object.entries(wanted).filter(([, value]) => value !== undefined);
    const extra = unwanted(owned, new Set(entries.map(([name]) => `f:${name}`)));
    if (extra !== undefined) return `${path}.${extra.slice(2)}`;
    if (!isJsonObject(live)) return path;
    for (const [name, value] of entries) {
      const at = `${path}.${name}`;
      if (!Object.hasOwn(live, name) || !Object.hasOwn(owned, `f:${name}`)) return at;
      const below = objectIn(owned, `f:${name}`);
      const found = this.#part(value, live[name], memberSchema(schema, name), below, at);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #part(
    wanted: unknown,
    live: unknown,
    given: JsonObject,
    owned: JsonObject,
    path: string,
  ): Difference {
    const schema = resolved(given, this.#definitions);
    const isDivided = isJsonObject(wanted) && Object.keys(wanted).length > 0;
    if (isDivided && schema['x-kubernetes-map-type'] !== 'atomic') {
      return this.members(wanted, live, schema, owned, path);
    }
    const listType = schema['x-kubernetes-list-type'];
    if (Array.isArray(wanted) && (listType === 'map' || listType === 'set')) {
      return Array.isArray(live) ? this.#items(wanted, live, schema, owned, path) : path;
    }
    return this.#isSame(wanted, live, schema) ? undefined : path;
  }

  /** Items of others may stand between ours, but ours are in our order. */
  #items(
    wanted: readonly unknown[],
    live: readonly unknown[],
    schema: JsonObject,
    owned: JsonObject,
    path: string,
  ): Difference {
    const keys = wanted.map((item) => itemKey(item, schema));
    const extra = unwanted(owned, new Set(keys));
    if (extra !== undefined) return `${path}[${extra.slice(2)}]`;
    const places = new Map(live.map((item, index) => [itemKey(item, schema), index]));
    let last = -1;
    for (const [index, key] of keys.entries()) {
      const at = `${path}[${key.slice(2)}]`;
      const place = places.get(key);
      if (place === undefined || place < last || !Object.hasOwn(owned, key)) return at;
      last = place;
      const found = this.#part(
        wanted[index],
        live[place],
        objectIn(schema, 'items'),
        objectIn(owned, key),
        at,
      );
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Equal but for what the schema sets where nothing is said. */
  #isSame(wanted: unknown, live: unknown, given: JsonObject): boolean {
    const schema = resolved(given, this.#definitions);
    if (Array.isArray(wanted)) {
      const items = objectIn(schema, 'items');
      return (
        Array.isArray(live) &&
        wanted.length === live.length &&
        wanted.every((item, index) => this.#isSame(item, live[index], items))
      );
    }
    if (!isJsonObject(wanted)) return wanted === live;
    if (!isJsonObject(live)) return false;
    return [...new Set([...Object.keys(wanted), ...Object.keys(live)])].every((name) => {
      const member = memberSchema(schema, name);
      if (!Object.hasOwn(live, name)) return false;
      if (Object.hasOwn(wanted, name)) return this.#isSame(wanted[name], live[name], member);
      const { default: fallback } = resolved(member, this.#definitions);
      return fallback !== undefined && this.#isSame(fallback, live[name], member);
    });
  }
}

function memberSchema(schema: JsonObject, name: string): JsonObject {
  const properties = objectIn(schema, 'properties');
  if (Object.hasOwn(properties, name)) return objectIn(properties, name);
  return objectIn(schema, 'additionalProperties');
}

/** As `fieldsV1` names items: `k:{"name":"a"}`, its keys in the order of the alphabet, or `v:"x"`. */
function itemKey(item: unknown, schema: JsonObject): string {
  if (schema['x-kubernetes-list-type'] === 'set') return `v:${JSON.stringify(item)}`;
  const properties = objectIn(objectIn(schema, 'items'), 'properties');
  const keys = listIn(schema, 'x-kubernetes-list-map-keys').filter(
    (key) => typeof key === 'string',
  );
  const values = keys.sort().flatMap((key): [string, unknown][] => {
    const value = isJsonObject(item) ? (item[key] ?? objectIn(properties, key).default) : undefined;
    return value === undefined ? [] : [[key, value]];
  });
  return `k:${JSON.stringify(Object.fromEntries(values))}`;
}

/** A part that we own and do not want any more; `.` is the thing itself. */
const unwanted = (owned: JsonObject, wanted: ReadonlySet<string>): string | undefined =>
  Object.keys(owned).find((key) => key !== '.' && !wanted.has(key));
