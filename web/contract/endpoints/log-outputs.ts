import { Type } from 'typebox';
import { PageQuery, pageOf, Revision } from '../common.ts';
import { endpoint, within } from '../endpoint.ts';
import { LogSpec, LogSpecHistoryItem, LogSpecInput, LogSpecPreview } from '../log-flows.ts';
import { closed, ofOwned, ofOwner } from './params.ts';

const read = { tag: 'collection', requires: within('collectors:read'), status: 200 } as const;
const write = { tag: 'collection', requires: within('collectors:write') } as const;
const history = Type.Object({ items: Type.Array(LogSpecHistoryItem) });
const toRevision = Type.Object({ revision: Revision }, closed);

/** Outputs of logs. */
export const logOutputEndpoints = {
  'logOutputs.list': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/log-outputs',
    summary: 'Outputs that the caller can read, with how they do',
    ...read,
    params: ofOwner,
    query: PageQuery,
    answer: pageOf(LogSpec),
  }),
  'logOutputs.create': endpoint({
    method: 'POST',
    path: '/api/v1/tenants/{owner}/log-outputs',
    summary: 'Create an output; needs collectors:write on its environment',
    ...write,
    params: ofOwner,
    body: LogSpecInput,
    answer: LogSpec,
    status: 201,
  }),
  'logOutputs.preview': endpoint({
    method: 'POST',
    path: '/api/v1/tenants/{owner}/log-outputs/preview',
    summary: 'Check an output without saving it, and show what would be delivered',
    ...read,
    params: ofOwner,
    body: LogSpecInput,
    answer: LogSpecPreview,
  }),
  'logOutputs.get': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/log-outputs/{id}',
    summary: 'One output, with how it does',
    ...read,
    params: ofOwned,
    answer: LogSpec,
  }),
  'logOutputs.update': endpoint({
    method: 'PUT',
    path: '/api/v1/tenants/{owner}/log-outputs/{id}',
    summary: 'Change an output (If-Match)',
    ...write,
    params: ofOwned,
    body: LogSpecInput,
    answer: LogSpec,
    status: 200,
  }),
  'logOutputs.history': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/log-outputs/{id}/history',
    summary: 'Every version of an output, newest first; of deleted ones as well',
    ...read,
    params: ofOwned,
    answer: history,
  }),
  'logOutputs.restore': endpoint({
    method: 'POST',
    path: '/api/v1/tenants/{owner}/log-outputs/{id}/restore',
    summary: 'Make an output what it was at a revision; a deleted one comes back as a new one',
    ...write,
    params: ofOwned,
    body: toRevision,
    answer: LogSpec,
    status: 200,
  }),
  'logOutputs.delete': endpoint({
    method: 'DELETE',
    path: '/api/v1/tenants/{owner}/log-outputs/{id}',
    summary: 'Delete an output',
    ...write,
    params: ofOwned,
    answer: null,
    status: 204,
  }),
} as const;
