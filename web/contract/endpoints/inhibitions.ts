import { Type } from 'typebox';
import { PageQuery, pageOf } from '../common.ts';
import { endpoint, onNode, within } from '../endpoint.ts';
import { Inhibition, InhibitionHistoryItem, InhibitionInput } from '../inhibitions.ts';
import { ofOwned, ofOwner } from './params.ts';

/** Rules by which one incident keeps messages of others back. */
export const inhibitionEndpoints = {
  'inhibitions.list': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/inhibitions',
    summary: 'Inhibition rules: which incidents keep messages of others back while they fire',
    tag: 'inhibitions',
    requires: within('rules:read'),
    params: ofOwner,
    query: PageQuery,
    answer: pageOf(Inhibition),
    status: 200,
  }),
  'inhibitions.create': endpoint({
    method: 'POST',
    path: '/api/v1/tenants/{owner}/inhibitions',
    summary: 'Create an inhibition rule; needs rules:write on the owner as a whole',
    tag: 'inhibitions',
    requires: onNode('rules:write'),
    params: ofOwner,
    body: InhibitionInput,
    answer: Inhibition,
    status: 201,
  }),
  'inhibitions.get': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/inhibitions/{id}',
    summary: 'One inhibition rule',
    tag: 'inhibitions',
    requires: within('rules:read'),
    params: ofOwned,
    answer: Inhibition,
    status: 200,
  }),
  'inhibitions.update': endpoint({
    method: 'PUT',
    path: '/api/v1/tenants/{owner}/inhibitions/{id}',
    summary: 'Change an inhibition rule (If-Match); what it no longer holds is told within seconds',
    tag: 'inhibitions',
    requires: onNode('rules:write'),
    params: ofOwned,
    body: InhibitionInput,
    answer: Inhibition,
    status: 200,
  }),
  'inhibitions.delete': endpoint({
    method: 'DELETE',
    path: '/api/v1/tenants/{owner}/inhibitions/{id}',
    summary: 'Delete an inhibition rule; what it held is told within seconds',
    tag: 'inhibitions',
    requires: onNode('rules:write'),
    params: ofOwned,
    answer: null,
    status: 204,
  }),
  'inhibitions.history': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/inhibitions/{id}/history',
    summary: 'Every change of an inhibition rule, newest first; of deleted ones too',
    tag: 'inhibitions',
    requires: within('rules:read'),
    params: ofOwned,
    answer: Type.Object({ items: Type.Array(InhibitionHistoryItem) }),
    status: 200,
  }),
} as const;
