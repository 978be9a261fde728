import type { TemplateBudget } from './template-budget.ts';

/**
 * A value inside a template.
 *
 * A `bigint` is a Go int (64 bits), a `number` a float64, an array a slice. `null` is a nil inside
 * of an interface, `undefined` is no value at all (what a missing key gives): both print as
 * `<no value>`, but a field of the first is an error and a field of the second is no value again.
 * Bytes that are no UTF-8 are the lone surrogates U+DC80…U+DCFF.
 */
export type GoValue =
  | undefined
  | null
  | boolean
  | string
  | bigint
  | number
  | readonly GoValue[]
  | GoMap
  | GoObject;

/** A map with string keys. It need not exist as a whole: a line's labels are asked for by name. */
export interface GoMap {
  readonly kind: 'map';
  /** In Go's words, `map[string]string`. */
  readonly typeName: string;
  /** What a missing key gives where missing keys are zero values. */
  readonly zero: GoValue;
  /** `undefined` where there is no such key. */
  get(key: string): GoValue;
  /** In any order, each once. */
  keys(): Iterable<string>;
}

/** What a template can ask about by fields and methods only: a time, a sample. */
export interface GoObject {
  readonly kind: 'object';
  /** In Go's words, `time.Time`. */
  readonly typeName: string;
  member(name: string): GoMember | undefined;
  /** As `%v` prints it. */
  text(): string;
  /** The number that it is underneath, as `time.Duration` is an int. */
  readonly underlying?: bigint | number;
}

export type GoMember =
  | { readonly kind: 'field'; readonly value: GoValue }
  | { readonly kind: 'method'; readonly method: TemplateFunction };

/** A type of an argument: `any` takes everything, nil too; an `ObjectType` its objects. */
export type ParamType = 'any' | 'string' | 'int' | 'float64' | 'bool' | ObjectType<GoObject>;

/** Objects of one kind, told by a test; a nil is refused. */
export interface ObjectType<T extends GoObject> {
  readonly typeName: string;
  is(value: GoValue): value is T;
}

/** A function that templates may call; its arguments have been counted and checked by type. */
export interface TemplateFunction {
  readonly params: readonly ParamType[];
  /** Type of any number of further arguments; null: there are no further ones. */
  readonly rest: ParamType | null;
  /** @throws TemplateError with the bare reason */
  call(args: readonly GoValue[], budget: TemplateBudget): GoValue;
}

/** Labels as Go's `map[string]string`; a missing key may be the empty text. */
export function stringMap(entries: ReadonlyMap<string, string>): GoMap {
  return mapOf('map[string]string', '', entries);
}

/** Parsed JSON as Go's `map[string]interface {}`. */
export function anyMap(entries: ReadonlyMap<string, GoValue>): GoMap {
  return mapOf('map[string]interface {}', null, entries);
}

function mapOf(typeName: string, zero: GoValue, entries: ReadonlyMap<string, GoValue>): GoMap {
  return {
    kind: 'map',
    typeName,
    zero,
    get: (key) => entries.get(key),
    keys: () => entries.keys(),
  };
}

/** `Array.isArray` that keeps the type of the elements. */
export function isList(value: GoValue): value is readonly GoValue[] {
  return Array.isArray(value);
}

export function isMap(value: GoValue): value is GoMap {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'map';
}

export function isObject(value: GoValue): value is GoObject {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'object';
}

/** The type's name as `%T` prints it. */
export function typeName(value: GoValue): string {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'bigint':
      return 'int';
    case 'number':
      return 'float64';
    case 'boolean':
      return 'bool';
    default:
      if (value === undefined || value === null) return '<nil>';
      return isList(value) ? '[]interface {}' : value.typeName;
  }
}

/** Whether `if` takes a value for true: neither zero nor empty nor nil. */
export function isTrue(value: GoValue): boolean {
  if (typeof value === 'object' && value !== null) {
    if (isList(value)) return value.length > 0;
    if (value.kind === 'map') return !isEmptyMap(value);
    return value.underlying === undefined || Boolean(value.underlying);
  }
  // A float that is no number is not zero.
  return typeof value === 'number' ? value !== 0 : Boolean(value);
}

function isEmptyMap(map: GoMap): boolean {
  for (const _key of map.keys()) return false;
  return true;
}

/** Keys in the order in which Go prints and ranges over them: by their bytes. */
export function sortedKeys(map: GoMap): readonly string[] {
  return [...map.keys()].sort(compareBytes);
}

/** Order of the texts' UTF-8, which is that of code points, not that of UTF-16. */
export function compareBytes(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above all other units. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
