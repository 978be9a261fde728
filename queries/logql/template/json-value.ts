import { anyMap, type GoValue } from '../../../platform/gotemplate/go-value.ts';

/** Parsed JSON as Go has it: numbers are floats, objects maps. Nil where the text is no JSON. */
export function parseJsonValue(text: string): GoValue {
  try {
    return toGo(JSON.parse(text));
  } catch {
    // Sprig's fromJson says nothing about malformed text: it gives nil.
    return null;
  }
}

function toGo(value: unknown): GoValue {
  if (Array.isArray(value)) return value.map(toGo);
  if (typeof value === 'object' && value !== null) {
    return anyMap(new Map(Object.entries(value).map(([key, inner]) => [key, toGo(inner)])));
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  return null;
}
