import { type Static, Type } from 'typebox';
import { Instant, Ulid } from './common.ts';

const closed = { additionalProperties: false } as const;
const orNull = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S) =>
  Type.Union([schema, Type.Null()]);

export const DeliveryState = Type.Union([
  Type.Literal('pending'),
  Type.Literal('leased'),
  Type.Literal('joined'),
  Type.Literal('sent'),
  Type.Literal('dropped'),
  Type.Literal('not_sent'),
]);
export type DeliveryState = Static<typeof DeliveryState>;

/** A message to one channel, with what its last attempt was like. */
export const Delivery = Type.Object({
  id: Ulid,
  channelId: Type.String(),
  channelName: Type.String(),
  purpose: Type.String(),
  state: DeliveryState,
  reason: orNull(Type.String()),
  incidentId: Ulid,
  title: Type.String({ description: 'Of its first incident' }),
  severity: Type.String(),
  incidents: Type.Integer({ description: 'How many it is about' }),
  digestId: orNull(Type.String({ description: 'The message that says it instead' })),
  attempts: Type.Integer(),
  createdAt: Instant,
  finishedAt: orNull(Instant),
  lastAttempt: orNull(
    Type.Object({
      at: Instant,
      status: orNull(Type.Integer()),
      reason: orNull(Type.String()),
      detail: orNull(Type.String()),
    }),
  ),
});
export type Delivery = Static<typeof Delivery>;

export const DeliveryQuery = Type.Object(
  {
    state: Type.Optional(DeliveryState),
    channel: Type.Optional(Type.String({ maxLength: 80, description: 'Id of a channel' })),
    reason: Type.Optional(Type.String({ maxLength: 80 })),
    since: Type.Optional(Type.String({ description: 'Queued then or later; RFC 3339' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })),
    cursor: Type.Optional(Type.String({ maxLength: 512 })),
  },
  closed,
);

export const ReplayInput = Type.Object(
  { ids: Type.Array(Ulid, { minItems: 1, maxItems: 500 }) },
  closed,
);

export const ReplayResult = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Ulid,
      outcome: Type.Union([
        Type.Literal('queued'),
        Type.Literal('not_dead'),
        Type.Literal('not_found'),
        Type.Literal('no_channel'),
        Type.Literal('scope_denied'),
      ]),
    }),
  ),
});
export type ReplayResult = Static<typeof ReplayResult>;

/** What becomes of what a channel has not sent while it was switched off. */
export const WaitingFate = Type.Union([Type.Literal('send'), Type.Literal('discard')]);
export type WaitingFate = Static<typeof WaitingFate>;

export const ResumeInput = Type.Object({ waiting: WaitingFate }, closed);

export const CatchUpQuery = Type.Object(
  {
    after: Type.Optional(
      Type.String({
        pattern: '^[0-9A-HJKMNP-TV-Z]{26}$',
        description: 'Id of the last delivery that is known, or `next` of the answer before',
      }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  },
  closed,
);

/** What a receiver has missed. */
export const CaughtUp = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Ulid,
      state: DeliveryState,
      reason: orNull(Type.String()),
      createdAt: Instant,
      body: Type.Unknown({ description: 'As it goes to the receiver, without links that act' }),
    }),
  ),
  next: Type.String({ description: 'To go on from, now or later' }),
  hasMore: Type.Boolean(),
});
export type CaughtUp = Static<typeof CaughtUp>;

/** Whether messages have links that acknowledge or silence. */
export const MessageLinks = Type.Object({
  enabled: Type.Boolean(),
  changedAt: orNull(Instant),
  changedBy: orNull(Type.String()),
});
export type MessageLinks = Static<typeof MessageLinks>;

export const MessageLinksInput = Type.Object({ enabled: Type.Boolean() }, closed);
