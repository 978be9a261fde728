import { type Static, Type } from 'typebox';
import { DurationText, Instant, Revision, Ulid } from './common.ts';

const closed = { additionalProperties: false } as const;
const nullableText = Type.Union([Type.String(), Type.Null()]);

const Said = {
  name: Type.String({ minLength: 1, maxLength: 120 }),
  description: Type.String({ maxLength: 1_000 }),
  enabled: Type.Boolean(),
  kind: Type.Union([Type.Literal('ping'), Type.Literal('alert')], {
    description: 'ping: POST to its address; alert: an alert of the owner that always fires',
  }),
  matchers: Type.Array(Type.String({ minLength: 1, maxLength: 1_000 }), {
    maxItems: 20,
    description:
      'Of the alert: conditions that all hold, e.g. alertname="Watchdog"; none for pings',
  }),
  every: DurationText,
  grace: DurationText,
  severity: Type.String({ minLength: 1, maxLength: 40 }),
  environment: Type.Union([Type.String({ maxLength: 130 }), Type.Null()], {
    description: 'project.environment whose incident it is; null: of the owner as a whole',
  }),
  policy: Type.Union([Ulid, Type.Null()], {
    description: 'Who is told; null: the administrators, by mail and inbox',
  }),
};

export const HeartbeatInput = Type.Object(
  {
    ...Said,
    newToken: Type.Optional(
      Type.Boolean({ description: 'Make a new token for pings; the one before ends' }),
    ),
  },
  closed,
);
export type HeartbeatInput = Static<typeof HeartbeatInput>;

/** A heartbeat as answered. */
export const Heartbeat = Type.Object({
  id: Ulid,
  owner: Type.String(),
  ...Said,
  state: Type.Union(
    [Type.Literal('waiting'), Type.Literal('alive'), Type.Literal('stopped'), Type.Literal('off')],
    { description: 'waiting: nothing has come yet, and it is not late' },
  ),
  lastBeatAt: Type.Union([Instant, Type.Null()]),
  pingPath: nullableText,
  token: Type.Union([Type.String(), Type.Null()], {
    description: 'Only in the answer to the request that has made it',
  }),
  revision: Revision,
  createdAt: Instant,
  updatedAt: Instant,
  updatedBy: Type.String(),
});
export type Heartbeat = Static<typeof Heartbeat>;

/** One line of its history. */
export const HeartbeatHistoryItem = Type.Object({
  revision: Revision,
  kind: Type.Union([Type.Literal('created'), Type.Literal('updated'), Type.Literal('deleted')]),
  at: Instant,
  author: Type.String(),
  heartbeat: Type.Object(Said),
});
