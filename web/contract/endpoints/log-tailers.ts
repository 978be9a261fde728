import { Type } from 'typebox';
import { PageQuery, pageOf, Revision } from '../common.ts';
import { endpoint, within } from '../endpoint.ts';
import { LogSpec, LogSpecHistoryItem, LogSpecInput, LogSpecPreview } from '../log-flows.ts';
import { closed, ofOwned, ofOwner } from './params.ts';

const read = { tag: 'collection', requires: within('collectors:read'), status: 200 } as const;
const write = { tag: 'collection', requires: within('collectors:write') } as const;
const history = Type.Object({ items: Type.Array(LogSpecHistoryItem) });
const toRevision = Type.Object({ revision: Revision }, closed);

/** Files on nodes that are read; _platform only. */
export const logTailerEndpoints = {
  'logTailers.list': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/log-tailers',
    summary: 'Tailers that the caller can read, with how they do',
    ...read,
    params: ofOwner,
    query: PageQuery,
    answer: pageOf(LogSpec),
  }),
  'logTailers.create': endpoint({
    method: 'POST',
    path: '/api/v1/tenants/{owner}/log-tailers',
    summary: 'Create a tailer; needs collectors:write on _platform',
    ...write,
    params: ofOwner,
    body: LogSpecInput,
    answer: LogSpec,
    status: 201,
  }),
  'logTailers.preview': endpoint({
    method: 'POST',
    path: '/api/v1/tenants/{owner}/log-tailers/preview',
    summary: 'Check a tailer without saving it, and show what would be delivered',
    ...read,
    params: ofOwner,
    body: LogSpecInput,
    answer: LogSpecPreview,
  }),
  'logTailers.get': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/log-tailers/{id}',
    summary: 'One tailer, with how it does',
    ...read,
    params: ofOwned,
    answer: LogSpec,
  }),
  'logTailers.update': endpoint({
    method: 'PUT',
    path: '/api/v1/tenants/{owner}/log-tailers/{id}',
    summary: 'Change a tailer (If-Match)',
    ...write,
    params: ofOwned,
    body: LogSpecInput,
    answer: LogSpec,
    status: 200,
  }),
  'logTailers.history': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/log-tailers/{id}/history',
    summary: 'Every version of a tailer, newest first; of deleted ones as well',
    ...read,
    params: ofOwned,
    answer: history,
  }),
  'logTailers.restore': endpoint({
    method: 'POST',
    path: '/api/v1/tenants/{owner}/log-tailers/{id}/restore',
    summary: 'Make a tailer what it was at a revision; a deleted one comes back as a new one',
    ...write,
    params: ofOwned,
    body: toRevision,
    answer: LogSpec,
    status: 200,
  }),
  'logTailers.delete': endpoint({
    method: 'DELETE',
    path: '/api/v1/tenants/{owner}/log-tailers/{id}',
    summary: 'Delete a tailer',
    ...write,
    params: ofOwned,
    answer: null,
    status: 204,
  }),
} as const;
