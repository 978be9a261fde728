import { endpoint, within } from '../endpoint.ts';
import {
  IncidentAssignment,
  IncidentBulk,
  IncidentBulkResult,
  IncidentNote,
  IncidentPeople,
  IncidentResolution,
  IncidentText,
} from '../incident-history.ts';
import { Incident } from '../incidents.ts';
import { ofOwned, ofOwner } from './params.ts';

const on = '/api/v1/tenants/{owner}/incidents' as const;
const shared = { method: 'POST', tag: 'incidents', requires: within('incidents:ack') } as const;

/** What people do with incidents. The same again changes nothing; notes take an Idempotency-Key. */
export const incidentActEndpoints = {
  'incidents.acknowledgeAll': endpoint({
    ...shared,
    path: `${on}/acknowledge`,
    summary: 'Acknowledge several incidents; answers for each what became of it',
    params: ofOwner,
    body: IncidentBulk,
    answer: IncidentBulkResult,
    status: 200,
  }),
  'incidents.acknowledge': endpoint({
    ...shared,
    path: `${on}/{id}/acknowledge`,
    summary: 'Say that somebody is on an incident, so that it is not repeated',
    params: ofOwned,
    body: IncidentNote,
    answer: Incident,
    status: 200,
  }),
  'incidents.unacknowledge': endpoint({
    ...shared,
    path: `${on}/{id}/unacknowledge`,
    summary: 'Take an acknowledgement back',
    params: ofOwned,
    body: IncidentNote,
    answer: Incident,
    status: 200,
  }),
  'incidents.assign': endpoint({
    ...shared,
    path: `${on}/{id}/assign`,
    summary: 'Give an incident to a person who may see it, or to nobody',
    params: ofOwned,
    body: IncidentAssignment,
    answer: Incident,
    status: 200,
  }),
  'incidents.note': endpoint({
    ...shared,
    path: `${on}/{id}/notes`,
    summary: 'Write a note into the timeline of an incident',
    params: ofOwned,
    body: IncidentText,
    answer: Incident,
    status: 200,
  }),
  'incidents.resolve': endpoint({
    ...shared,
    path: `${on}/{id}/resolve`,
    summary: 'Say that an incident is over whose source does not say so (notifications by webhook)',
    params: ofOwned,
    body: IncidentResolution,
    answer: Incident,
    status: 200,
  }),
  'incidents.people': endpoint({
    ...shared,
    method: 'GET',
    path: `${on}/{id}/people`,
    summary: 'People who can be given an incident',
    params: ofOwned,
    answer: IncidentPeople,
    status: 200,
  }),
} as const;
