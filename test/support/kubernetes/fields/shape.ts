import { canonicalJson, isList, isObject, type Json, type JsonObject } from '../model/json.ts';
import { listItemKey } from '../schema/list-item-key.ts';
import { isDeclaredField, memberSchema, type Schema } from '../schema/schema.ts';

/** A part of a value that has an owner of its own. */
export interface Part {
  /** As in a FieldSet: `f:name`, `k:{"name":"a"}`, `v:"x"`. */
  readonly key: string;
  readonly value: Json;
  readonly schema: Schema | null;
  /** An entry of a map or an item of a list is owned itself; a declared field only by its content. */
  readonly isEntry: boolean;
}

/**
 * How a value is divided among owners: null when it is owned as a whole (scalars, atomic lists and
 * maps), else its parts. Without a schema objects are divided and lists are not.
 */
export function partsOf(value: Json | undefined, schema: Schema | null): readonly Part[] | null {
  if (isObject(value)) return schema?.isAtomicMap === true ? null : memberParts(value, schema);
  if (!isList(value) || schema === null || schema.listType === 'atomic') return null;
  return value.map((item) => ({
    key: itemKey(item, schema),
    value: item,
    schema: schema.items,
    isEntry: true,
  }));
}

function memberParts(object: JsonObject, schema: Schema | null): readonly Part[] {
  return Object.entries(object).map(([name, value]) => ({
    key: `f:${name}`,
    value,
    schema: memberSchema(schema, name),
    isEntry: !isDeclaredField(schema, name),
  }));
}

/** The key of an item of a set or list map. */
export function itemKey(item: Json, schema: Schema): string {
  return schema.listType === 'map'
    ? `k:${listItemKey(item, schema).text}`
    : `v:${canonicalJson(item)}`;
}

/** A value of the same form from other parts. */
export function fromParts(like: Json | undefined, parts: readonly Omit<Part, 'isEntry'>[]): Json {
  if (isList(like)) return parts.map(({ value }) => value);
  return Object.fromEntries(parts.map(({ key, value }) => [key.slice(2), value]));
}
