import { type Static, Type } from 'typebox';
import { Instant, LabelMap } from './common.ts';

const orNull = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S) =>
  Type.Union([schema, Type.Null()]);

const Count = Type.Integer({ minimum: 0 });
const Owner = Type.String({ description: 'A tenant, or _platform' });

export const CollectedTarget = Type.Object({
  url: Type.String(),
  instance: Type.String(),
  labels: LabelMap,
  health: Type.Union([Type.Literal('unknown'), Type.Literal('up'), Type.Literal('down')]),
  lastError: Type.String({ description: 'Empty: nothing went wrong' }),
  lastScrape: orNull(Instant),
  durationSeconds: Type.Number(),
  samples: Type.Integer({ description: 'Of the last scrape' }),
  refusedSamples: Type.Integer({ description: 'Of these, what the store did not take' }),
  intervalSeconds: Type.Number(),
  timeoutSeconds: Type.Number(),
});
export type CollectedTarget = Static<typeof CollectedTarget>;

export const CollectedJob = Type.Object({
  id: Type.String({ description: 'Of monitors monitor/<id>/<endpoint>' }),
  tenant: Owner,
  name: Type.String(),
  targets: Type.Array(CollectedTarget),
  dropped: Type.Integer({ description: 'Targets that relabelling dropped' }),
  errors: Type.Array(Type.String(), {
    description: 'What keeps targets from being found or scraped at all',
  }),
});
export type CollectedJob = Static<typeof CollectedJob>;

export const ReceiverRate = Type.Object({
  receiver: Type.Union([
    Type.Literal('remote-write'),
    Type.Literal('loki-push'),
    Type.Literal('otlp-metrics'),
    Type.Literal('otlp-logs'),
    Type.Literal('pushgateway'),
    Type.Literal('kubernetes-events'),
    Type.Literal('kubernetes-audit'),
  ]),
  tenant: Owner,
  pushes: Count,
  failedPushes: Count,
  bytes: Type.Integer({ description: 'As they came' }),
  taken: Type.Integer({ description: 'Samples or lines' }),
  refused: Count,
});
export type ReceiverRate = Static<typeof ReceiverRate>;

export const CollectedStore = Type.Object({
  kind: Type.Union([Type.Literal('metrics'), Type.Literal('logs')]),
  tenant: Owner,
  series: Type.Integer({ description: 'Series or streams' }),
  active: Type.Integer({ description: 'Series or streams that take something' }),
  entries: Type.Integer({ description: 'Samples or lines' }),
  sizeBytes: Type.Integer({ description: 'On disk, journal included' }),
  bytesPerEntry: orNull(Type.Number({ description: 'Of what is in files' })),
  rawBytes: orNull(Type.Integer({ description: 'Text of the lines; null for metrics' })),
  oldest: orNull(Instant),
  newest: orNull(Instant),
  retention: orNull(Type.String({ description: 'Duration; null: kept for ever' })),
  retentionBytes: orNull(Count),
});
export type CollectedStore = Static<typeof CollectedStore>;

/** Whether the receivers of the embedded stores take pushes into the scope. */
export const PushChoice = Type.Object({
  refusal: orNull(Type.String({ description: 'Why they take none; null: they do' })),
  namespaceLabel: orNull(
    Type.String({ description: 'Label that each push must name one of `namespaces` in' }),
  ),
  namespaces: Type.Array(Type.String()),
});
export type PushChoice = Static<typeof PushChoice>;

/** How the collection into the embedded stores does. */
export const Collection = Type.Object({
  scope: Type.String(),
  jobs: Type.Array(CollectedJob, { description: 'Targets of the environments of the scope' }),
  receivers: Type.Array(ReceiverRate, {
    description: 'What came in the last minute, of the whole tenant',
  }),
  stores: Type.Array(CollectedStore, { description: 'Of the whole tenant; _platform: of all' }),
  disk: Type.Object({
    isFull: Type.Boolean({ description: 'While it is, nothing is taken in' }),
    freeBytes: Count,
  }),
  push: Type.Object({ metrics: PushChoice, logs: PushChoice }),
});
export type Collection = Static<typeof Collection>;
