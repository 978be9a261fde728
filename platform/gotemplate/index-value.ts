import { type GoValue, isList, isMap, isObject, typeName } from './go-value.ts';
import type { TemplateBudget } from './template-budget.ts';
import { TemplateError } from './template-error.ts';
import { byteLength, sliceBytes, toBytes } from './utf8-text.ts';

/** `index x 1 "a"`: `x[1]["a"]`. A byte of a text is its number. */
export function indexValue(first: GoValue, keys: readonly GoValue[]): GoValue {
  let value = first;
  if (value === undefined || value === null) throw new TemplateError('index of untyped nil');
  for (const key of keys) {
    if (value === undefined || value === null) throw new TemplateError('index of nil pointer');
    value = indexOne(value, key);
  }
  return value;
}

function indexOne(value: GoValue, key: GoValue): GoValue {
  if (isMap(value)) {
    if (typeof key === 'string') return value.get(key) ?? value.zero;
    throw new TemplateError(`value has type ${typeName(key)}; should be string`);
  }
  if (isList(value)) return value[indexNumber(key, value.length - 1)];
  if (typeof value !== 'string') {
    throw new TemplateError(`can't index item of type ${typeName(value)}`);
  }
  const bytes = toBytes(value);
  return BigInt(bytes[indexNumber(key, bytes.length - 1)] ?? 0);
}

/** @param most inclusive */
function indexNumber(key: GoValue, most: number): number {
  if (key === undefined || key === null) {
    throw new TemplateError('cannot index slice/array with nil');
  }
  if (typeof key !== 'bigint') {
    throw new TemplateError(`cannot index slice/array with type ${typeName(key)}`);
  }
  if (key < 0n || key > BigInt(most)) throw new TemplateError(`index out of range: ${key}`);
  return Number(key);
}

/** `slice x 1 2`: `x[1:2]`; texts by bytes. */
export function sliceValue(
  value: GoValue,
  keys: readonly GoValue[],
  budget: TemplateBudget,
): GoValue {
  if (value === undefined || value === null) throw new TemplateError('slice of untyped nil');
  if (keys.length > 3) throw new TemplateError(`too many slice indexes: ${keys.length}`);
  const isText = typeof value === 'string';
  if (!isText && !isList(value)) {
    throw new TemplateError(`can't slice item of type ${typeName(value)}`);
  }
  if (isText && keys.length === 3) throw new TemplateError('cannot 3-index slice a string');
  const length = isText ? byteLength(value) : value.length;
  const bounds = keys.map((key) => indexNumber(key, length));
  const [start = 0, end = length, capacity = length] = bounds;
  if (start > end) throw new TemplateError(`invalid slice index: ${start} > ${end}`);
  if (end > capacity) throw new TemplateError(`invalid slice index: ${end} > ${capacity}`);
  budget.spend(end - start);
  return isText ? sliceBytes(value, start, end) : value.slice(start, end);
}

/** `len x`: bytes of a text, parts of a list or map. */
export function lengthOf(value: GoValue, budget: TemplateBudget): bigint {
  if (typeof value === 'string') return BigInt(byteLength(value));
  if (isList(value)) return BigInt(value.length);
  if (isMap(value)) {
    let count = 0;
    for (const _key of value.keys()) count += 1;
    budget.spend(count);
    return BigInt(count);
  }
  if (value === undefined || value === null) throw new TemplateError('len of nil pointer');
  throw new TemplateError(`len of type ${isObject(value) ? value.typeName : typeName(value)}`);
}
