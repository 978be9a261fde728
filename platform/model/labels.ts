/**
 * A label set: name to value, e.g. `new Map([['job', 'api'], ['code', '500']])`.
 *
 * A Map, never a bare record: `__proto__` and `constructor` are legal label names.
 * A missing label and a label with an empty value are the same thing (Prometheus data model);
 * `labelsFrom` therefore drops empty values.
 */
export type Labels = ReadonlyMap<string, string>;

/** Builds a label set from pairs; later pairs win, empty values are dropped, names are sorted. */
export function labelsFrom(pairs: Iterable<readonly [string, string]>): Labels {
  const all = new Map(pairs);
  if (isInOrder(all)) return all;
  const names = [...all.keys()].sort(compareText);
  const sorted = new Map<string, string>();
  for (const name of names) {
    const value = all.get(name);
    if (value) sorted.set(name, value);
  }
  return sorted;
}

/** Whether names grow and no value is empty: what Go's encoders send. */
function isInOrder(labels: Labels): boolean {
  let last = '';
  for (const [name, value] of labels) {
    if (name < last || value === '') return false;
    last = name;
  }
  return true;
}

/** Label set of a parsed JSON object whose values are strings. */
export function labelsFromObject(object: Readonly<Record<string, string>>): Labels {
  return labelsFrom(Object.entries(object));
}

/** Plain object for JSON answers. Null prototype, so that `__proto__` stays a label. */
export function labelsToObject(labels: Labels): Record<string, string> {
  const object: Record<string, string> = Object.create(null);
  for (const [name, value] of labels) object[name] = value;
  return object;
}

/** JSON of `labelsToObject`, without making the object. */
export function labelsJson(labels: Labels): string {
  let text = '';
  for (const [name, value] of labels) {
    text += `${text === '' ? '' : ','}${jsonText(name)}:${jsonText(value)}`;
  }
  return `{${text}}`;
}

/** Nothing in it is escaped in JSON. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** `JSON.stringify` of a text. */
export function jsonText(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** The label set without the named labels. */
export function withoutLabels(labels: Labels, names: ReadonlySet<string>): Labels {
  const kept = new Map<string, string>();
  for (const [name, value] of labels) if (!names.has(name)) kept.set(name, value);
  return kept;
}

/**
 * A text that is equal for equal label sets and different for different ones:
 * sorted `name` and `value`, each preceded by its length, e.g. `3:job3:api`.
 * @param except names that do not count
 */
export function labelsKey(labels: Labels, except?: ReadonlySet<string>): string {
  const sorted = isInOrder(labels) ? labels : [...labels].sort(([a], [b]) => compareText(a, b));
  let key = '';
  for (const [name, value] of sorted) {
    if (except?.has(name)) continue;
    key += `${name.length}:${name}${value.length}:${value}`;
  }
  return key;
}

/** Code-unit order, the order in which Prometheus sorts label names. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
