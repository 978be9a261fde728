import type { Cause } from '../model/api-failure.ts';
import { canonicalJson, isList, isObject, type Json, sameJson } from '../model/json.ts';
import { matchesPattern } from './patterns.ts';
import type { Limits } from './schema.ts';
import { valueDuplicate, valueInvalid, valueNotSupported } from './violation.ts';

/** What a value violates of a schema's limits, its type being right. */
export function validateLimits(value: Json, limits: Limits, path: string): readonly Cause[] {
  const causes: Cause[] = [];
  if (limits.enum !== null && !limits.enum.some((one) => sameJson(one, value))) {
    causes.push(valueNotSupported(path, value, limits.enum));
  }
  for (const why of complaints(value, limits)) {
    causes.push(valueInvalid(path, value, `${path} in body ${why}`));
  }
  if (limits.uniqueItems && isList(value)) causes.push(...duplicates(value, path));
  return causes;
}

/** Items that occur before, each at its own index. */
export function duplicates(items: readonly Json[], path: string): readonly Cause[] {
  const seen = new Set<string>();
  return items.flatMap((item, index) => {
    const text = canonicalJson(item);
    if (seen.has(text)) return [valueDuplicate(`${path}[${index}]`, item)];
    seen.add(text);
    return [];
  });
}

function complaints(value: Json, limits: Limits): readonly string[] {
  if (typeof value === 'string') return textComplaints(value, limits);
  if (typeof value === 'number') return numberComplaints(value, limits);
  if (isList(value)) {
    return sizeComplaints(value.length, limits.minItems, limits.maxItems, 'items');
  }
  if (!isObject(value)) return [];
  const { minProperties, maxProperties } = limits;
  return sizeComplaints(Object.keys(value).length, minProperties, maxProperties, 'properties');
}

function textComplaints(value: string, limits: Limits): readonly string[] {
  const found: string[] = [];
  const { minLength, maxLength, pattern, format } = limits;
  const length = [...value].length;
  if (minLength !== null && length < minLength) {
    found.push(`should be at least ${minLength} chars long`);
  }
  if (maxLength !== null && length > maxLength) {
    found.push(`should be at most ${maxLength} chars long`);
  }
  if (pattern !== null && !matchesPattern(pattern, value)) {
    found.push(`should match '${pattern}'`);
  }
  if (format === 'date-time' && !/^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d/.test(value)) {
    found.push(`must be of type ${format}: ${JSON.stringify(value)}`);
  }
  if (format === 'byte' && !/^(?:[\w+/-]{4})*(?:[\w+/-]{2}==|[\w+/-]{3}=)?$/.test(value)) {
    found.push('must be of type byte: it is no base64');
  }
  return found;
}

const int32 = { min: -(2 ** 31), max: 2 ** 31 - 1 };

function numberComplaints(value: number, limits: Limits): readonly string[] {
  const found: string[] = [];
  const { minimum, maximum, multipleOf, exclusiveMinimum, exclusiveMaximum, format } = limits;
  if (minimum !== null && (exclusiveMinimum ? value <= minimum : value < minimum)) {
    found.push(`should be greater than ${exclusiveMinimum ? '' : 'or equal to '}${minimum}`);
  }
  if (maximum !== null && (exclusiveMaximum ? value >= maximum : value > maximum)) {
    found.push(`should be less than ${exclusiveMaximum ? '' : 'or equal to '}${maximum}`);
  }
  if (multipleOf !== null && value % multipleOf !== 0) {
    found.push(`should be a multiple of ${multipleOf}`);
  }
  if (format === 'int32' && (value < int32.min || value > int32.max)) {
    found.push(`must be of type int32: ${value}`);
  }
  return found;
}

function sizeComplaints(
  size: number,
  min: number | null,
  max: number | null,
  what: string,
): readonly string[] {
  if (min !== null && size < min) return [`should have at least ${min} ${what}`];
  return max !== null && size > max ? [`should have at most ${max} ${what}`] : [];
}
