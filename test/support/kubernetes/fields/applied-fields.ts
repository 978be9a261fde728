import { isObject, type Json, sameJson } from '../model/json.ts';
import type { Schema } from '../schema/schema.ts';
import { asMember, type FieldSet, fieldsOf, noFields, thisField } from './field-set.ts';
import { type Part, partsOf } from './shape.ts';

/** The fields that an applied configuration claims. */
export function appliedFields(value: Json, schema: Schema | null): FieldSet {
  const parts = partsOf(value, schema);
  if (parts === null) return thisField;
  return fieldsOf(parts.map((part) => [part.key, claim(part)]));
}

function claim({ value, schema, isEntry }: Part): FieldSet {
  const isBare = value === null || (isObject(value) && Object.keys(value).length === 0);
  if (isBare) return thisField;
  const within = appliedFields(value, schema);
  return isEntry ? asMember(within) : within;
}

/** The value itself and everything in it, as somebody owns it who creates it by an update. */
export function allFields(value: Json, schema: Schema | null): FieldSet {
  const parts = partsOf(value, schema) ?? [];
  return fieldsOf(
    parts.map((part) => [part.key, allFields(part.value, part.schema)]),
    true,
  );
}

/** What differs between two values: `changed` is new or other than before. */
export interface FieldChanges {
  readonly changed: FieldSet;
  readonly removed: FieldSet;
}

const unchanged: FieldChanges = { changed: noFields, removed: noFields };

export function compareFields(
  old: Json | undefined,
  next: Json | undefined,
  schema: Schema | null,
): FieldChanges {
  if (old === next) return unchanged;
  if (next === undefined) {
    return { changed: noFields, removed: old === undefined ? noFields : allFields(old, schema) };
  }
  if (old === undefined) return { changed: allFields(next, schema), removed: noFields };
  const oldParts = partsOf(old, schema);
  const nextParts = partsOf(next, schema);
  if (oldParts === null || nextParts === null) {
    return sameJson(old, next) ? unchanged : { changed: thisField, removed: noFields };
  }
  return compareParts(oldParts, nextParts);
}

function compareParts(old: readonly Part[], next: readonly Part[]): FieldChanges {
  const before = new Map(old.map((part) => [part.key, part]));
  const after = new Map(next.map((part) => [part.key, part]));
  const changed: [string, FieldSet][] = [];
  const removed: [string, FieldSet][] = [];
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(key), after.get(key)];
    const changes = compareFields(was?.value, is?.value, (is ?? was)?.schema ?? null);
    changed.push([key, changes.changed]);
    removed.push([key, changes.removed]);
  }
  return { changed: fieldsOf(changed), removed: fieldsOf(removed) };
}
