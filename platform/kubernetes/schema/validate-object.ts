import type { ErrorDetail } from '../../errors/app-error.ts';
import { isJsonObject, type JsonObject, objectIn } from '../objects/json-object.ts';
import { type ObjectSchema, resolved } from './object-schema.ts';

const MAX_FINDINGS = 100;
const MAX_NAMES = 12;

/**
 * Where an object departs from what the cluster serves: unknown fields, missing ones, types and
 * values of enumerations; paths are JSON pointers. Patterns, bounds and rules in CEL are left to a
 * dry run. At most 100 findings; an object without any fits.
 */
export function validateObject(schema: ObjectSchema, object: unknown): readonly ErrorDetail[] {
  const check = new Check(schema.definitions);
  check.value(schema.root, object, '');
  return check.findings;
}

class Check {
  readonly findings: ErrorDetail[] = [];
  readonly #definitions: JsonObject;

  constructor(definitions: JsonObject) {
    this.#definitions = definitions;
  }

  value(given: JsonObject, value: unknown, path: string): void {
    const schema = resolved(given, this.#definitions);
    if (value === null && (schema.nullable === true || isUntyped(schema))) return;
    const expected = expectedType(schema);
    if (!hasType(expected, value)) {
      this.#add(path, `expected ${articled(expected)}, got ${shown(value)}`);
      return;
    }
    if (Array.isArray(schema.enum) && !schema.enum.includes(value)) {
      const choices = schema.enum.map((one) => JSON.stringify(one)).join(', ');
      this.#add(path, `expected one of ${choices}, got ${shown(value)}`);
    }
    if (Array.isArray(value)) this.#items(schema, value, path);
    else if (isJsonObject(value)) this.#members(schema, value, path);
  }

  #items(schema: JsonObject, list: readonly unknown[], path: string): void {
    if (!isJsonObject(schema.items)) return;
    for (const [index, item] of list.entries()) this.value(schema.items, item, `${path}/${index}`);
  }

  #members(schema: JsonObject, object: JsonObject, path: string): void {
    const properties = objectIn(schema, 'properties');
    for (const name of Array.isArray(schema.required) ? schema.required : []) {
      if (typeof name === 'string' && !Object.hasOwn(object, name)) {
        this.#add(joined(path, name), 'is missing');
      }
    }
    for (const [name, value] of Object.entries(object)) {
      const at = joined(path, name);
      if (isJsonObject(schema.additionalProperties) && !Object.hasOwn(properties, name)) {
        this.value(schema.additionalProperties, value, at);
      } else if (Object.hasOwn(properties, name)) this.value(objectIn(properties, name), value, at);
      else if (!isOpen(schema)) this.#add(at, unknownField(properties));
    }
  }

  #add(path: string, message: string): void {
    if (this.findings.length < MAX_FINDINGS) this.findings.push({ path, message });
  }
}

/** Whether members that it does not name may be there. */
function isOpen(schema: JsonObject): boolean {
  return (
    schema['x-kubernetes-preserve-unknown-fields'] === true ||
    schema['x-kubernetes-embedded-resource'] === true ||
    schema.additionalProperties === true ||
    (schema.additionalProperties === undefined && schema.properties === undefined)
  );
}

const isUntyped = (schema: JsonObject): boolean => expectedType(schema) === 'anything';

/** A type of JSON Schema, `int-or-string`, or `anything`. */
function expectedType(schema: JsonObject): string {
  if (schema['x-kubernetes-int-or-string'] === true || schema.format === 'int-or-string') {
    return 'int-or-string';
  }
  if (typeof schema.type === 'string') return schema.type;
  return isJsonObject(schema.properties) ? 'object' : 'anything';
}

function hasType(type: string, value: unknown): boolean {
  switch (type) {
    case 'string':
    case 'boolean':
      return typeof value === type;
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'int-or-string':
      return Number.isInteger(value) || typeof value === 'string';
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isJsonObject(value);
    default:
      return true;
  }
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ['integer', 'an integer'],
  ['int-or-string', 'an integer or a string'],
  ['array', 'a list'],
  ['object', 'an object'],
]);

const articled = (type: string): string => NAMES.get(type) ?? `a ${type}`;

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isJsonObject(value)) return 'an object';
  return JSON.stringify(value)?.slice(0, 80) ?? 'nothing';
}

function unknownField(properties: JsonObject): string {
  const names = Object.keys(properties);
  if (names.length === 0 || names.length > MAX_NAMES) return 'is unknown to the cluster';
  return `is unknown to the cluster, which has ${names.join(', ')}`;
}

const joined = (path: string, name: string): string =>
  `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
