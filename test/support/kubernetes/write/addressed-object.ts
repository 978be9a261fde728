import { badRequest } from '../model/failures.ts';
import { isObject, type Json, type JsonObject, textIn } from '../model/json.ts';
import { apiVersionOf, type Kind } from '../model/kind.ts';
import { metadataOf, withMetadata } from '../model/metadata.ts';

/** Where a request puts an object. */
export interface Place {
  readonly kind: Kind;
  /** Empty for kinds without namespaces. */
  readonly namespace: string;
  /** Empty for a creation, which names the object in its body. */
  readonly name: string;
}

/**
 * The object of a body, with the namespace and name of the address.
 * @throws ApiFailure 400 when it says another kind, namespace or name, or its labels are no texts
 */
export function addressedObject(body: Json, { kind, namespace, name }: Place): JsonObject {
  if (!isObject(body)) throw badRequest('the body of the request is no object');
  const wanted = `${apiVersionOf(kind)}, Kind=${kind.kind}`;
  const given = `${textIn(body.apiVersion)}, Kind=${textIn(body.kind)}`;
  if (given !== wanted) {
    throw badRequest(
      `the API version in the data (${given}) does not match the expected API version (${wanted})`,
    );
  }
  const metadata = metadataOf(body);
  const ownName = textIn(metadata.name);
  const ownNamespace = textIn(metadata.namespace);
  if (ownNamespace !== '' && ownNamespace !== namespace) {
    throw badRequest(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  }
  if (name !== '' && ownName !== '' && ownName !== name) {
    throw badRequest(
      `the name of the object (${ownName}) does not match the name on the URL (${name})`,
    );
  }
  checkTexts(kind, metadata);
  return withMetadata(body, {
    name: name === '' ? ownName : name,
    namespace: namespace === '' ? undefined : namespace,
  });
}

/** Labels and annotations are decoded before anything validates them. */
function checkTexts(kind: Kind, metadata: JsonObject): void {
  for (const field of ['labels', 'annotations']) {
    const map = metadata[field];
    const wrong = isObject(map) && Object.values(map).find((value) => typeof value !== 'string');
    if (wrong === false || wrong === undefined) continue;
    throw badRequest(
      `${kind.kind} in version ${JSON.stringify(kind.version)} cannot be handled as a ${kind.kind}: json: cannot unmarshal ${typeof wrong} into Go struct field ObjectMeta.metadata.${field} of type string`,
    );
  }
}
