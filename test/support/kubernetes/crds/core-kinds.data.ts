import type { JsonObject } from '../model/json.ts';

/** A built-in kind: what its `apiVersion` group and version are, and the schema without metadata. */
export interface CoreKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
  readonly hasStatus: boolean;
  readonly columns: readonly (readonly [name: string, type: string, jsonPath: string])[];
  readonly description: string;
  readonly properties: JsonObject;
}

const text = { type: 'string' };
const integer = { type: 'integer', format: 'int32' };
const flag = { type: 'boolean' };
const instant = { type: 'string', format: 'date-time', nullable: true };
const microTime = { type: 'string', nullable: true };
const textMap = { type: 'object', additionalProperties: text };
const bytesMap = { type: 'object', additionalProperties: { type: 'string', format: 'byte' } };
const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
/** Owned as a whole: nobody keeps track of who wrote which line of a schema. */
const wholeAnything = { ...anything, 'x-kubernetes-map-type': 'atomic' };
const textList = { type: 'array', items: text, 'x-kubernetes-list-type': 'atomic' };
const quantities = {
  type: 'object',
  additionalProperties: { 'x-kubernetes-int-or-string': true },
};

function object(properties: JsonObject, more: JsonObject = {}): JsonObject {
  return { type: 'object', properties, ...more };
}

function listBy(keys: readonly string[], mergeKey: string, items: JsonObject): JsonObject {
  return {
    type: 'array',
    items,
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': keys,
    'x-kubernetes-patch-merge-key': mergeKey,
    'x-kubernetes-patch-strategy': 'merge',
  };
}

const list = (items: JsonObject): JsonObject => ({
  type: 'array',
  items,
  'x-kubernetes-list-type': 'atomic',
});

const condition = object(
  { type: text, status: text, reason: text, message: text, lastTransitionTime: instant },
  { required: ['type', 'status'] },
);
const conditions = listBy(['type'], 'type', condition);
const reference = object(
  {
    apiVersion: text,
    kind: text,
    name: text,
    namespace: text,
    uid: text,
    resourceVersion: text,
    fieldPath: text,
  },
  { 'x-kubernetes-map-type': 'atomic' },
);
const intOrText = { 'x-kubernetes-int-or-string': true };

const containerPort = object(
  {
    name: text,
    containerPort: integer,
    protocol: { ...text, default: 'TCP' },
    hostPort: integer,
    hostIP: text,
  },
  { required: ['containerPort'] },
);

const environmentVariable = object(
  { name: text, value: text, valueFrom: anything },
  { required: ['name'] },
);

const container = object(
  {
    name: text,
    image: text,
    command: textList,
    args: textList,
    env: listBy(['name'], 'name', environmentVariable),
    ports: listBy(['containerPort', 'protocol'], 'containerPort', containerPort),
    resources: object({ limits: quantities, requests: quantities }),
    volumeMounts: listBy(['mountPath'], 'mountPath', anything),
  },
  { required: ['name'] },
);

const servicePort = object(
  {
    name: text,
    port: integer,
    protocol: { ...text, default: 'TCP' },
    targetPort: intOrText,
    nodePort: integer,
    appProtocol: text,
  },
  { required: ['port'] },
);

const endpointAddress = object({ ip: text, hostname: text, nodeName: text, targetRef: reference });
const endpointPort = object({ name: text, port: integer, protocol: text, appProtocol: text });

const noStatus = { namespaced: true, hasStatus: false, shortNames: [], columns: [] };
const core = { group: '', version: 'v1' };

/**
 * The built-in kinds, each with the fields that monitoring needs. They are pruned and validated by
 * these: an undeclared field of a Pod is unknown here.
 */
export const coreKinds: readonly CoreKind[] = [
  {
    ...core,
    kind: 'Namespace',
    plural: 'namespaces',
    shortNames: ['ns'],
    namespaced: false,
    hasStatus: true,
    columns: [['Status', 'string', '.status.phase']],
    description: 'Namespace provides a scope for Names.',
    properties: {
      spec: object({ finalizers: textList }),
      status: object({ phase: text, conditions }),
    },
  },
  {
    ...core,
    ...noStatus,
    kind: 'ConfigMap',
    plural: 'configmaps',
    shortNames: ['cm'],
    description: 'ConfigMap holds configuration data for pods to consume.',
    properties: { data: textMap, binaryData: bytesMap, immutable: flag },
  },
  {
    ...core,
    ...noStatus,
    kind: 'Secret',
    plural: 'secrets',
    columns: [['Type', 'string', '.type']],
    description: 'Secret holds secret data of a certain type.',
    properties: {
      data: bytesMap,
      stringData: textMap,
      immutable: flag,
      type: { ...text, default: 'Opaque' },
    },
  },
  {
    ...core,
    ...noStatus,
    kind: 'ServiceAccount',
    plural: 'serviceaccounts',
    shortNames: ['sa'],
    description: 'ServiceAccount binds together a name and a principal.',
    properties: {
      automountServiceAccountToken: flag,
      imagePullSecrets: listBy(['name'], 'name', object({ name: text })),
    },
  },
  {
    ...core,
    namespaced: true,
    hasStatus: true,
    kind: 'Service',
    plural: 'services',
    shortNames: ['svc'],
    columns: [
      ['Type', 'string', '.spec.type'],
      ['Cluster-IP', 'string', '.spec.clusterIP'],
    ],
    description: 'Service is a named abstraction of software service.',
    properties: {
      spec: object({
        type: { ...text, default: 'ClusterIP' },
        clusterIP: text,
        externalName: text,
        publishNotReadyAddresses: flag,
        selector: { ...textMap, 'x-kubernetes-map-type': 'atomic' },
        ports: listBy(['port', 'protocol'], 'port', servicePort),
      }),
      status: object({ loadBalancer: anything, conditions }),
    },
  },
  {
    ...core,
    ...noStatus,
    kind: 'Endpoints',
    plural: 'endpoints',
    shortNames: ['ep'],
    description: 'Endpoints is a collection of endpoints that implement the actual service.',
    properties: {
      subsets: list(
        object({
          addresses: list(endpointAddress),
          notReadyAddresses: list(endpointAddress),
          ports: list(endpointPort),
        }),
      ),
    },
  },
  {
    ...core,
    namespaced: true,
    hasStatus: true,
    kind: 'Pod',
    plural: 'pods',
    shortNames: ['po'],
    columns: [
      ['Status', 'string', '.status.phase'],
      ['IP', 'string', '.status.podIP'],
    ],
    description: 'Pod is a collection of containers that can run on a host.',
    properties: {
      spec: object({
        containers: listBy(['name'], 'name', container),
        initContainers: listBy(['name'], 'name', container),
        nodeName: text,
        hostNetwork: flag,
        serviceAccountName: text,
        restartPolicy: { ...text, default: 'Always' },
        volumes: listBy(['name'], 'name', anything),
      }),
      status: object({
        phase: text,
        podIP: text,
        podIPs: listBy(['ip'], 'ip', object({ ip: text })),
        hostIP: text,
        startTime: instant,
        conditions,
        containerStatuses: list(anything),
      }),
    },
  },
  {
    ...core,
    kind: 'Node',
    plural: 'nodes',
    shortNames: ['no'],
    namespaced: false,
    hasStatus: true,
    columns: [['Version', 'string', '.status.nodeInfo.kubeletVersion']],
    description: 'Node is a worker node in Kubernetes.',
    properties: {
      spec: object({ podCIDR: text, unschedulable: flag, taints: list(anything) }),
      status: object({
        capacity: quantities,
        allocatable: quantities,
        addresses: listBy(['type'], 'type', object({ type: text, address: text })),
        conditions,
        nodeInfo: anything,
      }),
    },
  },
  {
    ...core,
    ...noStatus,
    kind: 'Event',
    plural: 'events',
    shortNames: ['ev'],
    columns: [
      ['Type', 'string', '.type'],
      ['Reason', 'string', '.reason'],
      ['Message', 'string', '.message'],
    ],
    description: 'Event is a report of an event somewhere in the cluster.',
    properties: {
      involvedObject: reference,
      related: reference,
      reason: text,
      message: text,
      type: text,
      action: text,
      count: integer,
      firstTimestamp: instant,
      lastTimestamp: instant,
      eventTime: microTime,
      reportingComponent: text,
      reportingInstance: text,
      source: object({ component: text, host: text }),
      series: object({ count: integer, lastObservedTime: microTime }),
    },
  },
  {
    ...noStatus,
    group: 'discovery.k8s.io',
    version: 'v1',
    kind: 'EndpointSlice',
    plural: 'endpointslices',
    columns: [['AddressType', 'string', '.addressType']],
    description: 'EndpointSlice represents a set of service endpoints.',
    properties: {
      addressType: text,
      endpoints: list(
        object({
          addresses: { type: 'array', items: text, 'x-kubernetes-list-type': 'set' },
          conditions: object({ ready: flag, serving: flag, terminating: flag }),
          hostname: text,
          nodeName: text,
          zone: text,
          targetRef: reference,
        }),
      ),
      ports: list(endpointPort),
    },
  },
  {
    ...noStatus,
    group: 'coordination.k8s.io',
    version: 'v1',
    kind: 'Lease',
    plural: 'leases',
    columns: [['Holder', 'string', '.spec.holderIdentity']],
    description: 'Lease defines a lease concept.',
    properties: {
      spec: object({
        holderIdentity: text,
        leaseDurationSeconds: integer,
        leaseTransitions: integer,
        acquireTime: microTime,
        renewTime: microTime,
      }),
    },
  },
  {
    group: 'apiextensions.k8s.io',
    version: 'v1',
    kind: 'CustomResourceDefinition',
    plural: 'customresourcedefinitions',
    shortNames: ['crd', 'crds'],
    namespaced: false,
    hasStatus: true,
    columns: [['Created At', 'date', '.metadata.creationTimestamp']],
    description:
      'CustomResourceDefinition represents a resource that should be exposed on the API server.',
    properties: { spec: wholeAnything, status: wholeAnything },
  },
];
