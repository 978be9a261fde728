import { isRecord } from '../import/read-json.ts';
import type { JsonRecord } from '../model/panel.ts';

/** Names of members from the outside in: `['fieldConfig', 'defaults', 'unit']`. */
export type JsonPath = readonly string[];

/** What lies there; undefined where the way ends. */
export function valueAt(record: unknown, path: JsonPath): unknown {
  return path.reduce<unknown>(
    (found, name) => (isRecord(found) && Object.hasOwn(found, name) ? found[name] : undefined),
    record,
  );
}

/**
 * The record with another value there; undefined takes the member away. Everything else of it stays,
 * in its order and as the same objects; what is missing on the way is made.
 */
export function changeAt(record: JsonRecord, path: JsonPath, value: unknown): JsonRecord {
  const [name, ...rest] = path;
  if (name === undefined) return isRecord(value) ? value : record;
  const within = Object.hasOwn(record, name) ? record[name] : undefined;
  if (rest.length === 0) {
    if (within === value && (value !== undefined || !Object.hasOwn(record, name))) return record;
    return value === undefined ? without(record, name) : { ...record, [name]: value };
  }
  if (value === undefined && !isRecord(within)) return record;
  const inner = isRecord(within) ? within : {};
  const next = changeAt(inner, rest, value);
  return next === within ? record : { ...record, [name]: next };
}

function without(record: JsonRecord, name: string): JsonRecord {
  return Object.fromEntries(Object.entries(record).filter(([each]) => each !== name));
}

/** The list with one element changed; null takes it away. */
export function changeElement<T>(
  list: readonly T[],
  index: number,
  change: (element: T) => T | null,
): readonly T[] {
  return list.flatMap((element, at) => {
    if (at !== index) return [element];
    const next = change(element);
    return next === null ? [] : [next];
  });
}

/** The list with one element further up (-1) or down (1); as it was at either end. */
export function moveElement<T>(list: readonly T[], index: number, by: -1 | 1): readonly T[] {
  const [moved, other] = [list[index], list[index + by]];
  if (moved === undefined || other === undefined) return list;
  return list.map((element, at) => {
    if (at === index) return other;
    return at === index + by ? moved : element;
  });
}
