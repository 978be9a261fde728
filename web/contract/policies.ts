import { type Static, Type } from 'typebox';
import { DurationText, Instant, Revision, Ulid } from './common.ts';
import { RuleRepeat } from './rules.ts';

const closed = { additionalProperties: false } as const;

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export const Weekday = Type.Union([
  Type.Literal('mon'),
  Type.Literal('tue'),
  Type.Literal('wed'),
  Type.Literal('thu'),
  Type.Literal('fri'),
  Type.Literal('sat'),
  Type.Literal('sun'),
]);

export const TimeOfDay = Type.String({
  pattern: '^([01]\\d|2[0-3]):[0-5]\\d$|^24:00$',
  description: 'HH:MM as clocks show it in the zone of the window',
});

/** Times of a calendar; an empty list means any. */
export const TimeWindow = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 120 }),
    kind: Type.Union([Type.Literal('active'), Type.Literal('mute')], {
      description: 'active: notify only within one of those; mute: never within one of these',
    }),
    weekdays: Type.Array(Weekday, { maxItems: 7 }),
    times: Type.Array(Type.Object({ from: TimeOfDay, to: TimeOfDay }, closed), {
      maxItems: 10,
      description: 'From is inclusive, to exclusive; not later than from: on the next day',
    }),
    monthDays: Type.Array(Type.Integer({ minimum: -31, maximum: 31 }), {
      maxItems: 31,
      description: '1 to 31, or -1 (the last day) to -31',
    }),
    months: Type.Array(Type.Integer({ minimum: 1, maximum: 12 }), { maxItems: 12 }),
    zone: Type.String({ minLength: 1, maxLength: 64, description: 'IANA, e.g. Europe/Berlin' }),
  },
  closed,
);
export type TimeWindow = Static<typeof TimeWindow>;

/** Incidents with the same values of these labels are told in one message. */
export const Grouping = Type.Object(
  {
    by: Type.Array(Type.String({ minLength: 1, maxLength: 128 }), {
      maxItems: 10,
      description:
        'Labels, or severity, project, environment, cluster, namespace, rule; empty: all together; "..." alone: each alone',
    }),
    wait: Type.Optional(DurationText),
    interval: Type.Optional(DurationText),
  },
  closed,
);
export type Grouping = Static<typeof Grouping>;

/** What holds for one severity instead of what holds for the others. */
export const PolicySeverity = Type.Object(
  {
    severity: Type.String({ minLength: 1, maxLength: 40 }),
    channels: Type.Optional(
      Type.Array(Ulid, { maxItems: 20, description: 'An empty list: nobody is told' }),
    ),
    repeat: Type.Optional(RuleRepeat),
  },
  closed,
);
export type PolicySeverity = Static<typeof PolicySeverity>;

/** Who is told when nobody has acknowledged an incident; `after` counts from when it began. */
export const EscalationStep = Type.Object(
  { after: DurationText, channels: Type.Array(Ulid, { minItems: 1, maxItems: 20 }) },
  closed,
);
export type EscalationStep = Static<typeof EscalationStep>;

/** More than so many changes within that time: kept back until nothing has changed for `quiet`. */
export const FlapDamping = Type.Object(
  {
    changes: Type.Integer({ minimum: 2, maximum: 20 }),
    within: DurationText,
    quiet: DurationText,
  },
  closed,
);
export type FlapDamping = Static<typeof FlapDamping>;

export const PolicyInput = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 120 }),
    description: Type.String({ maxLength: 1_000 }),
    channels: Type.Array(Ulid, {
      maxItems: 20,
      description: 'Empty: the author of the rule, by mail and inbox',
    }),
    repeat: Type.Optional(RuleRepeat),
    severities: Type.Array(PolicySeverity, { maxItems: 10 }),
    windows: Type.Array(TimeWindow, { maxItems: 20 }),
    grouping: Type.Optional(Grouping),
    escalation: Type.Optional(Type.Array(EscalationStep, { maxItems: 5 })),
    flapping: Type.Optional(FlapDamping),
  },
  closed,
);
export type PolicyInput = Static<typeof PolicyInput>;

/** A policy as answered. */
export const Policy = Type.Object({
  id: Ulid,
  owner: Type.String(),
  ...PolicyInput.properties,
  rules: Type.Integer({ description: 'How many rules belong to it' }),
  revision: Revision,
  createdAt: Instant,
  updatedAt: Instant,
  updatedBy: Type.String(),
});
export type Policy = Static<typeof Policy>;

/** The rules of a policy that the caller may read; `count` is how many there are. */
export const PolicyRules = Type.Object({
  items: Type.Array(Type.Object({ id: Ulid, name: Type.String(), scope: Type.String() })),
  count: Type.Integer(),
});
export type PolicyRules = Static<typeof PolicyRules>;

/** One line of a policy's history; `policy` is what it was after the change. */
export const PolicyHistoryItem = Type.Object({
  revision: Revision,
  kind: Type.Union([Type.Literal('created'), Type.Literal('updated'), Type.Literal('deleted')]),
  at: Instant,
  author: Type.String(),
  policy: PolicyInput,
});
