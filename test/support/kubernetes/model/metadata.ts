import { isList, type Json, type JsonObject, listIn, objectIn, textIn, textsIn } from './json.ts';

/** Readers of an object's `metadata`. */
export const metadataOf = (object: JsonObject): JsonObject => objectIn(object.metadata);
export const nameOf = (object: JsonObject): string => textIn(metadataOf(object).name);
export const namespaceOf = (object: JsonObject): string => textIn(metadataOf(object).namespace);
export const uidOf = (object: JsonObject): string => textIn(metadataOf(object).uid);
export const labelsOf = (object: JsonObject): JsonObject => objectIn(metadataOf(object).labels);
export const revisionOf = (object: JsonObject): number =>
  Number(textIn(metadataOf(object).resourceVersion));
export const finalizersOf = (object: JsonObject): readonly string[] =>
  textsIn(metadataOf(object).finalizers);
export const isTerminating = (object: JsonObject): boolean =>
  typeof metadataOf(object).deletionTimestamp === 'string';

/** Who an object belongs to. */
export interface Owner {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

export function ownersOf(object: JsonObject): readonly Owner[] {
  return listIn(metadataOf(object).ownerReferences).map((reference) => {
    const { apiVersion, kind, name, uid } = objectIn(reference);
    return {
      apiVersion: textIn(apiVersion),
      kind: textIn(kind),
      name: textIn(name),
      uid: textIn(uid),
    };
  });
}

/** The object with these members of its metadata replaced; undefined removes one. */
export function withMetadata(
  object: JsonObject,
  changes: { readonly [key: string]: Json | undefined },
): JsonObject {
  const metadata: Record<string, Json> = { ...metadataOf(object) };
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined || (isList(value) && value.length === 0)) delete metadata[key];
    else metadata[key] = value;
  }
  return { ...object, metadata };
}

/** RFC 3339 in whole seconds, as the server writes times. */
export const instantText = (atMs: number): string =>
  new Date(atMs).toISOString().replace(/\.\d+Z$/, 'Z');
