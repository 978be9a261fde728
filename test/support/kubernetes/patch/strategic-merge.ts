import { isList, isObject, type Json, type JsonObject, member, sameJson } from '../model/json.ts';
import { memberSchema, type Schema } from '../schema/schema.ts';

/**
 * Strategic merge patch, which only built-in kinds take: as a merge patch, but lists with a merge
 * key merge by it. Knows `$patch: delete | replace`, `$deleteFromPrimitiveList/x`, `$retainKeys`
 * and `$setElementOrder/x`.
 */
export function applyStrategicMerge(document: Json | undefined, patch: Json, schema: Schema): Json {
  return mergeValue(document, patch, schema);
}

function mergeValue(document: Json | undefined, patch: Json, schema: Schema | null): Json {
  if (isList(patch)) return mergeList(isList(document) ? document : [], patch, schema);
  return isObject(patch) ? mergeObject(isObject(document) ? document : {}, patch, schema) : patch;
}

function mergeObject(document: JsonObject, patch: JsonObject, schema: Schema | null): JsonObject {
  const base = patch.$patch === 'replace' ? {} : document;
  const members = new Map(Object.entries(base));
  const directives = new Map<string, Json>();
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$')) directives.set(key, value);
    else if (value === null) members.delete(key);
    else members.set(key, mergeValue(member(base, key), value, memberSchema(schema, key)));
  }
  for (const [directive, value] of directives) follow(directive, value, members, schema);
  return Object.fromEntries(members);
}

function follow(
  directive: string,
  value: Json,
  members: Map<string, Json>,
  schema: Schema | null,
): void {
  const [name, key = ''] = directive.split('/');
  const items = members.get(key);
  if (name === '$retainKeys' && isList(value)) {
    for (const one of [...members.keys()]) if (!value.includes(one)) members.delete(one);
  }
  if (!isList(items) || !isList(value)) return;
  if (name === '$deleteFromPrimitiveList') {
    members.set(
      key,
      items.filter((item) => !value.some((gone) => sameJson(gone, item))),
    );
  }
  if (name === '$setElementOrder') {
    members.set(key, ordered(items, value, memberSchema(schema, key)));
  }
}

/** Items in the order asked for; those it does not name come last. */
function ordered(items: readonly Json[], order: readonly Json[], schema: Schema | null): Json {
  const key = schema?.patchKey ?? null;
  const identity = (item: Json) => (key !== null && isObject(item) ? item[key] : item);
  const place = (item: Json) => {
    const at = order.findIndex((one) => sameJson(identity(one), identity(item)));
    return at === -1 ? order.length : at;
  };
  return [...items].sort((a, b) => place(a) - place(b));
}

function mergeList(document: readonly Json[], patch: readonly Json[], schema: Schema | null): Json {
  const key = schema?.patchKey ?? null;
  if (key === null) {
    const added = patch.filter((item) => !document.some((one) => sameJson(one, item)));
    return schema?.mergesList === true ? [...document, ...added] : patch;
  }
  const replaces = patch.some((item) => isObject(item) && item.$patch === 'replace');
  const result = replaces ? [] : [...document];
  for (const item of patch) {
    if (!isObject(item) || item.$patch === 'replace') continue;
    const at = result.findIndex((one) => isObject(one) && sameJson(one[key], item[key]));
    const isDeleted = item.$patch === 'delete';
    if (isDeleted && at !== -1) result.splice(at, 1);
    else if (!isDeleted && at !== -1)
      result[at] = mergeValue(result[at], item, schema?.items ?? null);
    else if (!isDeleted) result.push(item);
  }
  return result;
}
