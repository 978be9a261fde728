import { isDeepStrictEqual } from 'node:util';
import type { KindName } from '../discovery/discovery.ts';
import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import type { DriftRecord } from './drift-record.ts';
import type { ManagedOutcome } from './managed-outcome.ts';
import { marked, type SetName } from './ownership.ts';
import type { Settled } from './settled.ts';

/** One object of a set, with what is known of it while it is wanted like this. */
export interface WantedObject {
  readonly id: string;
  /** As the caller gave it. */
  readonly given: KubernetesObject;
  /** With the labels of the set. */
  readonly object: KubernetesObject;
  /** Which object was in force like this; undefined: none yet. */
  settled: Settled | undefined;
  /** What the cluster or we said to it, and when. */
  refusal: { readonly atMs: number; readonly outcome: ManagedOutcome } | undefined;
  /** Somebody changed it, and it is not repaired yet. */
  drift: DriftRecord | undefined;
}

/** `monitoring.coreos.com/PrometheusRule`. */
export const kindIdOf = ({ group, kind }: KindName): string => `${group}/${kind}`;

/** The kind of an object, whatever its version. */
export function kindNameOf({ apiVersion, kind }: KubernetesObject): KindName {
  const [group = '', version] = apiVersion.split('/');
  return version === undefined
    ? { group: '', kind, version: apiVersion }
    : { group, kind, version };
}

/** Names an object among all of a cluster. */
export function objectIdOf(object: KubernetesObject): string {
  const { namespace = '', name } = object.metadata;
  return `${kindIdOf(kindNameOf(object))} ${namespace}/${name}`;
}

/** What is wanted now; what is wanted as before keeps what is known of it. */
export function wantedObject(
  given: KubernetesObject,
  before: WantedObject | undefined,
  set: SetName,
): WantedObject {
  if (before && (before.given === given || isDeepStrictEqual(before.given, given))) return before;
  const fresh = { settled: undefined, refusal: undefined, drift: undefined };
  return { id: objectIdOf(given), given, object: marked(given, set), ...fresh };
}
