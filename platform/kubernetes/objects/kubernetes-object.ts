import { isJsonObject, type JsonObject, objectIn, textIn } from './json-object.ts';

/** `metadata` of an object; what the server sets is absent from an object that is yet to be applied. */
export interface ObjectMeta extends JsonObject {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** An object of any kind: a manifest, or what a cluster holds. */
export interface KubernetesObject extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
}

/**
 * The object in a cluster's answer. The items of a list carry neither `apiVersion` nor `kind` for
 * built-in kinds, so both are given. @returns undefined for what has no name
 */
export function readObject(
  value: unknown,
  type: { readonly apiVersion: string; readonly kind: string },
): KubernetesObject | undefined {
  if (!isJsonObject(value) || textIn(objectIn(value, 'metadata'), 'name') === '') return undefined;
  return { ...type, ...value } as unknown as KubernetesObject;
}

/** Names an object among those of its kind: `namespace/name`, or `name` where there is no namespace. */
export function keyOf({ metadata }: KubernetesObject): string {
  const { namespace = '', name } = metadata;
  return namespace === '' ? name : `${namespace}/${name}`;
}
