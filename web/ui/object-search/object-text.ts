/** Text or number at a path of an object that was read from a line; '' for anything else. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  let at = value;
  for (const name of path) at = memberOf(at, name);
  if (typeof at === 'number') return String(at);
  return typeof at === 'string' ? at : '';
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return new Map<string, unknown>(Object.entries(value)).get(name);
}
