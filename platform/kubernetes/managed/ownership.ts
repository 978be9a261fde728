import { createHash } from 'node:crypto';
import { FIELD_MANAGER } from '../objects/apply-request.ts';
import { listIn, textIn } from '../objects/json-object.ts';
import type { KubernetesObject } from '../objects/kubernetes-object.ts';

const MANAGED_BY = 'app.kubernetes.io/managed-by';
const CLUSTER = 'tocsin/cluster';
const PART = 'tocsin/part';
/** An annotation: which content we applied. */
const CONTENT = 'tocsin/content';

/** Whose objects are meant: those of one part of one registered cluster. */
export interface SetName {
  readonly cluster: string;
  readonly part: string;
}

function ownLabels({ cluster, part }: SetName): Readonly<Record<string, string>> {
  return { [MANAGED_BY]: FIELD_MANAGER, [CLUSTER]: cluster, [PART]: part };
}

/** The label selector of a set's objects. */
export function selectorOf(set: SetName): string {
  return Object.entries(ownLabels(set))
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
}

/** The object with the labels of its set, and a hash of it as it was given. */
export function marked(object: KubernetesObject, set: SetName): KubernetesObject {
  const labels = { ...object.metadata.labels, ...ownLabels(set) };
  const hash = createHash('sha256').update(JSON.stringify(object)).digest('hex').slice(0, 16);
  const annotations = { ...object.metadata.annotations, [CONTENT]: hash };
  return { ...object, metadata: { ...object.metadata, labels, annotations } };
}

/** Whether the one was the other when we applied it last, so that what differs now was not us. */
export function wasAppliedAs(live: KubernetesObject, object: KubernetesObject): boolean {
  return live.metadata.annotations?.[CONTENT] === object.metadata.annotations?.[CONTENT];
}

/** True when we have applied it, as the cluster itself keeps it. */
export function wasApplied(object: KubernetesObject): boolean {
  return listIn(object.metadata, 'managedFields').some(isOurEntry);
}

/**
 * True for an object of the set whose labels somebody took away: we have applied it, and no label
 * says that it belongs to another set.
 */
export function isOursUnlabelled(object: KubernetesObject, set: SetName): boolean {
  const { labels = {} } = object.metadata;
  const speaksAgainst = Object.entries(ownLabels(set)).some(
    ([name, value]) => name !== MANAGED_BY && (labels[name] ?? value) !== value,
  );
  return wasApplied(object) && !speaksAgainst;
}

/** True for an object that another of our sets keeps, which must not be taken from it. */
export function isOfAnotherSet(
  { metadata: { labels = {} } }: KubernetesObject,
  set: SetName,
): boolean {
  if (labels[MANAGED_BY] !== FIELD_MANAGER || labels[PART] === undefined) return false;
  return labels[PART] !== set.part || labels[CLUSTER] !== set.cluster;
}

/** It is going: it stays until its finalizers are done. */
export function isEnding({ metadata }: KubernetesObject): boolean {
  return textIn(metadata, 'deletionTimestamp') !== '';
}

/**
 * What is kept of an object that is mirrored: of other managers only who wrote and when, not which
 * fields.
 */
export function slim(object: KubernetesObject): KubernetesObject {
  const managedFields = listIn(object.metadata, 'managedFields').map((entry) =>
    isOurEntry(entry)
      ? entry
      : {
          manager: textIn(entry, 'manager'),
          time: textIn(entry, 'time'),
          subresource: textIn(entry, 'subresource'),
        },
  );
  return { ...object, metadata: { ...object.metadata, managedFields } };
}

/** The manager other than us who wrote last, status aside; null when nobody did after us. */
export function lastEditor(object: KubernetesObject): string | null {
  const entries = listIn(object.metadata, 'managedFields');
  const ours = textIn(entries.find(isOurEntry), 'time');
  const later = entries
    .filter((one) => !isOurEntry(one) && textIn(one, 'subresource') === '')
    .filter((one) => textIn(one, 'time') >= ours)
    .sort((a, b) => (textIn(a, 'time') < textIn(b, 'time') ? 1 : -1));
  const manager = textIn(later[0], 'manager');
  return manager === '' ? null : manager;
}

/** Of server-side apply, with its fields, so also after `slim`. */
function isOurEntry(entry: unknown): boolean {
  return (
    textIn(entry, 'manager') === FIELD_MANAGER &&
    textIn(entry, 'operation') === 'Apply' &&
    textIn(entry, 'subresource') === ''
  );
}
