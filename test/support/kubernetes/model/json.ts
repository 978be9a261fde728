/** A JSON value that nobody changes; what changes is a new value that shares the rest. */
export type Json = null | boolean | number | string | JsonList | JsonObject;
export type JsonList = readonly Json[];
export interface JsonObject {
  readonly [key: string]: Json;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: unknown): value is JsonList {
  return Array.isArray(value);
}

/** The object, or an empty one when it is something else. */
export const objectIn = (value: unknown): JsonObject => (isObject(value) ? value : {});

/** The list, or an empty one. */
export const listIn = (value: unknown): JsonList => (isList(value) ? value : []);

/** The text, or an empty one. */
export const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The texts of a list; what is no text is left out. */
export const textsIn = (value: unknown): readonly string[] =>
  listIn(value).filter((item) => typeof item === 'string');

/** An object of the members that are there: those that are undefined are left out. */
export function present(members: { readonly [key: string]: Json | undefined }): JsonObject {
  const entries: [string, Json][] = [];
  for (const [key, value] of Object.entries(members)) {
    if (value !== undefined) entries.push([key, value]);
  }
  return Object.fromEntries(entries);
}

/** The object without these members. */
export function without(object: JsonObject, ...keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

/** The object's own member: `constructor` is a legal key. */
export function member(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Equal values, whatever the order of members. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (isList(a) && isList(b)) {
    return a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]));
}

/** The value as one text, members sorted: equal values have equal texts. */
export function canonicalJson(value: Json): string {
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`);
  return `{${members.join(',')}}`;
}

/** The value in YAML or JSON that was parsed by a library, once its type is checked. @throws Error */
export function asJson(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return value;
  if (Array.isArray(value)) return value.map(asJson);
  if (typeof value !== 'object') throw new Error(`no JSON value: ${typeof value}`);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asJson(item)]));
}
