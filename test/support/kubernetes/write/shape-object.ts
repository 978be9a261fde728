import type { Cause } from '../model/api-failure.ts';
import { badRequest, invalid, maxObjectBytes, objectTooLarge } from '../model/failures.ts';
import { isObject, type JsonObject, textIn, without } from '../model/json.ts';
import type { Kind } from '../model/kind.ts';
import { metadataOf, nameOf } from '../model/metadata.ts';
import { applyDefaults } from '../schema/default-fields.ts';
import { prune } from '../schema/prune.ts';
import { validateRules } from '../schema/validate-rules.ts';
import { validateValue } from '../schema/validate-value.ts';
import { validateMetadata } from './validate-metadata.ts';
import type { WriteRequest } from './write-request.ts';

/**
 * Prunes and defaults, as an object is decoded.
 * @throws ApiFailure 400 for unknown fields when validation is strict; else they are a warning
 */
export function shapeObject(kind: Kind, object: JsonObject, request: WriteRequest): JsonObject {
  const { value, unknown } = prune(normal(kind, object), kind.schema);
  const found = unknown.map((path) => `unknown field ${JSON.stringify(path)}`);
  if (found.length > 0 && request.fieldValidation === 'Strict') {
    throw badRequest(
      `${kind.kind} in version ${JSON.stringify(kind.version)} cannot be handled as a ${kind.kind}: strict decoding error: ${found.join(', ')}`,
    );
  }
  if (request.fieldValidation === 'Warn') for (const one of found) request.warn(one);
  return withoutEmptyMetadata(applyDefaults(value, kind.schema));
}

/** Empty maps and nulls of the metadata are not kept. */
function withoutEmptyMetadata(object: JsonObject): JsonObject {
  const kept = Object.entries(metadataOf(object)).filter(([, value]) => {
    return value !== null && !(isObject(value) && Object.keys(value).length === 0);
  });
  return { ...object, metadata: Object.fromEntries(kept) };
}

/** `stringData` of a Secret is written into `data`, and never read back. */
function normal(kind: Kind, object: JsonObject): JsonObject {
  const { stringData, data } = object;
  if (kind.group !== '' || kind.kind !== 'Secret' || !isObject(stringData)) return object;
  const encoded = Object.entries(stringData).map(([key, value]): [string, string] => [
    key,
    Buffer.from(textIn(value)).toString('base64'),
  ]);
  const before = isObject(data) ? Object.entries(data) : [];
  return { ...without(object, 'stringData'), data: Object.fromEntries([...before, ...encoded]) };
}

/**
 * @param old the object before; undefined for a creation
 * @throws ApiFailure 422 with everything that is wrong, or 500 when etcd would not take its size
 */
export function validateObject(kind: Kind, object: JsonObject, old: JsonObject | undefined): void {
  const bySchema: readonly Cause[] = [
    ...validateMetadata(object, kind.plural),
    ...validateValue(object, kind.schema, ''),
  ];
  const causes = bySchema.length > 0 ? bySchema : validateRules(object, old, kind.schema);
  if (causes.length > 0) throw invalid(kind, nameOf(object), causes);
  if (Buffer.byteLength(JSON.stringify(object)) > maxObjectBytes) throw objectTooLarge();
}
