import type { JsonObject } from '../../../platform/kubernetes/objects/json-object.ts';
import type { KubernetesObject } from '../../../platform/kubernetes/objects/kubernetes-object.ts';

/** One environment of a cluster whose Alertmanager is to know of our rules. */
export interface AlertmanagerPlace {
  readonly cluster: string;
  /** Tenant. */
  readonly owner: string;
  /** Of Kubernetes; the objects lie there. */
  readonly namespace: string;
  /** Label of alerts that holds it. */
  readonly namespaceLabel: string;
  /** What `alertmanagerConfigSelector` of the operator selects by. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Name of the AlertmanagerConfig and of its Secret. */
const OBJECT_NAME = 'tocsin';

/** What is secret of an AlertmanagerConfig, by key; the config refers to it. */
export function secretObject(
  place: AlertmanagerPlace,
  secrets: ReadonlyMap<string, string>,
): KubernetesObject {
  const data = Object.fromEntries(
    [...secrets].map(([key, text]) => [key, Buffer.from(text).toString('base64')]),
  );
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: metadataOf(place, {}),
    type: 'Opaque',
    data,
  };
}

export function configObject(place: AlertmanagerPlace, spec: JsonObject): KubernetesObject {
  return {
    apiVersion: 'monitoring.coreos.com/v1alpha1',
    kind: 'AlertmanagerConfig',
    metadata: metadataOf(place, place.labels),
    spec,
  };
}

/** Refers to one key of the Secret beside the config. */
export function secretKey(key: string): JsonObject {
  return { name: OBJECT_NAME, key };
}

/**
 * The alerts of our rules in this namespace and no others, whatever the operator's matcher strategy
 * adds.
 */
export function ownAlerts({ namespace, namespaceLabel }: AlertmanagerPlace): readonly JsonObject[] {
  return [matcher(namespaceLabel, '=', namespace), matcher('tocsin_rule', '=~', '.+')];
}

export function matcher(name: string, matchType: '=' | '=~', value: string): JsonObject {
  return { name, matchType, value };
}

function metadataOf(
  { namespace, owner }: AlertmanagerPlace,
  labels: Readonly<Record<string, string>>,
): KubernetesObject['metadata'] {
  return { name: OBJECT_NAME, namespace, labels: { ...labels, 'tocsin/tenant': owner } };
}
