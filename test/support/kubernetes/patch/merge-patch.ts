import { isObject, type Json, member } from '../model/json.ts';

/** JSON Merge Patch (RFC 7396): null removes, objects merge, anything else replaces. */
export function applyMergePatch(document: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const base = isObject(document) ? document : {};
  const members = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) members.delete(key);
    else members.set(key, applyMergePatch(member(base, key), value));
  }
  return Object.fromEntries(members);
}
