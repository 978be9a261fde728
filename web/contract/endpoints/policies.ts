import { Type } from 'typebox';
import { PageQuery, pageOf } from '../common.ts';
import { endpoint, onNode, within } from '../endpoint.ts';
import { Policy, PolicyHistoryItem, PolicyInput, PolicyRules } from '../policies.ts';
import { ofOwned, ofOwner } from './params.ts';

/** Policies of rules. */
export const policyEndpoints = {
  'policies.list': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/policies',
    summary: 'Policies: whom rules tell, when, and how often again',
    tag: 'policies',
    requires: within('rules:read'),
    params: ofOwner,
    query: PageQuery,
    answer: pageOf(Policy),
    status: 200,
  }),
  'policies.create': endpoint({
    method: 'POST',
    path: '/api/v1/tenants/{owner}/policies',
    summary: 'Create a policy; needs rules:write on the owner as a whole',
    tag: 'policies',
    requires: onNode('rules:write'),
    params: ofOwner,
    body: PolicyInput,
    answer: Policy,
    status: 201,
  }),
  'policies.get': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/policies/{id}',
    summary: 'One policy',
    tag: 'policies',
    requires: within('rules:read'),
    params: ofOwned,
    answer: Policy,
    status: 200,
  }),
  'policies.update': endpoint({
    method: 'PUT',
    path: '/api/v1/tenants/{owner}/policies/{id}',
    summary: 'Change a policy (If-Match)',
    tag: 'policies',
    requires: onNode('rules:write'),
    params: ofOwned,
    body: PolicyInput,
    answer: Policy,
    status: 200,
  }),
  'policies.delete': endpoint({
    method: 'DELETE',
    path: '/api/v1/tenants/{owner}/policies/{id}',
    summary: 'Delete a policy; refused while rules belong to it',
    tag: 'policies',
    requires: onNode('rules:write'),
    params: ofOwned,
    answer: null,
    status: 204,
  }),
  'policies.rules': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/policies/{id}/rules',
    summary: 'The rules that belong to a policy, as far as the caller can read them',
    tag: 'policies',
    requires: within('rules:read'),
    params: ofOwned,
    answer: PolicyRules,
    status: 200,
  }),
  'policies.history': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/policies/{id}/history',
    summary: 'Every change of a policy, newest first; of deleted ones too',
    tag: 'policies',
    requires: within('rules:read'),
    params: ofOwned,
    answer: Type.Object({ items: Type.Array(PolicyHistoryItem) }),
    status: 200,
  }),
} as const;
