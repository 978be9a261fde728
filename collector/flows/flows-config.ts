import { type Static, Type } from 'typebox';
import { DNS_LABEL_PATTERN } from '../../platform/model/dns-label.ts';

/** The section `collector.flows`: flows and outputs of logs. */
export const FlowsConfig = Type.Object(
  {
    maxPerOwner: Type.Integer({
      default: 500,
      minimum: 1,
      description: 'Most flows and outputs of one tenant together',
    }),
    fileFolder: Type.String({
      default: '',
      pattern: '^(?:|(?:/[A-Za-z0-9._-]+)+)$',
      description:
        'Folder below which outputs of type file may write, each tenant in one of its own; empty: none do',
    }),
    controlNamespace: Type.String({
      default: 'logging',
      pattern: DNS_LABEL_PATTERN,
      description: 'Namespace of ClusterFlows and ClusterOutputs in Kubernetes clusters',
    }),
    loggingRef: Type.String({
      default: '',
      maxLength: 63,
      description: 'Which Logging they belong to; empty: the one without a name',
    }),
    clusters: Type.Record(
      Type.String(),
      Type.Object(
        {
          controlNamespace: Type.Optional(Type.String({ pattern: DNS_LABEL_PATTERN })),
          loggingRef: Type.Optional(Type.String({ maxLength: 63 })),
        },
        { additionalProperties: false },
      ),
      { default: {}, description: 'Where a cluster has it otherwise, by its name' },
    ),
    queueBytes: Type.Integer({
      default: 16 * 1024 ** 2,
      minimum: 65_536,
      description: 'Bytes of lines that wait for one output of the built-in collector',
    }),
  },
  { additionalProperties: false, default: {} },
);
export type FlowsConfig = Static<typeof FlowsConfig>;
