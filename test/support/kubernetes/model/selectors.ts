import { badRequest } from './failures.ts';
import { type JsonObject, objectIn, textIn } from './json.ts';
import { labelsOf } from './metadata.ts';

export type Condition = (object: JsonObject) => boolean;

const everything: Condition = () => true;

/**
 * A label selector as the API takes it: `a=b,c!=d,e in (f,g),h notin (i),j,!k`.
 * @throws ApiFailure 400 when it cannot be read
 */
export function readLabelSelector(text: string): Condition {
  const parts = text.trim() === '' ? [] : text.split(/,(?![^(]*\))/);
  return all(parts.map((part) => readRequirement(part.trim())));
}

const all = (conditions: readonly Condition[]): Condition =>
  conditions.length === 0 ? everything : (object) => conditions.every((holds) => holds(object));

const requirement =
  /^(?:(?<key>[\w./-]+)\s*(?:(?<equality>==?|!=)\s*(?<value>[\w.-]*)|\s(?<set>in|notin)\s*\((?<values>[^)]*)\))?|!\s*(?<absent>[\w./-]+))$/;

function readRequirement(text: string): Condition {
  const found = requirement.exec(text)?.groups;
  if (found === undefined) {
    throw badRequest(`unable to parse requirement: found ${JSON.stringify(text)}`);
  }
  const { key = '', absent, equality, value = '', set, values = '' } = found;
  const label = (object: JsonObject): string | null => {
    const labels = labelsOf(object);
    return Object.hasOwn(labels, key) ? textIn(labels[key]) : null;
  };
  if (absent !== undefined) return (object) => !Object.hasOwn(labelsOf(object), absent);
  if (set !== undefined) {
    const wanted = new Set(values.split(',').map((one) => one.trim()));
    return (object) => {
      const own = label(object);
      return (own !== null && wanted.has(own)) === (set === 'in');
    };
  }
  if (equality === undefined) return (object) => label(object) !== null;
  return (object) => (label(object) === value) === (equality !== '!=');
}

/** Fields that may be selected by, beyond name and namespace, as `kind.plural -> path`. */
const moreFields: Readonly<Record<string, readonly string[]>> = {
  events: ['involvedObject.name', 'involvedObject.kind', 'involvedObject.uid', 'reason', 'type'],
  secrets: ['type'],
  pods: ['spec.nodeName', 'status.phase'],
  namespaces: ['status.phase'],
};

/**
 * A field selector: `metadata.name=a,metadata.namespace!=b`, and the few fields of built-in kinds.
 * @throws ApiFailure 400 for a field that the kind does not offer
 */
export function readFieldSelector(text: string, plural: string): Condition {
  const parts = text.trim() === '' ? [] : text.split(',');
  const allowed = ['metadata.name', 'metadata.namespace', ...(moreFields[plural] ?? [])];
  return all(
    parts.map((part) => {
      const [, field = '', operator, value = ''] = /^([^=!]+)(==?|!=)(.*)$/.exec(part) ?? [];
      if (!allowed.includes(field)) throw badRequest(`field label not supported: ${field}`);
      return (object) => (fieldText(object, field) === value) === (operator !== '!=');
    }),
  );
}

function fieldText(object: JsonObject, path: string): string {
  const keys = path.split('.');
  const last = keys.at(-1) ?? '';
  const holder = keys.slice(0, -1).reduce((at, key) => objectIn(at[key]), object);
  return textIn(holder[last]);
}
