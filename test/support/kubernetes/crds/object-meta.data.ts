import type { JsonObject } from '../model/json.ts';

const text = { type: 'string' };
const textMap = { type: 'object', additionalProperties: text };

/** `metadata` of every object: meta.v1.ObjectMeta, with its list types. */
export const objectMetaSchema: JsonObject = {
  description: "Standard object's metadata.",
  type: 'object',
  properties: {
    name: { ...text, description: 'Unique within a namespace; cannot be changed.' },
    generateName: text,
    namespace: { ...text, description: 'The space within which each name must be unique.' },
    labels: { ...textMap, description: 'Keys and values to organise and select objects by.' },
    annotations: { ...textMap, description: 'Keys and values that tools attach.' },
    uid: text,
    resourceVersion: text,
    generation: { type: 'integer', format: 'int64' },
    creationTimestamp: { ...text, format: 'date-time', nullable: true },
    deletionTimestamp: { ...text, format: 'date-time', nullable: true },
    deletionGracePeriodSeconds: { type: 'integer', format: 'int64' },
    selfLink: text,
    finalizers: {
      type: 'array',
      items: text,
      'x-kubernetes-list-type': 'set',
      'x-kubernetes-patch-strategy': 'merge',
    },
    ownerReferences: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['uid'],
      'x-kubernetes-patch-merge-key': 'uid',
      'x-kubernetes-patch-strategy': 'merge',
      items: {
        type: 'object',
        'x-kubernetes-map-type': 'atomic',
        required: ['apiVersion', 'kind', 'name', 'uid'],
        properties: {
          apiVersion: text,
          kind: text,
          name: text,
          uid: text,
          controller: { type: 'boolean' },
          blockOwnerDeletion: { type: 'boolean' },
        },
      },
    },
    managedFields: {
      type: 'array',
      'x-kubernetes-list-type': 'atomic',
      items: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    },
  },
};
