/** A JSON object whose members are not known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The member at a path, when everything on the way is an object. */
export function memberAt(value: unknown, ...path: readonly string[]): unknown {
  let at = value;
  for (const name of path) {
    if (!isObject(at) || !Object.hasOwn(at, name)) return undefined;
    at = at[name];
  }
  return at;
}

/** Text at a path, numbers as text; empty for anything else. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = memberAt(value, ...path);
  if (typeof found === 'string') return found;
  return typeof found === 'number' ? String(found) : '';
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
