import { isObject, type JsonObject, listIn, objectIn, textIn, textsIn } from '../model/json.ts';
import type { Column, Kind } from '../model/kind.ts';
import { nameOf } from '../model/metadata.ts';
import type { CelRule } from '../schema/cel-rule.ts';
import { readSchema } from '../schema/read-schema.ts';
import type { Schema } from '../schema/schema.ts';
import { wholeObject } from './core-kind.ts';

/**
 * The kinds of a CustomResourceDefinition (apiextensions.k8s.io/v1), one for each served version.
 * @throws Error when it is none, or its schema has a keyword that nothing here honours
 */
export function readCrd(crd: JsonObject): readonly Kind[] {
  const spec = objectIn(crd.spec);
  if (crd.kind !== 'CustomResourceDefinition') throw new Error(`no CRD: ${String(crd.kind)}`);
  return listIn(spec.versions)
    .map(objectIn)
    .filter(({ served }) => served === true)
    .map((version) => readVersion(nameOf(crd), spec, version));
}

function readVersion(name: string, spec: JsonObject, version: JsonObject): Kind {
  const names = objectIn(spec.names);
  const source = objectIn(version.schema).openAPIV3Schema;
  if (!isObject(source)) throw new Error(`${name}: ${textIn(version.name)} has no schema`);
  const openApi = wholeObject(source);
  const schema = readSchema(openApi);
  const kind = textIn(names.kind);
  return {
    group: textIn(spec.group),
    version: textIn(version.name),
    kind,
    listKind: textIn(names.listKind) || `${kind}List`,
    plural: textIn(names.plural),
    singular: textIn(names.singular) || kind.toLowerCase(),
    shortNames: textsIn(names.shortNames),
    categories: textsIn(names.categories),
    namespaced: spec.scope === 'Namespaced',
    hasStatus: isObject(objectIn(version.subresources).status),
    isBuiltIn: false,
    columns: listIn(version.additionalPrinterColumns).map((column) => readColumn(objectIn(column))),
    schema,
    openApi,
    unsupportedRules: unsupportedIn(schema),
  };
}

function readColumn({ name, type, jsonPath, priority, description }: JsonObject): Column {
  return {
    name: textIn(name),
    type: textIn(type),
    jsonPath: textIn(jsonPath),
    priority: typeof priority === 'number' ? priority : 0,
    description: textIn(description),
  };
}

function unsupportedIn(schema: Schema | null): readonly CelRule[] {
  if (schema === null) return [];
  const own = schema.rules.filter(({ unsupported }) => unsupported !== null);
  const within = [...schema.properties.values(), schema.additional, schema.items];
  return [...own, ...within.flatMap(unsupportedIn)];
}
