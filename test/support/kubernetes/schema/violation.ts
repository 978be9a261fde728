import type { Cause } from '../model/api-failure.ts';
import type { Json } from '../model/json.ts';

/** The five classes of a refused field that validation by schema knows, in the server's words. */
export const valueRequired = (field: string): Cause => ({
  reason: 'FieldValueRequired',
  message: 'Required value',
  field,
});

export const valueInvalid = (field: string, value: Json, why: string): Cause => ({
  reason: 'FieldValueInvalid',
  message: `Invalid value: ${JSON.stringify(value)}: ${why}`,
  field,
});

export const valueTyped = (field: string, value: Json, type: string): Cause => ({
  reason: 'FieldValueTypeInvalid',
  message: `Invalid value: ${JSON.stringify(typeName(value))}: ${field} in body must be of type ${type}: ${JSON.stringify(typeName(value))}`,
  field,
});

export const valueNotSupported = (
  field: string,
  value: Json,
  supported: readonly Json[],
): Cause => ({
  reason: 'FieldValueNotSupported',
  message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${supported.map((one) => JSON.stringify(one)).join(', ')}`,
  field,
});

export const valueDuplicate = (field: string, value: Json): Cause => ({
  reason: 'FieldValueDuplicate',
  message: `Duplicate value: ${JSON.stringify(value)}`,
  field,
});

/** The server names a value's type where it does not print the value. */
export function typeName(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}
