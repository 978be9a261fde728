import type { PlainYaml } from './plain-yaml.ts';

/** The map as JSON has it; like `printPlainYaml` it leaves empty maps and lists out. */
export function manifestJson(map: ReadonlyMap<string, PlainYaml>): Record<string, unknown> {
  const members = [...map].map(([key, value]) => [key, jsonOf(value)] as const);
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}

function jsonOf(value: PlainYaml): unknown {
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (value instanceof Map) {
    return value.size === 0 ? undefined : manifestJson(value);
  }
  const items = [...(value as readonly PlainYaml[])].map(jsonOf);
  return items.length === 0 ? undefined : items;
}
