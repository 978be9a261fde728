import { Type } from 'typebox';
import { PageQuery, pageOf } from '../common.ts';
import { endpoint, within } from '../endpoint.ts';
import {
  Annotation,
  IncidentAnalytics,
  IncidentDelivery,
  IncidentFacets,
  IncidentQuery,
  RelatedIncidents,
  RuleEvent,
} from '../incident-history.ts';
import { IncidentEvent } from '../incidents.ts';
import { closed, ofOwned, ofOwner } from './params.ts';

const on = '/api/v1/tenants/{owner}/incidents' as const;
const shared = {
  method: 'GET',
  tag: 'incidents',
  requires: within('incidents:read'),
  status: 200,
} as const;

/** Looking for incidents, and back at them. */
export const incidentHistoryEndpoints = {
  'incidents.facets': endpoint({
    ...shared,
    path: `${on}/facets`,
    summary: 'How many incidents match, by what they can be filtered by',
    params: ofOwner,
    query: IncidentQuery,
    answer: IncidentFacets,
  }),
  'incidents.export': endpoint({
    ...shared,
    path: `${on}/export`,
    summary: 'Incidents that match, at most 100,000, as a stream of CSV or of JSON lines',
    params: ofOwner,
    query: Type.Object(
      {
        ...IncidentQuery.properties,
        format: Type.Optional(Type.Union([Type.Literal('csv'), Type.Literal('ndjson')])),
      },
      closed,
    ),
    answer: Type.Unsafe<AsyncIterable<string>>(
      Type.String({ description: 'text/csv, or application/x-ndjson with an Incident per line' }),
    ),
  }),
  'incidents.analytics': endpoint({
    ...shared,
    path: `${on}/analytics`,
    summary: 'Figures of a time, beside those of the same length of time before',
    params: ofOwner,
    query: Type.Object(
      {
        from: Type.String({ description: 'Instant, inclusive' }),
        to: Type.String({ description: 'Instant, exclusive; at most 400 days after from' }),
        project: Type.Optional(Type.String({ maxLength: 63 })),
        environment: Type.Optional(Type.String({ maxLength: 63 })),
      },
      closed,
    ),
    answer: IncidentAnalytics,
  }),
  'incidents.annotations': endpoint({
    ...shared,
    path: '/api/v1/tenants/{owner}/annotations',
    summary: "Incidents of a time in the form of Grafana's annotation API, at most 500",
    params: ofOwner,
    query: Type.Object(
      {
        ...IncidentQuery.properties,
        from: Type.String({ description: 'Unix milliseconds or an instant, inclusive' }),
        to: Type.String({ description: 'Unix milliseconds or an instant, exclusive' }),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
      },
      closed,
    ),
    answer: Type.Array(Annotation),
  }),
  'incidents.events': endpoint({
    ...shared,
    path: `${on}/{id}/events`,
    summary: 'The timeline of an incident, newest line first',
    params: ofOwned,
    query: PageQuery,
    answer: pageOf(IncidentEvent),
  }),
  'incidents.deliveries': endpoint({
    ...shared,
    path: `${on}/{id}/deliveries`,
    summary: 'The messages about an incident with every attempt, newest first',
    params: ofOwned,
    answer: Type.Object({ items: Type.Array(IncidentDelivery) }),
  }),
  'incidents.related': endpoint({
    ...shared,
    path: `${on}/{id}/related`,
    summary: 'Incidents that have to do with one: same alert, same rule, near in time',
    params: ofOwned,
    answer: RelatedIncidents,
  }),
  'rules.events': endpoint({
    ...shared,
    path: '/api/v1/tenants/{owner}/rules/{id}/events',
    summary: 'Every event of the incidents of a rule since its creation, also of a deleted one',
    params: ofOwned,
    query: PageQuery,
    answer: pageOf(RuleEvent),
  }),
} as const;
