import { anyMap, type GoValue } from '../../../platform/gotemplate/go-value.ts';

/** Parsed JSON as Go has it: numbers are floats, objects maps. Nil where it is none, or too deep. */
export function parseJsonValue(text: string): GoValue {
  try {
    return toGo(JSON.parse(text), 0);
  } catch {
    // Sprig's fromJson says nothing about malformed text: it gives nil.
    return null;
  }
}

/** Printing what is nested deeper would take more stack than there is. */
const MAX_DEPTH = 500;

function toGo(value: unknown, depth: number): GoValue {
  if (depth > MAX_DEPTH) throw new RangeError('JSON is nested too deeply');
  if (Array.isArray(value)) return value.map((inner) => toGo(inner, depth + 1));
  if (typeof value === 'object' && value !== null) {
    return anyMap(
      new Map(Object.entries(value).map(([key, inner]) => [key, toGo(inner, depth + 1)])),
    );
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  return null;
}
