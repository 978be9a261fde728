import {
  isJsonObject,
  type JsonObject,
  listIn,
  objectIn,
  textIn,
} from '../../../platform/kubernetes/objects/json-object.ts';
import type { KubernetesObject } from '../../../platform/kubernetes/objects/kubernetes-object.ts';

interface ObjectView {
  readonly namespace: string;
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
}

export interface ContainerPort {
  readonly container: string;
  readonly isInit: boolean;
  /** Empty when it has none. */
  readonly name: string;
  readonly number: number;
  readonly protocol: string;
}

/** What of a pod makes targets. */
export interface PodView extends ObjectView {
  readonly uid: string;
  /** As the kubelet said it; empty before it has one. */
  readonly ip: string;
  readonly hostIp: string;
  readonly node: string;
  readonly phase: string;
  readonly isReady: boolean;
  /** Its address is that of its node. */
  readonly isOnHost: boolean;
  readonly controllerKind: string;
  readonly controllerName: string;
  readonly ports: readonly ContainerPort[];
}

export interface ServiceView extends ObjectView {}

export interface SliceEndpoint {
  readonly addresses: readonly string[];
  readonly isReady: boolean;
  readonly targetKind: string;
  readonly targetName: string;
}

/** Addresses behind a service. */
export interface SliceView extends ObjectView {
  /** Empty: of none. */
  readonly service: string;
  readonly addressType: string;
  readonly ports: readonly {
    readonly name: string;
    readonly number: number;
    readonly protocol: string;
  }[];
  readonly endpoints: readonly SliceEndpoint[];
}

/** What is kept of objects that are mirrored: names, labels, and what makes targets. */
export function slimObject(object: KubernetesObject): KubernetesObject {
  const { apiVersion, kind, metadata } = object;
  const { name, namespace, uid, resourceVersion, labels, ownerReferences } = metadata;
  const annotations = Object.entries(metadata.annotations ?? {}).filter(
    ([key, value]) => !key.startsWith('kubectl.kubernetes.io/') && value.length <= MAX_ANNOTATION,
  );
  const slim = {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      ...(labels === undefined ? {} : { labels }),
      ...(ownerReferences === undefined ? {} : { ownerReferences }),
      annotations: Object.fromEntries(annotations),
    },
  };
  if (kind === 'Pod') return { ...slim, spec: slimPod(object), status: slimStatus(object) };
  if (kind === 'EndpointSlice') {
    const { addressType, ports, endpoints } = object;
    return { ...slim, addressType, ports, endpoints };
  }
  return slim;
}

const MAX_ANNOTATION = 1_024;

function slimPod(object: KubernetesObject): JsonObject {
  const spec = objectIn(object, 'spec');
  const containers = (field: string) =>
    listIn(spec, field).map((one) => ({ name: textIn(one, 'name'), ports: listIn(one, 'ports') }));
  return {
    nodeName: textIn(spec, 'nodeName'),
    hostNetwork: spec.hostNetwork === true,
    containers: containers('containers'),
    initContainers: containers('initContainers'),
  };
}

function slimStatus(object: KubernetesObject): JsonObject {
  const status = objectIn(object, 'status');
  return {
    podIP: textIn(status, 'podIP'),
    hostIP: textIn(status, 'hostIP'),
    phase: textIn(status, 'phase'),
    conditions: listIn(status, 'conditions').filter((one) => textIn(one, 'type') === 'Ready'),
  };
}

export function podView(object: KubernetesObject): PodView {
  const spec = objectIn(object, 'spec');
  const status = objectIn(object, 'status');
  const owners = listIn(object.metadata, 'ownerReferences');
  const owner = owners.find((one) => isJsonObject(one) && one.controller === true);
  return {
    ...viewOf(object),
    uid: object.metadata.uid ?? '',
    ip: textIn(status, 'podIP'),
    hostIp: textIn(status, 'hostIP'),
    node: textIn(spec, 'nodeName'),
    phase: textIn(status, 'phase'),
    isReady: listIn(status, 'conditions').some((one) => textIn(one, 'status') === 'True'),
    isOnHost: spec.hostNetwork === true,
    controllerKind: textIn(owner, 'kind'),
    controllerName: textIn(owner, 'name'),
    ports: [
      ...listIn(spec, 'containers').flatMap((one) => portsOf(one, false)),
      ...listIn(spec, 'initContainers').flatMap((one) => portsOf(one, true)),
    ],
  };
}

export function serviceView(object: KubernetesObject): ServiceView {
  return viewOf(object);
}

export function sliceView(object: KubernetesObject): SliceView {
  const view = viewOf(object);
  return {
    ...view,
    service: view.labels.get('kubernetes.io/service-name') ?? '',
    addressType: textIn(object, 'addressType'),
    ports: listIn(object, 'ports').flatMap((port) => {
      const number = numberIn(port, 'port');
      const protocol = textIn(port, 'protocol') || 'TCP';
      return number === null ? [] : [{ name: textIn(port, 'name'), number, protocol }];
    }),
    endpoints: listIn(object, 'endpoints').map((endpoint) => ({
      addresses: listIn(endpoint, 'addresses').filter((one) => typeof one === 'string'),
      isReady: objectIn(endpoint, 'conditions').ready !== false,
      targetKind: textIn(objectIn(endpoint, 'targetRef'), 'kind'),
      targetName: textIn(objectIn(endpoint, 'targetRef'), 'name'),
    })),
  };
}

function portsOf(container: unknown, isInit: boolean): readonly ContainerPort[] {
  return listIn(container, 'ports').flatMap((port) => {
    const number = numberIn(port, 'containerPort');
    if (number === null) return [];
    const protocol = textIn(port, 'protocol') || 'TCP';
    return [
      {
        container: textIn(container, 'name'),
        isInit,
        name: textIn(port, 'name'),
        number,
        protocol,
      },
    ];
  });
}

function numberIn(value: unknown, name: string): number | null {
  const member = isJsonObject(value) ? value[name] : undefined;
  return typeof member === 'number' && Number.isInteger(member) && member > 0 && member <= 65_535
    ? member
    : null;
}

function viewOf({ metadata }: KubernetesObject): ObjectView {
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    labels: new Map(Object.entries(metadata.labels ?? {})),
    annotations: new Map(Object.entries(metadata.annotations ?? {})),
  };
}
