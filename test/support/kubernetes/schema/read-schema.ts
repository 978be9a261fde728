import { isList, isObject, type Json, type JsonObject, textIn, textsIn } from '../model/json.ts';
import { readCelRules } from './read-cel-rules.ts';
import type { Limits, Schema } from './schema.ts';

const types = new Set(['object', 'array', 'string', 'integer', 'number', 'boolean']);

/** Every keyword that is honoured, or that says nothing about validity. */
const keywords = new Set([
  ...['type', 'properties', 'additionalProperties', 'items', 'required', 'nullable', 'default'],
  ...['enum', 'pattern', 'format', 'minLength', 'maxLength', 'minimum', 'maximum', 'multipleOf'],
  ...['exclusiveMinimum', 'exclusiveMaximum', 'minItems', 'maxItems', 'uniqueItems'],
  ...['minProperties', 'maxProperties', 'anyOf', 'oneOf', 'allOf', 'not'],
  ...['description', 'title', 'example', 'externalDocs', '$ref'],
  ...['x-kubernetes-int-or-string', 'x-kubernetes-preserve-unknown-fields'],
  ...['x-kubernetes-list-type', 'x-kubernetes-list-map-keys', 'x-kubernetes-map-type'],
  ...['x-kubernetes-validations', 'x-kubernetes-patch-merge-key', 'x-kubernetes-patch-strategy'],
]);

/**
 * Reads a structural schema.
 * @param path where it stands, for the message
 * @throws Error on a keyword that nothing here honours: better no cluster than a lenient one
 */
export function readSchema(source: Json | undefined, path = ''): Schema {
  if (!isObject(source)) throw new Error(`the schema of ${path} is no object`);
  const unknown = Object.keys(source).filter((key) => !keywords.has(key));
  if (unknown.length > 0) {
    throw new Error(`the schema of ${path} has ${unknown.join(', ')}, which nothing here honours`);
  }
  const additional = source.additionalProperties;
  return {
    type: readType(source, path),
    properties: readProperties(source, path),
    additional: isObject(additional) ? readSchema(additional, `${path}[*]`) : anything(additional),
    items: source.items === undefined ? null : readSchema(source.items, `${path}[]`),
    required: textsIn(source.required),
    nullable: source.nullable === true,
    default: source.default,
    isIntOrString: source['x-kubernetes-int-or-string'] === true,
    preservesUnknown: source['x-kubernetes-preserve-unknown-fields'] === true,
    listType: readListType(source),
    listKeys: textsIn(source['x-kubernetes-list-map-keys']),
    isAtomicMap: source['x-kubernetes-map-type'] === 'atomic',
    patchKey: textIn(source['x-kubernetes-patch-merge-key']) || null,
    mergesList: textIn(source['x-kubernetes-patch-strategy']).includes('merge'),
    limits: readLimits(source, path),
    rules: readCelRules(source['x-kubernetes-validations'], path),
  };
}

const anything = (additional: Json | undefined): Schema | null =>
  additional === true ? readSchema({ 'x-kubernetes-preserve-unknown-fields': true }) : null;

function readType(source: JsonObject, path: string): Schema['type'] {
  if (source.type === undefined) return null;
  const type = textIn(source.type);
  if (!types.has(type)) throw new Error(`the schema of ${path} has type ${type}`);
  return type as Schema['type'];
}

function readProperties(source: JsonObject, path: string): ReadonlyMap<string, Schema> {
  if (!isObject(source.properties)) return new Map();
  const prefix = path === '' ? '' : `${path}.`;
  return new Map(
    Object.entries(source.properties).map(([key, schema]) => [
      key,
      readSchema(schema, `${prefix}${key}`),
    ]),
  );
}

function readListType(source: JsonObject): Schema['listType'] {
  const type = source['x-kubernetes-list-type'];
  return type === 'set' || type === 'map' ? type : 'atomic';
}

function readLimits(source: JsonObject, path: string): Limits {
  const number = (key: string) => {
    const value = source[key];
    return typeof value === 'number' ? value : null;
  };
  const schemas = (key: string) => {
    const value = source[key];
    return isList(value) ? value.map((item) => readSchema(item, path)) : [];
  };
  return {
    enum: isList(source.enum) ? source.enum : null,
    pattern: textIn(source.pattern) || null,
    format: textIn(source.format) || null,
    minLength: number('minLength'),
    maxLength: number('maxLength'),
    minimum: number('minimum'),
    exclusiveMinimum: source.exclusiveMinimum === true,
    maximum: number('maximum'),
    exclusiveMaximum: source.exclusiveMaximum === true,
    multipleOf: number('multipleOf'),
    minItems: number('minItems'),
    maxItems: number('maxItems'),
    uniqueItems: source.uniqueItems === true,
    minProperties: number('minProperties'),
    maxProperties: number('maxProperties'),
    anyOf: schemas('anyOf'),
    oneOf: schemas('oneOf'),
    allOf: schemas('allOf'),
    not: source.not === undefined ? null : readSchema(source.not, path),
  };
}
