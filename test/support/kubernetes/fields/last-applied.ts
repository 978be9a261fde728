import { asJson, isObject, type JsonObject, objectIn } from '../model/json.ts';
import { metadataOf } from '../model/metadata.ts';
import type { Schema } from '../schema/schema.ts';
import { appliedFields, compareFields } from './applied-fields.ts';
import { difference, type FieldSet, noFields } from './field-set.ts';
import { ownable } from './managed-fields.ts';

/**
 * What `kubectl` applied on the client's side, by its annotation, and nobody changed since: its
 * server-side apply takes that over without a conflict. For any other manager there is nothing.
 */
export function appliedByClient(live: JsonObject, schema: Schema, manager: string): FieldSet {
  const { annotations } = metadataOf(live);
  const text = objectIn(annotations)['kubectl.kubernetes.io/last-applied-configuration'];
  if (manager !== 'kubectl' || typeof text !== 'string') return noFields;
  const applied = asJson(JSON.parse(text));
  if (!isObject(applied)) return noFields;
  const { changed, removed } = compareFields(applied, live, schema);
  return difference(difference(ownable(appliedFields(applied, schema)), changed), removed);
}
