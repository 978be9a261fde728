import { isJsonObject, type JsonObject, objectIn } from '../objects/json-object.ts';

/** The schema of one kind, with the document that its references lead into. */
export interface ObjectSchema {
  readonly root: JsonObject;
  /** `components.schemas` of an OpenAPI v3 document. */
  readonly definitions: JsonObject;
}

const REFERENCE = '#/components/schemas/';
const MAX_HOPS = 8;

/**
 * A schema without `$ref` and without an `allOf` of one, in which built-in kinds wrap references.
 * What leads nowhere is an empty schema, which fits everything.
 */
export function resolved(schema: JsonObject, definitions: JsonObject): JsonObject {
  let at = schema;
  for (let hops = 0; hops < MAX_HOPS; hops++) {
    const { $ref: reference, allOf } = at;
    if (typeof reference === 'string' && reference.startsWith(REFERENCE)) {
      at = objectIn(definitions, reference.slice(REFERENCE.length));
    } else if (Array.isArray(allOf) && allOf.length === 1 && isJsonObject(allOf[0])) {
      const { allOf: _wrapped, ...own } = at;
      at = { ...own, ...allOf[0] };
    } else return at;
  }
  return {};
}
