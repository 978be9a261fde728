import { canonicalJson, type Json, type JsonObject, objectIn } from '../model/json.ts';
import type { Schema } from './schema.ts';

/** What identifies an item of a list map. */
export interface ListItemKey {
  /** Such as `{"name":"a"}`: equal for equal keys. */
  readonly text: string;
  readonly keys: JsonObject;
}

/** The keys of an item, those left out by their default; null where there is none. */
export function listItemKey(item: Json, schema: Schema): ListItemKey {
  const object = objectIn(item);
  const keys = Object.fromEntries(
    [...schema.listKeys]
      .sort()
      .map((key) => [key, object[key] ?? schema.items?.properties.get(key)?.default ?? null]),
  );
  return { text: canonicalJson(keys), keys };
}
