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
  const names = [...all.keys()].sort(compareText);
  const sorted = new Map<string, string>();
  for (const name of names) {
    const value = all.get(name);
    if (value) sorted.set(name, value);
  }
  return sorted;
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

/** The label set without the named labels. */
export function withoutLabels(labels: Labels, names: ReadonlySet<string>): Labels {
  return new Map([...labels].filter(([name]) => !names.has(name)));
}

/**
 * A text that is equal for equal label sets and different for different ones:
 * sorted `name` and `value`, each preceded by its length, e.g. `3:job3:api`.
 */
export function labelsKey(labels: Labels): string {
  return [...labels]
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, value]) => `${name.length}:${name}${value.length}:${value}`)
    .join('');
}

/** Code-unit order, the order in which Prometheus sorts label names. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
