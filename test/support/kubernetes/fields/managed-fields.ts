import { isObject, type Json, type JsonObject, listIn, present, textIn } from '../model/json.ts';
import { metadataOf, withMetadata } from '../model/metadata.ts';
import {
  difference,
  type FieldSet,
  isEmpty,
  noFields,
  printFields,
  readFields,
  union,
} from './field-set.ts';

/** Who owns fields: one entry of `managedFields`. */
export interface Manager {
  readonly name: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  /** Empty for the object itself. */
  readonly subresource: string;
  readonly time: string;
  readonly fields: FieldSet;
}

/** An applier is the same whatever version it applies; an updater is not. */
export const sameManager = (a: Manager, b: Manager): boolean =>
  a.name === b.name &&
  a.operation === b.operation &&
  a.subresource === b.subresource &&
  (a.operation === 'Apply' || a.apiVersion === b.apiVersion);

export function managersOf(object: JsonObject): readonly Manager[] {
  return listIn(metadataOf(object).managedFields).flatMap((entry) =>
    isObject(entry) && isObject(entry.fieldsV1) ? [readEntry(entry)] : [],
  );
}

function readEntry(entry: JsonObject): Manager {
  return {
    name: textIn(entry.manager),
    operation: entry.operation === 'Apply' ? 'Apply' : 'Update',
    apiVersion: textIn(entry.apiVersion),
    subresource: textIn(entry.subresource),
    time: textIn(entry.time),
    fields: readFields(entry.fieldsV1),
  };
}

/** One empty entry asks the server to forget who owns what. */
export function resetsManagers(object: JsonObject): boolean {
  const [first, ...others] = listIn(metadataOf(object).managedFields);
  return isObject(first) && Object.keys(first).length === 0 && others.length === 0;
}

/** The object with these managers; those that own nothing are left out. */
export function withManagers(object: JsonObject, managers: readonly Manager[]): JsonObject {
  const entries = managers
    .filter(({ fields }) => !isEmpty(fields))
    .sort(byOperationTimeAndName)
    .map(printEntry);
  return withMetadata(object, { managedFields: entries });
}

const byOperationTimeAndName = (a: Manager, b: Manager): number =>
  a.operation.localeCompare(b.operation) ||
  a.time.localeCompare(b.time) ||
  a.name.localeCompare(b.name) ||
  a.subresource.localeCompare(b.subresource);

function printEntry(manager: Manager): Json {
  return present({
    manager: manager.name,
    operation: manager.operation,
    apiVersion: manager.apiVersion,
    time: manager.time,
    fieldsType: 'FieldsV1',
    fieldsV1: printFields(manager.fields),
    subresource: manager.subresource === '' ? undefined : manager.subresource,
  });
}

/** What anybody owns. */
export const ownedByAny = (managers: readonly Manager[]): FieldSet =>
  managers.reduce((all, { fields }) => union(all, fields), noFields);

/** All managers without these fields. */
export const disowned = (managers: readonly Manager[], fields: FieldSet): readonly Manager[] =>
  isEmpty(fields)
    ? managers
    : managers.map((manager) => ({ ...manager, fields: difference(manager.fields, fields) }));

const nobodysFields = readFields({
  'f:apiVersion': {},
  'f:kind': {},
  'f:metadata': {
    '.': {},
    'f:name': {},
    'f:namespace': {},
    'f:generateName': {},
    'f:creationTimestamp': {},
    'f:deletionTimestamp': {},
    'f:deletionGracePeriodSeconds': {},
    'f:selfLink': {},
    'f:uid': {},
    'f:generation': {},
    'f:resourceVersion': {},
    'f:managedFields': {},
  },
});

/** Without the fields that have no owner: identity and what the server itself sets. */
export const ownable = (fields: FieldSet): FieldSet => {
  const { children } = difference(fields, nobodysFields);
  return { isMember: false, children };
};
