import { Type } from 'typebox';
import { PageQuery, pageOf } from '../common.ts';
import { endpoint, onNode, within } from '../endpoint.ts';
import { Heartbeat, HeartbeatHistoryItem, HeartbeatInput } from '../heartbeats.ts';
import { ofOwned, ofOwner } from './params.ts';

/** Signs of life that are expected. */
export const heartbeatEndpoints = {
  'heartbeats.list': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/heartbeats',
    summary: 'Heartbeats: signs of life whose absence is an incident',
    tag: 'heartbeats',
    requires: within('rules:read'),
    params: ofOwner,
    query: PageQuery,
    answer: pageOf(Heartbeat),
    status: 200,
  }),
  'heartbeats.create': endpoint({
    method: 'POST',
    path: '/api/v1/tenants/{owner}/heartbeats',
    summary: 'Create a heartbeat; needs rules:write on the owner as a whole',
    tag: 'heartbeats',
    requires: onNode('rules:write'),
    params: ofOwner,
    body: HeartbeatInput,
    answer: Heartbeat,
    status: 201,
  }),
  'heartbeats.get': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/heartbeats/{id}',
    summary: 'One heartbeat',
    tag: 'heartbeats',
    requires: within('rules:read'),
    params: ofOwned,
    answer: Heartbeat,
    status: 200,
  }),
  'heartbeats.update': endpoint({
    method: 'PUT',
    path: '/api/v1/tenants/{owner}/heartbeats/{id}',
    summary: 'Change a heartbeat (If-Match); its time begins anew',
    tag: 'heartbeats',
    requires: onNode('rules:write'),
    params: ofOwned,
    body: HeartbeatInput,
    answer: Heartbeat,
    status: 200,
  }),
  'heartbeats.delete': endpoint({
    method: 'DELETE',
    path: '/api/v1/tenants/{owner}/heartbeats/{id}',
    summary: 'Delete a heartbeat; an incident of it ends',
    tag: 'heartbeats',
    requires: onNode('rules:write'),
    params: ofOwned,
    answer: null,
    status: 204,
  }),
  'heartbeats.history': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/heartbeats/{id}/history',
    summary: 'Every change of a heartbeat, newest first; of deleted ones too',
    tag: 'heartbeats',
    requires: within('rules:read'),
    params: ofOwned,
    answer: Type.Object({ items: Type.Array(HeartbeatHistoryItem) }),
    status: 200,
  }),
} as const;
