import { type Static, Type } from 'typebox';
import { Instant, LabelMap, Ulid } from './common.ts';

export const IncidentStatus = Type.Union([Type.Literal('firing'), Type.Literal('resolved')]);

/** State of one level of the incident's rule. */
export const IncidentLevel = Type.Object({
  severity: Type.String(),
  state: Type.Union([Type.Literal('firing'), Type.Literal('resolved')]),
  startsAt: Instant,
  endsAt: Type.Union([Instant, Type.Null()]),
});

export const Incident = Type.Object({
  id: Ulid,
  owner: Type.String(),
  tenant: Type.Union([Type.String(), Type.Null()]),
  project: Type.Union([Type.String(), Type.Null()]),
  environment: Type.Union([Type.String(), Type.Null()]),
  cluster: Type.String({ description: '- where it is about nothing on a cluster' }),
  namespace: Type.Union([Type.String(), Type.Null()]),
  ruleId: Type.Union([Type.String(), Type.Null()]),
  title: Type.String({ description: 'Name of the rule or alert' }),
  status: IncidentStatus,
  severity: Type.String({
    description: 'Highest level firing; after the end: highest level reached',
  }),
  labels: LabelMap,
  annotations: LabelMap,
  levels: Type.Array(IncidentLevel),
  startedAt: Instant,
  staleSince: Type.Optional(Instant),
  resolvedAt: Type.Union([Instant, Type.Null()]),
  resolveReason: Type.Union([Type.String(), Type.Null()]),
  acknowledgedAt: Type.Union([Instant, Type.Null()], {
    description: 'Since when somebody is on it',
  }),
  acknowledgedBy: Type.Union([Type.String(), Type.Null()]),
  assignee: Type.Union([Type.String(), Type.Null()], {
    description: 'Name of the person whose task it is',
  }),
  resolvable: Type.Boolean({
    description: 'A person may say that it is over: its source does not say so by itself',
  }),
  lastEvent: Type.Integer({ description: 'Position of its latest event' }),
});
export type Incident = Static<typeof Incident>;

/** One line of the timeline. `position` orders events and is where a live reader resumes. */
export const IncidentEvent = Type.Object({
  position: Type.Integer(),
  incidentId: Ulid,
  at: Instant,
  kind: Type.Union([
    Type.Literal('fired'),
    Type.Literal('severity_raised'),
    Type.Literal('severity_lowered'),
    Type.Literal('went_stale'),
    Type.Literal('channel_resumed'),
    Type.Literal('came_back'),
    Type.Literal('resolved'),
    Type.Literal('notification_grouped'),
    Type.Literal('notification_queued'),
    Type.Literal('notification_not_sent'),
    Type.Literal('delivery_succeeded'),
    Type.Literal('delivery_failed'),
    Type.Literal('delivery_dropped'),
    Type.Literal('acknowledged'),
    Type.Literal('unacknowledged'),
    Type.Literal('assigned'),
    Type.Literal('note'),
  ]),
  severity: Type.Union([Type.String(), Type.Null()]),
  channelId: Type.Union([Type.String(), Type.Null()]),
  channelName: Type.Union([Type.String(), Type.Null()]),
  deliveryId: Type.Union([Type.String(), Type.Null()]),
  reason: Type.Union([Type.String(), Type.Null()], {
    description: 'Named reason, e.g. level_raised, channel_disabled',
  }),
  detail: Type.Union([Type.String(), Type.Null()], {
    description: 'For people, e.g. 250 accepted by the mail server',
  }),
  author: Type.Union([Type.String(), Type.Null()], {
    description: 'Name of the person or token that did it',
  }),
});
export type IncidentEvent = Static<typeof IncidentEvent>;

export const Timeline = Type.Object({ incident: Incident, events: Type.Array(IncidentEvent) });
export type Timeline = Static<typeof Timeline>;
