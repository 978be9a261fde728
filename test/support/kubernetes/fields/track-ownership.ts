import type { Cause } from '../model/api-failure.ts';
import { applyConflict } from '../model/failures.ts';
import { isObject, type JsonObject, without } from '../model/json.ts';
import type { Schema } from '../schema/schema.ts';
import { appliedFields, compareFields } from './applied-fields.ts';
import {
  difference,
  type FieldSet,
  intersection,
  isEmpty,
  noFields,
  printPaths,
  union,
} from './field-set.ts';
import { appliedByClient } from './last-applied.ts';
import {
  disowned,
  type Manager,
  managersOf,
  ownable,
  ownedByAny,
  resetsManagers,
  sameManager,
  withManagers,
} from './managed-fields.ts';
import { mergeApplied, removeAbandoned } from './merge-applied.ts';

/** Who writes, when, and how. */
export interface Writer {
  readonly name: string;
  readonly apiVersion: string;
  /** `status`, or empty. */
  readonly subresource: string;
  readonly time: string;
}

/** An object and who will own it once the write is through. */
export interface Owned {
  readonly object: JsonObject;
  readonly managers: readonly Manager[];
}

/**
 * Server-side apply: lays a configuration over the live object.
 * @param live undefined when the apply creates the object
 * @param hasStatus then `status` belongs to its own subresource and is ignored here
 * @throws ApiFailure 409 when others own what would change, unless `force` takes it from them
 */
export function applyConfiguration(
  live: JsonObject | undefined,
  configuration: JsonObject,
  schema: Schema,
  writer: Writer,
  options: { readonly force: boolean; readonly hasStatus: boolean },
): Owned {
  const before = live === undefined ? {} : bare(live);
  const wanted = withinReach(bare(configuration), writer.subresource, options.hasStatus);
  const merged = asObject(mergeApplied(before, wanted, schema));
  const claimed = appliedFields(wanted, schema);
  const applier: Manager = { ...writer, operation: 'Apply', fields: ownable(claimed) };
  const known = live === undefined ? [] : managersBeforeApply(live, schema, writer);
  const last = known.find((manager) => sameManager(manager, applier))?.fields ?? noFields;
  const others = known.filter((manager) => !sameManager(manager, applier));
  const changed = ownable(compareFields(before, merged, schema).changed);
  if (!options.force) {
    const allowed = appliedByClient(live ?? {}, schema, writer.name);
    refuseConflicts(others, difference(changed, allowed));
  }
  const managers = [...disowned(others, changed), applier];
  const owned = union(ownedByAny(managers), claimed);
  const object = asObject(removeAbandoned(merged, last, owned, schema));
  const gone = compareFields(before, object, schema).removed;
  return { object, managers: disowned(managers, gone) };
}

/** Fields of an object that was written before anybody kept track belong to nobody in particular. */
function managersBeforeApply(live: JsonObject, schema: Schema, writer: Writer): readonly Manager[] {
  const managers = managersOf(live);
  if (managers.length > 0) return managers;
  const fields = ownable(compareFields({}, bare(live), schema).changed);
  const name = 'before-first-apply';
  return [{ ...writer, name, operation: 'Update', subresource: '', fields }];
}

/**
 * Every other write: what it changes belongs to the writer from now on.
 * @param live undefined for a creation
 */
export function trackUpdate(
  live: JsonObject | undefined,
  next: JsonObject,
  schema: Schema,
  writer: Writer,
): Owned {
  const known = managersBeforeUpdate(live, next, writer);
  const object = bare(next);
  const before = live === undefined ? {} : bare(live);
  const { changed, removed } = compareFields(before, object, schema);
  const taken = ownable(changed);
  const others = disowned(disowned(known, removed), taken);
  if (isEmpty(taken)) return { object, managers: others };
  const updater: Manager = { ...writer, operation: 'Update', fields: taken };
  const own = others.find((manager) => sameManager(manager, updater));
  const fields = own === undefined ? taken : union(own.fields, taken);
  const managers = others.filter((manager) => !sameManager(manager, updater));
  return { object, managers: [...managers, { ...updater, fields }] };
}

function managersBeforeUpdate(
  live: JsonObject | undefined,
  next: JsonObject,
  { subresource }: Writer,
): readonly Manager[] {
  if (subresource === '' && resetsManagers(next)) return [];
  const given = subresource === '' ? managersOf(next) : [];
  return given.length > 0 || live === undefined ? given : managersOf(live);
}

function refuseConflicts(others: readonly Manager[], changed: FieldSet): void {
  const conflicts = others.flatMap((manager) =>
    printPaths(intersection(manager.fields, changed)).map((path) => ({
      manager: printManager(manager),
      path,
    })),
  );
  const [first] = conflicts;
  if (first === undefined) return;
  const causes = conflicts.map(
    ({ manager, path }): Cause => ({
      reason: 'FieldManagerConflict',
      message: `conflict with ${manager}`,
      field: path,
    }),
  );
  if (conflicts.length === 1) {
    const message = `Apply failed with 1 conflict: conflict with ${first.manager}: ${first.path}`;
    throw applyConflict(message, causes);
  }
  const lines = [...new Set(conflicts.map(({ manager }) => manager))].sort().map((manager) => {
    const paths = conflicts.filter((one) => one.manager === manager);
    return `conflicts with ${manager}:${paths.map(({ path }) => `\n- ${path}`).join('')}`;
  });
  throw applyConflict(
    `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`,
    causes,
  );
}

function printManager({ name, subresource, operation, apiVersion }: Manager): string {
  const within = subresource === '' ? '' : ` with subresource ${JSON.stringify(subresource)}`;
  const using = operation === 'Update' ? ` using ${apiVersion}` : '';
  return `${JSON.stringify(name)}${within}${using}`;
}

/** An apply of the object does not touch its status, and one of the status nothing else. */
function withinReach(
  configuration: JsonObject,
  subresource: string,
  hasStatus: boolean,
): JsonObject {
  if (subresource === '') return hasStatus ? without(configuration, 'status') : configuration;
  const { status } = configuration;
  return status === undefined ? {} : { status };
}

const bare = (object: JsonObject): JsonObject => withManagers(object, []);

const asObject = (value: unknown): JsonObject => (isObject(value) ? value : {});

/** The finished object: the managers are written last, since they describe all the rest. */
export const withOwners = ({ object, managers }: Owned): JsonObject =>
  withManagers(object, managers);
