import { type Static, type TSchema, Type } from 'typebox';
import { Instant, Ulid } from './common.ts';
import { Incident, IncidentEvent, IncidentStatus } from './incidents.ts';

const closed = { additionalProperties: false } as const;
const orNull = <T extends TSchema>(type: T) => Type.Union([type, Type.Null()]);
const several = (description: string, maxLength = 256) =>
  Type.Optional(Type.Array(Type.String({ maxLength }), { maxItems: 50, description }));

/** What incidents are looked for by. Several values of one field are alternatives. */
export const IncidentQuery = Type.Object(
  {
    status: Type.Optional(IncidentStatus),
    severity: several('Levels'),
    tenant: several('Only under _platform: tenants, or * for all of them'),
    project: several('Projects'),
    environment: several('Environments, as project.environment'),
    ruleId: Type.Optional(Type.Array(Ulid, { maxItems: 50 })),
    outcome: Type.Optional(
      Type.Array(
        Type.Union([Type.Literal('delivered'), Type.Literal('failed'), Type.Literal('not_sent')]),
        { maxItems: 3, description: 'What became of a message at least once' },
      ),
    ),
    acknowledged: Type.Optional(Type.Boolean()),
    assignee: Type.Optional(Type.String({ maxLength: 256 })),
    from: Type.Optional(Type.String({ description: 'Recorded at or after this instant' })),
    to: Type.Optional(Type.String({ description: 'Recorded before this instant' })),
    matcher: Type.Optional(
      Type.Array(Type.String({ maxLength: 4_096 }), {
        maxItems: 20,
        description: 'Label matchers of Prometheus, e.g. job=~"api|web"; all of them hold',
      }),
    ),
    text: Type.Optional(
      Type.String({ maxLength: 256, description: 'Beginnings of words of title and label values' }),
    ),
  },
  closed,
);
export type IncidentQuery = Static<typeof IncidentQuery>;

export const IncidentPage = Type.Object({
  items: Type.Array(Incident),
  nextCursor: orNull(Type.String()),
  searchedTo: orNull(
    Type.String({
      description:
        'The page is shorter than asked: it has been looked back to this instant; nextCursor goes on from there',
    }),
  ),
});
export type IncidentPage = Static<typeof IncidentPage>;

const FacetValues = Type.Array(Type.Object({ value: Type.String(), count: Type.Integer() }));

export const IncidentFacets = Type.Object({
  total: Type.Integer(),
  capped: Type.Boolean({ description: 'There are more than were counted' }),
  facets: Type.Object({
    tenant: FacetValues,
    severity: FacetValues,
    status: FacetValues,
    project: FacetValues,
    environment: FacetValues,
    rule: FacetValues,
    outcome: FacetValues,
    acknowledged: FacetValues,
  }),
});
export type IncidentFacets = Static<typeof IncidentFacets>;

export const IncidentNote = Type.Object(
  { note: Type.Optional(Type.String({ maxLength: 4_000 })) },
  closed,
);
export const IncidentAssignment = Type.Object(
  {
    assignee: orNull(
      Type.String({ minLength: 1, maxLength: 256, description: 'Name of a person; null: nobody' }),
    ),
  },
  closed,
);
export const IncidentText = Type.Object(
  { text: Type.String({ minLength: 1, maxLength: 4_000, pattern: '\\S' }) },
  closed,
);
export const IncidentResolution = Type.Object(
  { reason: Type.String({ minLength: 1, maxLength: 1_000, pattern: '\\S' }) },
  closed,
);
export const IncidentBulk = Type.Object(
  {
    ids: Type.Array(Ulid, { minItems: 1, maxItems: 500 }),
    note: Type.Optional(Type.String({ maxLength: 4_000 })),
  },
  closed,
);

export const IncidentBulkResult = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Ulid,
      outcome: Type.Union([
        Type.Literal('done'),
        Type.Literal('unchanged'),
        Type.Literal('incident_over'),
        Type.Literal('not_found'),
        Type.Literal('scope_denied'),
      ]),
    }),
  ),
});
export type IncidentBulkResult = Static<typeof IncidentBulkResult>;

export const IncidentPeople = Type.Object({
  items: Type.Array(Type.Object({ name: Type.String(), displayName: Type.String() })),
});
export type IncidentPeople = Static<typeof IncidentPeople>;

export const RuleEvent = Type.Object({
  ...IncidentEvent.properties,
  title: Type.String({ description: 'Name of the rule when the incident began' }),
});
export type RuleEvent = Static<typeof RuleEvent>;

/** A message about an incident, with every attempt. */
export const IncidentDelivery = Type.Object({
  id: Ulid,
  channelId: Type.String(),
  channelName: Type.String(),
  purpose: Type.String(),
  state: Type.Union([
    Type.Literal('pending'),
    Type.Literal('leased'),
    Type.Literal('joined'),
    Type.Literal('sent'),
    Type.Literal('dropped'),
    Type.Literal('not_sent'),
  ]),
  reason: orNull(Type.String()),
  createdAt: Instant,
  finishedAt: orNull(Instant),
  attempts: Type.Array(
    Type.Object({
      at: Instant,
      outcome: Type.String(),
      status: orNull(Type.Integer()),
      durationMs: Type.Integer(),
      reason: orNull(Type.String()),
      detail: orNull(Type.String()),
    }),
  ),
});
export type IncidentDelivery = Static<typeof IncidentDelivery>;

export const RelatedIncidents = Type.Object({
  sameAlert: Type.Array(Incident, { description: 'Of the same rule with the same labels' }),
  sameRule: Type.Array(Incident),
  nearInTime: Type.Array(Incident, { description: 'Of the same environment, within half an hour' }),
});
export type RelatedIncidents = Static<typeof RelatedIncidents>;

const Durations = Type.Object({
  count: Type.Integer(),
  meanMs: orNull(Type.Integer()),
  medianMs: orNull(Type.Integer()),
  p90Ms: orNull(Type.Integer()),
});

const PeriodFigures = Type.Object({
  incidents: Type.Integer(),
  resolved: Type.Integer(),
  acknowledged: Type.Integer(),
  toAcknowledge: Durations,
  toResolve: Durations,
});

export const IncidentAnalytics = Type.Object({
  from: Instant,
  to: Instant,
  capped: Type.Boolean({ description: 'Figures are of the newest incidents of each period only' }),
  period: PeriodFigures,
  before: PeriodFigures,
  noisiest: Type.Array(
    Type.Object({
      ruleId: orNull(Type.String()),
      title: Type.String(),
      count: Type.Integer(),
      firingMs: Type.Integer(),
    }),
  ),
  flapping: Type.Array(
    Type.Object({
      latestId: Ulid,
      title: Type.String(),
      ruleId: orNull(Type.String()),
      times: Type.Integer(),
    }),
  ),
  longestOpen: Type.Array(
    Type.Object({
      id: Ulid,
      title: Type.String(),
      severity: Type.String(),
      startedAt: Instant,
    }),
  ),
  strip: Type.Array(
    Type.Object({
      from: Instant,
      severities: Type.Array(Type.Object({ severity: Type.String(), count: Type.Integer() })),
    }),
    { description: 'The last 24 hours of the period, an hour each' },
  ),
});
export type IncidentAnalytics = Static<typeof IncidentAnalytics>;

/** As Grafana's annotation API answers; instants are Unix milliseconds. */
export const Annotation = Type.Object({
  id: Type.String(),
  time: Type.Integer(),
  timeEnd: Type.Optional(Type.Integer()),
  isRegion: Type.Boolean(),
  title: Type.String(),
  text: Type.String(),
  tags: Type.Array(Type.String()),
});
export type Annotation = Static<typeof Annotation>;
