import { isObject, type JsonObject } from '../model/json.ts';

/**
 * Fields of an object, as `managedFields` names them: `f:` a member, `k:` an item of a list map by
 * its keys, `v:` an item of a set. A node that is a member stands for its own path.
 * `{"f:spec": {"f:groups": {"k:{\"name\":\"a\"}": {".": {}}}}}` is the path `.spec.groups[name="a"]`.
 */
export interface FieldSet {
  readonly isMember: boolean;
  readonly children: ReadonlyMap<string, FieldSet>;
}

export const noFields: FieldSet = { isMember: false, children: new Map() };
export const thisField: FieldSet = { isMember: true, children: new Map() };

export const isEmpty = ({ isMember, children }: FieldSet): boolean =>
  !isMember && children.size === 0;

/** A set of the children that are not empty. */
export function fieldsOf(
  children: Iterable<readonly [string, FieldSet]>,
  isMember = false,
): FieldSet {
  return { isMember, children: new Map([...children].filter(([, child]) => !isEmpty(child))) };
}

export const asMember = ({ children }: FieldSet): FieldSet => ({ isMember: true, children });

type Choice = (inA: boolean, inB: boolean) => boolean;

/** Combines two sets path by path. */
function combine(a: FieldSet, b: FieldSet, choose: Choice): FieldSet {
  const keys = new Set([...a.children.keys(), ...b.children.keys()]);
  return fieldsOf(
    [...keys].map((key) => [
      key,
      combine(a.children.get(key) ?? noFields, b.children.get(key) ?? noFields, choose),
    ]),
    choose(a.isMember, b.isMember),
  );
}

export const union = (a: FieldSet, b: FieldSet): FieldSet =>
  isEmpty(a) ? b : combine(a, b, (inA, inB) => inA || inB);
export const difference = (a: FieldSet, b: FieldSet): FieldSet =>
  isEmpty(b) ? a : combine(a, b, (inA, inB) => inA && !inB);
export const intersection = (a: FieldSet, b: FieldSet): FieldSet =>
  isEmpty(b) ? b : combine(a, b, (inA, inB) => inA && inB);

/** `fieldsV1` of an entry of `managedFields`. */
export function printFields(set: FieldSet): JsonObject {
  const children = [...set.children]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, child]): [string, JsonObject] => [key, printFields(child)]);
  const own: [string, JsonObject][] = set.isMember && children.length > 0 ? [['.', {}]] : [];
  return Object.fromEntries([...own, ...children]);
}

/** Reads `fieldsV1`; what is no object has no fields. */
export function readFields(source: unknown): FieldSet {
  if (!isObject(source)) return noFields;
  const entries = Object.entries(source);
  const children = entries.filter(([key]) => key !== '.');
  return {
    isMember: entries.length === 0 || children.length < entries.length,
    children: new Map(children.map(([key, child]) => [key, readFields(child)])),
  };
}

/** The paths of all members, as conflicts print them: `.spec.groups[name="a"].rules`. */
export function printPaths(set: FieldSet, prefix = ''): readonly string[] {
  const own = set.isMember ? [prefix] : [];
  const within = [...set.children]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, child]) => printPaths(child, prefix + printElement(key)));
  return [...own, ...within];
}

function printElement(key: string): string {
  const rest = key.slice(2);
  if (key.startsWith('f:')) return `.${rest}`;
  if (key.startsWith('v:')) return `[=${rest}]`;
  if (!key.startsWith('k:')) return `[${rest}]`;
  const keys: unknown = JSON.parse(rest);
  const parts = isObject(keys) ? Object.entries(keys) : [];
  return `[${parts.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',')}]`;
}
