import { Type } from 'typebox';
import { PageQuery, pageOf, Revision } from '../common.ts';
import { endpoint, within } from '../endpoint.ts';
import { LogSpec, LogSpecHistoryItem, LogSpecInput, LogSpecPreview } from '../log-flows.ts';
import { closed, ofOwned, ofOwner } from './params.ts';

const read = { tag: 'collection', requires: within('collectors:read'), status: 200 } as const;
const write = { tag: 'collection', requires: within('collectors:write') } as const;
const history = Type.Object({ items: Type.Array(LogSpecHistoryItem) });
const toRevision = Type.Object({ revision: Revision }, closed);

/** Flows of logs. */
export const logFlowEndpoints = {
  'logFlows.list': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/log-flows',
    summary: 'Flows that the caller can read, with how they do',
    ...read,
    params: ofOwner,
    query: PageQuery,
    answer: pageOf(LogSpec),
  }),
  'logFlows.create': endpoint({
    method: 'POST',
    path: '/api/v1/tenants/{owner}/log-flows',
    summary: 'Create a flow; needs collectors:write on its environment',
    ...write,
    params: ofOwner,
    body: LogSpecInput,
    answer: LogSpec,
    status: 201,
  }),
  'logFlows.preview': endpoint({
    method: 'POST',
    path: '/api/v1/tenants/{owner}/log-flows/preview',
    summary: 'Check a flow without saving it, and show what would be delivered',
    ...read,
    params: ofOwner,
    body: LogSpecInput,
    answer: LogSpecPreview,
  }),
  'logFlows.get': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/log-flows/{id}',
    summary: 'One flow, with how it does',
    ...read,
    params: ofOwned,
    answer: LogSpec,
  }),
  'logFlows.update': endpoint({
    method: 'PUT',
    path: '/api/v1/tenants/{owner}/log-flows/{id}',
    summary: 'Change a flow (If-Match)',
    ...write,
    params: ofOwned,
    body: LogSpecInput,
    answer: LogSpec,
    status: 200,
  }),
  'logFlows.history': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/log-flows/{id}/history',
    summary: 'Every version of a flow, newest first; of deleted ones as well',
    ...read,
    params: ofOwned,
    answer: history,
  }),
  'logFlows.restore': endpoint({
    method: 'POST',
    path: '/api/v1/tenants/{owner}/log-flows/{id}/restore',
    summary: 'Make a flow what it was at a revision; a deleted one comes back as a new one',
    ...write,
    params: ofOwned,
    body: toRevision,
    answer: LogSpec,
    status: 200,
  }),
  'logFlows.delete': endpoint({
    method: 'DELETE',
    path: '/api/v1/tenants/{owner}/log-flows/{id}',
    summary: 'Delete a flow',
    ...write,
    params: ofOwned,
    answer: null,
    status: 204,
  }),
} as const;
