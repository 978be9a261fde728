import type { Cause } from '../model/api-failure.ts';
import { isObject, type JsonObject, listIn, textIn } from '../model/json.ts';
import { labelsOf, metadataOf, nameOf } from '../model/metadata.ts';

const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const qualifiedName = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const maxAnnotationBytes = 256 * 1024;

const invalidName = (field: string, value: string, why: string): Cause => ({
  reason: 'FieldValueInvalid',
  message: `Invalid value: ${JSON.stringify(value)}: ${why}`,
  field,
});

/** What an object's metadata violates of the rules that hold for every kind. */
export function validateMetadata(object: JsonObject, plural: string): readonly Cause[] {
  return [
    ...nameCauses(nameOf(object), plural),
    ...Object.entries(labelsOf(object)).flatMap(([key, value]) => [
      ...keyCauses('metadata.labels', key),
      ...valueCauses(textIn(value)),
    ]),
    ...annotationCauses(object),
    ...listIn(metadataOf(object).finalizers).flatMap((one) =>
      keyCauses('metadata.finalizers', textIn(one)),
    ),
  ];
}

function nameCauses(name: string, plural: string): readonly Cause[] {
  const field = 'metadata.name';
  if (name === '') {
    const message = 'Required value: name or generateName is required';
    return [{ reason: 'FieldValueRequired', message, field }];
  }
  const isLabel = plural === 'namespaces' || plural === 'services';
  const limit = isLabel ? 63 : 253;
  if (name.length > limit) {
    return [invalidName(field, name, `must be no more than ${limit} characters`)];
  }
  if ((isLabel ? label : subdomain).test(name)) return [];
  const what = isLabel ? 'label' : 'subdomain';
  const allowed = isLabel ? "'-'" : "'-' or '.'";
  const why = `a lowercase RFC 1123 ${what} must consist of lower case alphanumeric characters, ${allowed}, and must start and end with an alphanumeric character`;
  return [invalidName(field, name, why)];
}

function keyCauses(field: string, key: string): readonly Cause[] {
  const slash = key.indexOf('/');
  const prefix = slash === -1 ? null : key.slice(0, slash);
  const name = key.slice(slash + 1);
  const isRight =
    name.length <= 63 &&
    qualifiedName.test(name) &&
    (prefix === null || (subdomain.test(prefix) && prefix.length <= 253));
  if (isRight) return [];
  const why =
    "name part must consist of alphanumeric characters, '-', '_' or '.', must be no more than 63 characters, and must start and end with an alphanumeric character; a prefix part must be a lowercase RFC 1123 subdomain";
  return [invalidName(field, key, why)];
}

function valueCauses(value: string): readonly Cause[] {
  if (value === '' || (value.length <= 63 && qualifiedName.test(value))) return [];
  const why =
    value.length > 63
      ? 'must be no more than 63 characters'
      : "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  return [invalidName('metadata.labels', value, why)];
}

function annotationCauses(object: JsonObject): readonly Cause[] {
  const { annotations } = metadataOf(object);
  if (!isObject(annotations)) return [];
  const field = 'metadata.annotations';
  const keys = Object.keys(annotations).flatMap((key) => keyCauses(field, key.toLowerCase()));
  const bytes = Object.entries(annotations).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(textIn(value)),
    0,
  );
  if (bytes <= maxAnnotationBytes) return keys;
  const message = `Too long: may not be more than ${maxAnnotationBytes} bytes`;
  return [...keys, { reason: 'FieldValueTooLong', message, field }];
}
