import type { KubernetesClient } from '../kubernetes-client.ts';
import type { KubernetesFailure } from '../objects/kubernetes-failure.ts';
import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import type { ResourceKind } from '../objects/resource-kind.ts';
import type { ObjectSchema } from '../schema/object-schema.ts';
import { validateObject } from '../schema/validate-object.ts';
import { failureOutcome } from './failure-outcome.ts';
import type { ManagedOutcome } from './managed-outcome.ts';
import {
  isEnding,
  isOfAnotherSet,
  isOursUnlabelled,
  lastEditor,
  type SetName,
} from './ownership.ts';

export interface PutOptions {
  readonly client: KubernetesClient;
  readonly kind: ResourceKind;
  readonly schema: ObjectSchema;
  readonly set: SetName;
  /** The cluster has it, with our labels. */
  readonly isOurs: boolean;
  /** Of the object when it was last ours. */
  readonly knownUid: string | undefined;
  readonly mayAdopt: (object: KubernetesObject) => boolean;
  readonly signal: AbortSignal;
}

export interface Put {
  readonly outcome: ManagedOutcome;
  /** As the cluster has it now; undefined when nothing was written. */
  readonly answer?: KubernetesObject;
  /** What was there without our labels. */
  readonly found?: KubernetesObject;
}

/**
 * Brings one object into the cluster: our check against its schema, a dry run of the cluster, and
 * then the apply, with force only for what is ours. The dry run also tells whether there is an object
 * of this name that does not bear our labels; one is looked at before it is touched.
 */
export async function putObject(object: KubernetesObject, options: PutOptions): Promise<Put> {
  const { client, kind, schema, isOurs, signal } = options;
  const findings = validateObject(schema, object);
  if (findings.length > 0) {
    const message = findings
      .slice(0, MAX_FINDINGS)
      .map(({ path, message }) => `${path} ${message}`)
      .join('; ');
    return { outcome: { kind: 'refused', by: 'schema', message } };
  }
  const tried = await client.apply(kind, object, { dryRun: true, force: isOurs, signal });
  if (tried.kind === 'done') {
    if (tried.value.isNew) return write(object, 'created', false, options);
    return isOurs ? write(object, 'updated', true, options) : takeOver(object, options);
  }
  return tried.kind === 'conflict' && !isOurs ? takeOver(object, options) : failed(tried);
}

const MAX_FINDINGS = 5;

/** An object of this name does not bear our labels: somebody took them away, or it is not ours. */
async function takeOver(object: KubernetesObject, options: PutOptions): Promise<Put> {
  const { client, kind, set, knownUid, mayAdopt, signal } = options;
  const { namespace, name } = object.metadata;
  const place = namespace === undefined ? { name } : { namespace, name };
  const there = await client.get(kind, place, signal);
  if (there.kind !== 'done') return failed(there);
  const found = there.value;
  if (isEnding(found)) return { outcome: { kind: 'waiting', cause: 'blocked', message: ENDING } };
  const isOurs =
    (knownUid !== undefined && found.metadata.uid === knownUid) || isOursUnlabelled(found, set);
  if (!isOurs && isOfAnotherSet(found, set)) return { outcome: conflictOfSets(found) };
  if (!isOurs && !mayAdopt(object)) return { outcome: conflictWith(found) };
  const tried = await client.apply(kind, object, { dryRun: true, force: true, signal });
  if (tried.kind !== 'done') return failed(tried);
  const put = await write(object, isOurs ? 'updated' : 'adopted', true, options);
  return isOurs ? { ...put, found } : put;
}

/** Said of an object that somebody deletes and that is not gone yet. */
export const ENDING = 'an object of this name is being deleted, and its finalizers are not done';

const nameOf = ({ kind, metadata: { namespace = '', name } }: KubernetesObject): string =>
  `${kind} ${namespace === '' ? name : `${namespace}/${name}`}`;

function conflictOfSets(found: KubernetesObject): ManagedOutcome {
  const message = `${nameOf(found)} is kept by tocsin for another registered cluster or purpose, by its labels`;
  return { kind: 'conflict', message };
}

function conflictWith(found: KubernetesObject): ManagedOutcome {
  const editor = lastEditor(found);
  const by = editor === null ? '' : `, last written by ${editor},`;
  const message = `${nameOf(found)}${by} is not tocsin's and is left alone: an administrator may let tocsin adopt it`;
  return { kind: 'conflict', message };
}

async function write(
  object: KubernetesObject,
  outcome: 'created' | 'updated' | 'adopted',
  force: boolean,
  { client, kind, signal }: PutOptions,
): Promise<Put> {
  const applied = await client.apply(kind, object, { force, signal });
  if (applied.kind !== 'done') return failed(applied);
  return { outcome: { kind: outcome }, answer: applied.value.object };
}

function failed(failure: KubernetesFailure): Put {
  return { outcome: failureOutcome(failure) };
}
