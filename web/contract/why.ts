import { type Static, Type } from 'typebox';
import { Instant, LabelMap, Ulid } from './common.ts';

const nullable = Type.Union([Type.String(), Type.Null()]);
const instantOrNull = Type.Union([Instant, Type.Null()]);

/** What keeps a message back. */
export const WhyHeld = Type.Object({
  reason: Type.String({ description: 'Named reason, e.g. mute_window, inhibited, acknowledged' }),
  detail: nullable,
  until: Type.Union([Instant, Type.Null()], { description: 'Asked again then; null: for ever' }),
});
export type WhyHeld = Static<typeof WhyHeld>;

/** Somebody that a channel of people would tell now. */
const WhyPerson = Type.Object({
  name: Type.String(),
  inbox: Type.Boolean(),
  mail: Type.Union([Type.Literal('now'), Type.Literal('quiet_hours'), Type.Literal('none')]),
  until: instantOrNull,
});

/** What became of the newest message about the incident to a channel. */
export const WhyMessage = Type.Object({
  deliveryId: Ulid,
  purpose: Type.String({ description: 'What it says, e.g. firing, repeat, escalated, resolved' }),
  state: Type.Union(
    [
      Type.Literal('told'),
      Type.Literal('trying'),
      Type.Literal('queued'),
      Type.Literal('given_up'),
      Type.Literal('not_sent'),
    ],
    {
      description:
        'told: its receiver took it; trying: tried, or being sent; queued: not tried; given_up: a dead letter; not_sent: not tried, and not to be',
    },
  ),
  reason: Type.Union([Type.String(), Type.Null()], {
    description:
      'Of the last attempt, or what it waits for, e.g. receiver_limit, earlier_message_waiting',
  }),
  attempts: Type.Integer({ minimum: 0 }),
  queuedAt: Instant,
  nextAt: Type.Union([Instant, Type.Null()], {
    description: 'When it is tried; null: it is being sent, or done with',
  }),
  finishedAt: instantOrNull,
  digestOf: Type.Integer({ minimum: 0, description: 'Messages that it joins; 0: it is no digest' }),
  ahead: Type.Union(
    [
      Type.Object({
        deliveryId: Ulid,
        attempts: Type.Integer({ minimum: 0 }),
        reason: nullable,
      }),
      Type.Null(),
    ],
    { description: 'The earlier message that it waits for' },
  ),
});
export type WhyMessage = Static<typeof WhyMessage>;

/** What happens to one channel now. */
export const WhyChannel = Type.Object({
  id: Type.String(),
  name: nullable,
  purpose: Type.String({ description: 'What would be said: firing, repeat, resolved' }),
  outcome: Type.Union([
    Type.Literal('sends_now'),
    Type.Literal('sends_with_group'),
    Type.Literal('sends_with_room'),
    Type.Literal('held'),
    Type.Literal('refused'),
    Type.Literal('waits'),
    Type.Literal('not_told'),
    Type.Literal('tells_end'),
    Type.Literal('told'),
    Type.Literal('trying'),
    Type.Literal('queued'),
    Type.Literal('given_up'),
    Type.Literal('not_sent'),
  ]),
  refused: nullable,
  held: Type.Union([WhyHeld, Type.Null()]),
  nextAt: instantOrNull,
  message: Type.Union([WhyMessage, Type.Null()]),
  toldAt: Type.Union([Instant, Type.Null()], {
    description: 'When a message that it fires arrived last; null: none has',
  }),
  everyTime: Type.Optional(
    Type.Boolean({ description: 'Told whenever it is reported again, not before nextAt' }),
  ),
  people: Type.Optional(
    Type.Array(WhyPerson, { description: 'Whom a channel of people would tell now; 50 at most' }),
  ),
});
export type WhyChannel = Static<typeof WhyChannel>;

/** Which route, which channels, what would happen now, and why. */
export const Why = Type.Object({
  incidentId: Type.Union([Ulid, Type.Null()]),
  status: Type.Union([Type.Literal('firing'), Type.Literal('resolved')]),
  severity: Type.String(),
  rule: Type.Union([Type.Object({ id: Ulid, name: Type.String() }), Type.Null()]),
  policy: Type.Union([Type.Object({ id: Ulid, name: Type.String() }), Type.Null()]),
  route: Type.Object({
    reason: Type.String({ description: 'Who named the channels, or why nobody is told' }),
    channels: Type.Array(WhyChannel),
  }),
  holds: Type.Array(
    Type.Object({ reason: Type.String(), held: Type.Union([WhyHeld, Type.Null()]) }),
    { description: 'Every reason to keep messages back, and whether it does' },
  ),
  escalation: Type.Union([
    Type.Object({
      step: Type.Integer({ minimum: 1 }),
      channels: Type.Array(Type.String()),
      dueAt: Instant,
      heldBy: nullable,
    }),
    Type.Null(),
  ]),
});
export type Why = Static<typeof Why>;

/** An alert that is only thought of. */
export const WhyInput = Type.Object(
  {
    ruleId: Type.Optional(
      Type.Union([Ulid, Type.Null()], {
        description:
          'Left out: no rule of ours raises it. Then `heartbeat` with the name of a heartbeat, or `event_rule` with the id of an event rule, say what does',
      }),
    ),
    scope: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description:
          'Where an alert without rule comes from, e.g. acme.shop.prod@east; left out: its labels namespace and cluster say so',
      }),
    ),
    severity: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
    labels: LabelMap,
  },
  { additionalProperties: false },
);
