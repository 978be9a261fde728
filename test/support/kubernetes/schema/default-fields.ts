import { isList, isObject, type Json, type JsonObject } from '../model/json.ts';
import { memberSchema, type Schema } from './schema.ts';

/**
 * Sets what is absent and has a default. A null where null is not allowed counts as absent; with
 * no default it stays, and validation refuses it.
 */
export function applyDefaults(object: JsonObject, schema: Schema): JsonObject {
  const members = new Map(Object.entries(object));
  for (const [key, property] of schema.properties) {
    const value = members.get(key);
    const isAbsent = value === undefined || (value === null && !property.nullable);
    if (isAbsent && property.default !== undefined) members.set(key, property.default);
  }
  for (const [key, value] of members) {
    members.set(key, defaultsWithin(value, memberSchema(schema, key)));
  }
  return Object.fromEntries(members);
}

function defaultsWithin(value: Json, schema: Schema | null): Json {
  if (schema === null) return value;
  if (isObject(value)) return applyDefaults(value, schema);
  return isList(value) ? value.map((item) => defaultsWithin(item, schema.items)) : value;
}
