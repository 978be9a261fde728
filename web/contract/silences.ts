import { type Static, Type } from 'typebox';
import { DurationText, Instant, LabelMap, PageQuery, Revision, Ulid } from './common.ts';

const closed = { additionalProperties: false } as const;
const OrNull = Type.Union([Instant, Type.Null()]);

export const SilenceKind = Type.Union(
  [Type.Literal('silence'), Type.Literal('blacklist'), Type.Literal('maintenance')],
  {
    description:
      'silence: what its matchers select; blacklist: one alert; maintenance: places as a whole',
  },
);
export type SilenceKind = Static<typeof SilenceKind>;

export const SilenceState = Type.Union([
  Type.Literal('active'),
  Type.Literal('pending'),
  Type.Literal('expired'),
]);
export type SilenceState = Static<typeof SilenceState>;

export const SilenceMatcher = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 512 }),
    operator: Type.Union([
      Type.Literal('='),
      Type.Literal('!='),
      Type.Literal('=~'),
      Type.Literal('!~'),
    ]),
    value: Type.String({ maxLength: 4_096, description: 'Of =~ and !~: RE2, anchored' }),
  },
  closed,
);
export type SilenceMatcher = Static<typeof SilenceMatcher>;

export const SilenceSchedule = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('once'),
      startsAt: Type.Optional(Instant),
      endsAt: Type.Union([Instant, Type.Null()], { description: 'Null: until somebody ends it' }),
    },
    closed,
  ),
  Type.Object(
    {
      kind: Type.Literal('recurring'),
      cron: Type.String({
        minLength: 9,
        maxLength: 200,
        description: 'Minute, hour, day of the month, month, day of the week: when it begins',
      }),
      zone: Type.String({ minLength: 1, maxLength: 64, description: 'IANA, e.g. Europe/Berlin' }),
      duration: DurationText,
      startsAt: Type.Optional(Instant),
      endsAt: OrNull,
    },
    closed,
  ),
]);
export type SilenceSchedule = Static<typeof SilenceSchedule>;

const content = {
  reason: Type.String({ minLength: 1, maxLength: 2_000 }),
  matchers: Type.Array(SilenceMatcher, { maxItems: 50, description: 'All must hold' }),
  ruleId: Type.Optional(Ulid),
  incidentId: Type.Optional(Ulid),
  schedule: SilenceSchedule,
};

const Scope = Type.String({
  maxLength: 300,
  description:
    'Where it counts: tenant[.project[.environment]] or _platform, perhaps @cluster. Who may silence some environments of it only gets a silence of these.',
});

const ConfirmBroad = Type.Optional(
  Type.Boolean({ description: 'That it mutes much is meant; without, such a silence is refused' }),
);

export const SilenceInput = Type.Object(
  {
    kind: Type.Union([Type.Literal('silence'), Type.Literal('maintenance')]),
    scope: Scope,
    ...content,
    confirmBroad: ConfirmBroad,
  },
  closed,
);
export type SilenceInput = Static<typeof SilenceInput>;

export const SilenceChange = Type.Object(
  {
    kind: SilenceKind,
    scope: Type.Optional(Scope),
    ...content,
    confirmBroad: ConfirmBroad,
  },
  closed,
);
export type SilenceChange = Static<typeof SilenceChange>;

/** One alert, by one click. */
export const BlacklistInput = Type.Object(
  {
    incidentId: Ulid,
    reason: Type.Optional(Type.String({ minLength: 1, maxLength: 2_000 })),
    endsAt: OrNull,
  },
  closed,
);
export type BlacklistInput = Static<typeof BlacklistInput>;

/** Several alerts at once, those of incidents. */
export const AlertsSilenceInput = Type.Object(
  {
    ids: Type.Array(Ulid, { minItems: 1, maxItems: 500, description: 'Of incidents' }),
    kind: Type.Union([Type.Literal('silence'), Type.Literal('blacklist')]),
    reason: Type.String({ minLength: 1, maxLength: 2_000, pattern: '\\S' }),
    endsAt: OrNull,
  },
  closed,
);
export type AlertsSilenceInput = Static<typeof AlertsSilenceInput>;

const shown = {
  id: Ulid,
  owner: Type.String(),
  kind: SilenceKind,
  state: SilenceState,
  places: Type.Array(Type.String(), { description: 'Where it counts, as far as you may know' }),
  createdBy: Type.String(),
  reason: Type.String(),
  matchers: Type.Array(SilenceMatcher),
  ruleId: Type.Union([Ulid, Type.Null()]),
  incidentId: Type.Union([Ulid, Type.Null()]),
  schedule: SilenceSchedule,
  startsAt: Type.Union([Instant, Type.Null()], {
    description: 'Of the stretch that is under way or next',
  }),
  endsAt: OrNull,
};

export const Silence = Type.Object({
  ...shown,
  revision: Revision,
  createdAt: Instant,
  updatedAt: Instant,
  updatedBy: Type.String(),
});
export type Silence = Static<typeof Silence>;

export const SilenceListQuery = Type.Object(
  {
    ...PageQuery.properties,
    state: Type.Optional(
      Type.Union([...SilenceState.anyOf, Type.Literal('standing')], {
        description: 'standing: active or pending',
      }),
    ),
    kind: Type.Optional(SilenceKind),
    ruleId: Type.Optional(Ulid),
    incidentId: Type.Optional(Ulid),
  },
  closed,
);

/** What a silence would do. */
export const SilencePreview = Type.Object({
  incidents: Type.Integer({ description: 'Open incidents that it would mute' }),
  ofIncidents: Type.Integer(),
  rules: Type.Integer({
    description: 'Rules with alerts in the last 24 hours that it would have muted',
  }),
  ofRules: Type.Integer({ description: 'Rules with any alerts in the last 24 hours' }),
  broad: Type.Array(
    Type.Union([
      Type.Literal('everything'),
      Type.Literal('many_incidents'),
      Type.Literal('most_rules'),
    ]),
    { description: 'Why it must be confirmed; empty: it need not be' },
  ),
  places: Type.Array(Type.String()),
  mutedIncidents: Type.Array(
    Type.Object({
      id: Ulid,
      title: Type.String(),
      severity: Type.String(),
      labels: LabelMap,
      startedAt: Instant,
    }),
    { description: 'Those that you may see, 50 at most' },
  ),
  mutedRules: Type.Array(
    Type.Object({
      ruleId: Type.Union([Ulid, Type.Null()]),
      title: Type.String(),
      muted: Type.Integer(),
      alerts: Type.Integer(),
    }),
  ),
  spans: Type.Array(Type.Object({ startsAt: Instant, endsAt: OrNull }), {
    description: 'When it counts next, 5 at most',
  }),
});
export type SilencePreview = Static<typeof SilencePreview>;

/** An open incident with what mutes it. */
export const MutedIncident = Type.Object({
  incidentId: Ulid,
  silences: Type.Array(
    Type.Object({ id: Ulid, kind: SilenceKind, reason: Type.String(), endsAt: OrNull }),
  ),
});
export type MutedIncident = Static<typeof MutedIncident>;

/** One line of a silence's history; `silence` is what it was after the change. */
export const SilenceHistoryItem = Type.Object({
  revision: Revision,
  kind: Type.Union([
    Type.Literal('created'),
    Type.Literal('updated'),
    Type.Literal('expired'),
    Type.Literal('deleted'),
  ]),
  at: Instant,
  author: Type.String(),
  reason: Type.String(),
  matchers: Type.Array(SilenceMatcher),
  schedule: SilenceSchedule,
});
export type SilenceHistoryItem = Static<typeof SilenceHistoryItem>;
