import { isList, isObject, type Json, type JsonObject } from '../model/json.ts';
import { allowsMember, memberSchema, type Schema } from './schema.ts';

/** A value without what its schema does not know, and where that was, such as `spec.groups[0].x`. */
export interface Pruned {
  readonly value: JsonObject;
  readonly unknown: readonly string[];
}

/** Removes undeclared members, as the server does before it defaults and validates. */
export function prune(object: JsonObject, schema: Schema): Pruned {
  const unknown: string[] = [];
  return { value: pruneObject(object, schema, '', unknown), unknown };
}

function pruneValue(value: Json, schema: Schema | null, path: string, unknown: string[]): Json {
  if (schema === null) return value;
  if (isList(value)) {
    return value.map((item, index) => pruneValue(item, schema.items, `${path}[${index}]`, unknown));
  }
  return isObject(value) ? pruneObject(value, schema, path, unknown) : value;
}

function pruneObject(
  object: JsonObject,
  schema: Schema,
  path: string,
  unknown: string[],
): JsonObject {
  const kept: [string, Json][] = [];
  for (const [key, value] of Object.entries(object)) {
    const at = path === '' ? key : `${path}.${key}`;
    if (!allowsMember(schema, key)) unknown.push(at);
    else kept.push([key, pruneValue(value, memberSchema(schema, key), at, unknown)]);
  }
  return Object.fromEntries(kept);
}
