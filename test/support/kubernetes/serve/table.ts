import { isList, isObject, type Json, type JsonObject, textIn } from '../model/json.ts';
import type { Column, Kind } from '../model/kind.ts';
import { metadataOf, nameOf } from '../model/metadata.ts';
import { valueAt } from './json-path.ts';

const nameColumn: Column = {
  name: 'Name',
  type: 'string',
  jsonPath: '.metadata.name',
  priority: 0,
  description: 'Name must be unique within a namespace.',
};

const ageColumn: Column = {
  name: 'Age',
  type: 'date',
  jsonPath: '.metadata.creationTimestamp',
  priority: 0,
  description: 'CreationTimestamp is the server time when this object was created.',
};

/** The name, then the kind's own columns; its age when it has none, as every built-in kind does. */
function columnsOf({ columns, isBuiltIn }: Kind): readonly Column[] {
  if (columns.length === 0) return [nameColumn, ageColumn];
  return isBuiltIn ? [nameColumn, ...columns, ageColumn] : [nameColumn, ...columns];
}

/** Whether an `Accept` header prefers the server's table, as `kubectl get` does. */
export const wantsTable = (accept: string): boolean =>
  /as=Table;[^,]*g=meta\.k8s\.io/.test(accept) && !/^application\/json(,|$)/.test(accept);

/** Whether it asks for metadata alone. */
export const wantsMetadata = (accept: string): boolean =>
  /as=PartialObjectMetadata(List)?;/.test(accept);

/** `meta.v1.Table` of objects; rows carry what `includeObject` asks for. */
export function tableOf(
  kind: Kind,
  objects: readonly JsonObject[],
  options: {
    readonly metadata: JsonObject;
    readonly includeObject: string;
    readonly nowMs: number;
    readonly withHeaders: boolean;
  },
): JsonObject {
  const columns = columnsOf(kind);
  const definitions = columns.map(({ name, type, priority, description }) => ({
    name,
    type,
    format: name === 'Name' ? 'name' : '',
    description,
    priority,
  }));
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: options.metadata,
    columnDefinitions: options.withHeaders ? definitions : [],
    rows: objects.map((object) => ({
      cells: columns.map((column) => cell(column, object, options.nowMs)),
      object: included(object, options.includeObject),
    })),
  };
}

function included(object: JsonObject, includeObject: string): Json {
  if (includeObject === 'Object') return object;
  return includeObject === 'None' ? null : partialMetadata(object);
}

export const partialMetadata = (object: JsonObject): JsonObject => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata: metadataOf(object),
});

function cell({ type, jsonPath }: Column, object: JsonObject, nowMs: number): Json {
  if (jsonPath === nameColumn.jsonPath) return nameOf(object);
  const value = valueAt(object, jsonPath);
  if (type === 'date') return age(textIn(value), nowMs);
  if (value === undefined || value === null) return type === 'string' ? '' : null;
  return isObject(value) || isList(value) ? JSON.stringify(value) : value;
}

/** As kubectl prints durations: `45s`, `12m`, `3h`, `40d`. */
function age(instant: string, nowMs: number): string {
  if (instant === '') return '<unknown>';
  const seconds = Math.max(0, Math.floor((nowMs - Date.parse(instant)) / 1000));
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 3 * 3600) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 2 * 86_400) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}
