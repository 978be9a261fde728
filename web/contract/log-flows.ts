import { type Static, Type } from 'typebox';
import { Instant, Revision, Ulid } from './common.ts';

const closed = { additionalProperties: false } as const;
const Kind = Type.Union([Type.Literal('flow'), Type.Literal('output'), Type.Literal('tailer')]);

/** A flow, output or tailer as people write it: `spec`, or a whole document. */
export const LogSpecInput = Type.Object(
  {
    scope: Type.String({ maxLength: 255, description: 'An environment, or _platform@cluster' }),
    enabled: Type.Boolean(),
    name: Type.Optional(Type.String({ maxLength: 63 })),
    spec: Type.Optional(
      Type.Unknown({
        description:
          'As spec of a Flow, ClusterFlow, Output or ClusterOutput of logging.banzaicloud.io/v1beta1. A secret is { secretKeyRef }, { value } (write-only) or { stored: true }',
      }),
    ),
    yaml: Type.Optional(
      Type.String({ maxLength: 65_536, description: 'A document, instead of name and spec' }),
    ),
  },
  closed,
);
export type LogSpecInput = Static<typeof LogSpecInput>;

export const LogSpecStatus = Type.Object({
  cluster: Type.String(),
  state: Type.Union([
    Type.Literal('off'),
    Type.Literal('waiting'),
    Type.Literal('held'),
    Type.Literal('delivered'),
    Type.Literal('active'),
    Type.Literal('problem'),
  ]),
  problems: Type.Array(Type.String()),
  queue: Type.Union([
    Type.Null(),
    Type.Object({
      waitingLines: Type.Integer(),
      waitingBytes: Type.Integer(),
      sentLines: Type.Integer(),
      droppedLines: Type.Integer(),
      lastError: Type.String(),
    }),
  ]),
  checkedAt: Type.Union([Type.Null(), Instant]),
});
export type LogSpecStatus = Static<typeof LogSpecStatus>;

const content = {
  kind: Kind,
  name: Type.String(),
  scope: Type.String(),
  enabled: Type.Boolean(),
  spec: Type.Record(Type.String(), Type.Unknown()),
};

export const LogSpec = Type.Object({
  id: Ulid,
  owner: Type.String(),
  ...content,
  yaml: Type.String({ description: 'The same as a document' }),
  status: LogSpecStatus,
  revision: Revision,
  createdAt: Instant,
  updatedAt: Instant,
  updatedBy: Type.String(),
});
export type LogSpec = Static<typeof LogSpec>;

export const LogSpecPreview = Type.Object({
  ...content,
  yaml: Type.String(),
  delivered: Type.Array(Type.String(), {
    description: 'Objects as they would be delivered, as YAML; values of secrets are left out',
  }),
  held: Type.Union([Type.Null(), Type.String()], {
    description: 'Why it would not be delivered now; null: it would',
  }),
});
export type LogSpecPreview = Static<typeof LogSpecPreview>;

export const LogSpecHistoryItem = Type.Object({
  revision: Revision,
  kind: Type.Union([Type.Literal('created'), Type.Literal('updated'), Type.Literal('deleted')]),
  at: Instant,
  author: Type.String(),
  name: Type.String(),
  scope: Type.String(),
  enabled: Type.Boolean(),
  yaml: Type.String(),
});
export type LogSpecHistoryItem = Static<typeof LogSpecHistoryItem>;

/** What of the logging operator runs on a cluster. */
export const LoggingTier = Type.Object({
  name: Type.String({ description: 'Of the Logging' }),
  controlNamespace: Type.String(),
  problems: Type.Array(Type.String()),
  skipsInvalid: Type.Boolean({ description: 'skipInvalidResources: one bad flow stops no other' }),
  aggregator: Type.Object({
    desired: Type.Union([Type.Null(), Type.Integer()]),
    ready: Type.Union([Type.Null(), Type.Integer()]),
    mayScale: Type.Boolean(),
  }),
  agent: Type.Object({
    desired: Type.Union([Type.Null(), Type.Integer()]),
    ready: Type.Union([Type.Null(), Type.Integer()]),
  }),
});
export type LoggingTier = Static<typeof LoggingTier>;

const Figure = Type.Union([Type.Null(), Type.Number()], { description: 'null: not measured' });

export const LoggingState = Type.Object({
  cluster: Type.String(),
  tiers: Type.Array(LoggingTier),
  message: Type.String({ description: 'Why nothing can be told; empty: it can' }),
  figures: Type.Object({
    bufferBytes: Figure,
    bufferQueueLength: Figure,
    retries: Figure,
    aggregatorErrors: Figure,
    agentDrops: Figure,
    agentErrors: Figure,
  }),
});
export type LoggingState = Static<typeof LoggingState>;

export const LoggingScale = Type.Object(
  {
    logging: Type.String({ minLength: 1, maxLength: 253 }),
    replicas: Type.Integer({ minimum: 1, maximum: 50 }),
    allowDrain: Type.Optional(
      Type.Boolean({ description: 'Fewer replicas, though their buffers may hold lines' }),
    ),
  },
  closed,
);
export type LoggingScale = Static<typeof LoggingScale>;
