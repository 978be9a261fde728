import { Type } from 'typebox';
import { Instant, PageQuery, pageOf, Ulid } from '../common.ts';
import { endpoint, onSystem, within } from '../endpoint.ts';
import { IncidentPage, IncidentQuery } from '../incident-history.ts';
import { Timeline } from '../incidents.ts';
import { closed, ofOwned, ofOwner } from './params.ts';

/** Incidents, and alerts that nobody could be given. */
export const incidentEndpoints = {
  'incidents.list': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/incidents',
    summary: 'Incidents that match, newest first',
    tag: 'incidents',
    requires: within('incidents:read'),
    params: ofOwner,
    query: Type.Object({ ...PageQuery.properties, ...IncidentQuery.properties }, closed),
    answer: IncidentPage,
    status: 200,
  }),
  'incidents.get': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/incidents/{id}',
    summary: 'One incident with its timeline',
    tag: 'incidents',
    requires: within('incidents:read'),
    params: ofOwned,
    answer: Timeline,
    status: 200,
  }),
  'intake.unassigned': endpoint({
    method: 'GET',
    path: '/api/v1/intake/unassigned',
    summary: 'Alerts that could not be given to a tenant, newest first',
    tag: 'incidents',
    requires: onSystem('incidents:read'),
    query: PageQuery,
    answer: pageOf(
      Type.Object({
        id: Ulid,
        cluster: Type.String(),
        reason: Type.String(),
        labels: Type.Record(Type.String(), Type.String()),
        firstSeenAt: Instant,
        lastSeenAt: Instant,
        count: Type.Integer(),
      }),
    ),
    status: 200,
  }),
} as const;
