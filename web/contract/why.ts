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

/** What happens to one channel now. */
export const WhyChannel = Type.Object({
  id: Type.String(),
  name: nullable,
  purpose: Type.String({ description: 'What would be said: firing, repeat, resolved' }),
  outcome: Type.Union([
    Type.Literal('sends_now'),
    Type.Literal('held'),
    Type.Literal('refused'),
    Type.Literal('told'),
    Type.Literal('waits'),
    Type.Literal('not_told'),
    Type.Literal('tells_end'),
  ]),
  refused: nullable,
  held: Type.Union([WhyHeld, Type.Null()]),
  nextAt: instantOrNull,
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
    ruleId: Ulid,
    severity: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
    labels: LabelMap,
  },
  { additionalProperties: false },
);
