import type { JsonObject } from '../model/json.ts';
import type { Column, Kind } from '../model/kind.ts';
import { readSchema } from '../schema/read-schema.ts';
import { type CoreKind, coreKinds } from './core-kinds.data.ts';
import { objectMetaSchema } from './object-meta.data.ts';

/** The kinds that are there before any CRD is installed. */
export const builtInKinds = (): readonly Kind[] => coreKinds.map(builtInKind);

function builtInKind(core: CoreKind): Kind {
  const { group, version, kind, plural, shortNames, namespaced, hasStatus, description } = core;
  const openApi = wholeObject({ description, type: 'object', properties: core.properties });
  return {
    group,
    version,
    kind,
    plural,
    shortNames,
    namespaced,
    hasStatus,
    openApi,
    listKind: `${kind}List`,
    singular: kind.toLowerCase(),
    categories: [],
    isBuiltIn: true,
    columns: core.columns.map(
      ([name, type, jsonPath]): Column => ({
        name,
        type,
        jsonPath,
        priority: 0,
        description: name,
      }),
    ),
    schema: readSchema(openApi),
    unsupportedRules: [],
  };
}

const text = { type: 'string' };

/** The schema with the members that every object has. */
export function wholeObject(schema: JsonObject): JsonObject {
  const properties = schema.properties;
  return {
    ...schema,
    properties: {
      apiVersion: { ...text, description: 'The version of this representation of an object.' },
      kind: { ...text, description: 'The resource that this object represents.' },
      ...(typeof properties === 'object' && properties !== null ? properties : {}),
      metadata: objectMetaSchema,
    },
  };
}
