import { type Static, Type } from 'typebox';
import { DEFAULT_INDEX_ATTRIBUTES } from './log-streams.ts';
import type { ResourceOptions } from './resource-labels.ts';

const attribute = (options: object = {}) =>
  Type.String({ minLength: 1, maxLength: 256, ...options });

/** What becomes of resources that are pushed as OTLP metrics. */
export const OtlpConfig = Type.Object(
  {
    promoteResourceAttributes: Type.Array(attribute(), {
      // Those by which streams of logs are told apart, and which Prometheus's documentation recommends.
      default: [...DEFAULT_INDEX_ATTRIBUTES],
      maxItems: 100,
      uniqueItems: true,
      description:
        'Resource attributes that become labels of every series, under their own names: service.name is service_name',
    }),
    resourceLabels: Type.Record(
      Type.String({ pattern: '^[a-zA-Z][a-zA-Z0-9_]{0,127}$' }),
      attribute(),
      {
        default: {
          pod: 'k8s.pod.name',
          container: 'k8s.container.name',
          node: 'k8s.node.name',
        },
        maxProperties: 100,
        additionalProperties: false,
        description:
          'Labels of every series that have names of their own, and the resource attributes they are',
      },
    ),
  },
  { additionalProperties: false, default: {} },
);
export type OtlpConfig = Static<typeof OtlpConfig>;

export function resourceOptionsOf(config: OtlpConfig): ResourceOptions {
  return {
    promoteResourceAttributes: new Set(config.promoteResourceAttributes),
    resourceLabels: new Map(Object.entries(config.resourceLabels)),
    promoteScopeMetadata: false,
  };
}
