import type { Cause } from '../model/api-failure.ts';
import { isList, isObject, type Json, type JsonObject } from '../model/json.ts';
import { listItemKey } from './list-item-key.ts';
import { memberSchema, type Schema } from './schema.ts';
import { duplicates, validateLimits } from './validate-limits.ts';
import { typeName, valueDuplicate, valueRequired, valueTyped } from './violation.ts';

/**
 * Everything that a value violates of a structural schema: types, required members, limits, and
 * the uniqueness of sets and list maps. CEL rules are apart: they hold only for what is valid.
 */
export function validateValue(value: Json, schema: Schema | null, path: string): readonly Cause[] {
  if (schema === null) return [];
  if (value === null && schema.nullable) return [];
  const causes: Cause[] = [];
  if (!hasType(value, schema)) {
    return [valueTyped(path, value, schema.isIntOrString ? 'integer,string' : `${schema.type}`)];
  }
  causes.push(...validateLimits(value, schema.limits, path));
  causes.push(...validateCombinations(value, schema, path));
  if (isList(value)) causes.push(...validateList(value, schema, path));
  else if (isObject(value)) causes.push(...validateObject(value, schema, path));
  return causes;
}

function hasType(value: Json, schema: Schema): boolean {
  const name = typeName(value);
  if (schema.isIntOrString) return name === 'integer' || name === 'string';
  if (schema.type === null) return true;
  return name === schema.type || (schema.type === 'number' && name === 'integer');
}

function validateObject(object: JsonObject, schema: Schema, path: string): readonly Cause[] {
  const prefix = path === '' ? '' : `${path}.`;
  const missing = schema.required
    .filter((key) => !Object.hasOwn(object, key))
    .map((key) => valueRequired(`${prefix}${key}`));
  const within = Object.entries(object).flatMap(([key, value]) =>
    validateValue(value, memberSchema(schema, key), `${prefix}${key}`),
  );
  return [...missing, ...within];
}

function validateList(items: readonly Json[], schema: Schema, path: string): readonly Cause[] {
  const within = items.flatMap((item, index) =>
    validateValue(item, schema.items, `${path}[${index}]`),
  );
  if (schema.listType === 'set') return [...within, ...duplicates(items, path)];
  if (schema.listType !== 'map') return within;
  const seen = new Set<string>();
  const repeated = items.flatMap((item, index) => {
    const { text, keys } = listItemKey(item, schema);
    if (seen.has(text)) return [valueDuplicate(`${path}[${index}]`, keys)];
    seen.add(text);
    return [];
  });
  return [...within, ...repeated];
}

function validateCombinations(value: Json, schema: Schema, path: string): readonly Cause[] {
  const { anyOf, oneOf, allOf, not } = schema.limits;
  const holds = (one: Schema) => validateValue(value, one, path).length === 0;
  const causes = allOf.flatMap((one) => validateValue(value, one, path));
  const complain = (why: string): Cause => ({
    reason: 'FieldValueInvalid',
    message: `Invalid value: ${JSON.stringify(value)}: ${path} in body must ${why}`,
    field: path,
  });
  if (anyOf.length > 0 && !anyOf.some(holds)) {
    causes.push(complain('validate at least one schema (anyOf)'));
  }
  if (oneOf.length > 0 && oneOf.filter(holds).length !== 1) {
    causes.push(complain('validate one and only one schema (oneOf)'));
  }
  if (not !== null && holds(not)) causes.push(complain('not validate the schema (not)'));
  return causes;
}
