import { isList, isObject, type Json, type JsonObject } from '../model/json.ts';
import { listItemKey } from '../schema/list-item-key.ts';
import { allowsMember, memberSchema, type Schema } from '../schema/schema.ts';
import { typeName } from '../schema/violation.ts';

/**
 * Why a configuration cannot be applied: undeclared fields, values of another type, duplicate
 * items. The server finds these before it merges anything, and answers them as a 500 without a
 * reason (kubernetes/kubernetes issue 122480). Paths begin with a dot: `.spec.groups[0].x`.
 */
export function applyProblems(configuration: JsonObject, schema: Schema): readonly string[] {
  return problems(configuration, schema, '');
}

function problems(value: Json, schema: Schema | null, path: string): readonly string[] {
  if (schema === null || value === null) return [];
  if (schema.type === 'object') return objectProblems(value, schema, path);
  if (schema.type === 'array') return listProblems(value, schema, path);
  if (schema.type === null || schema.isIntOrString) return [];
  const type = typeName(value);
  const fits = type === schema.type || (schema.type === 'number' && type === 'integer');
  return fits ? [] : [`${path}: expected ${expected[schema.type]}, got ${JSON.stringify(value)}`];
}

const expected = {
  string: 'string',
  boolean: 'boolean',
  integer: 'numeric (int or float)',
  number: 'numeric (int or float)',
};

function objectProblems(value: Json, schema: Schema, path: string): readonly string[] {
  if (!isObject(value)) return [`${path}: expected map, got ${JSON.stringify(value)}`];
  return Object.entries(value).flatMap(([key, item]) => {
    const at = `${path}.${key}`;
    if (!allowsMember(schema, key)) return [`${at}: field not declared in schema`];
    return problems(item, memberSchema(schema, key), at);
  });
}

function listProblems(value: Json, schema: Schema, path: string): readonly string[] {
  if (!isList(value)) return [`${path}: expected list, got ${JSON.stringify(value)}`];
  const seen = new Set<string>();
  return value.flatMap((item, index) => {
    const within = problems(item, schema.items, `${path}[${index}]`);
    const key = itemName(item, schema);
    if (key === null) return within;
    if (seen.has(key)) return [...within, `${path}: duplicate entries for key ${key}`];
    seen.add(key);
    return within;
  });
}

function itemName(item: Json, schema: Schema): string | null {
  if (schema.listType === 'set') return `[=${JSON.stringify(item)}]`;
  if (schema.listType !== 'map') return null;
  const entries = Object.entries(listItemKey(item, schema).keys);
  return `[${entries.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',')}]`;
}
