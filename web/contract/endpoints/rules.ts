import { PageQuery, pageOf } from '../common.ts';
import { endpoint, within } from '../endpoint.ts';
import { Rule, RuleInput, RulePreview } from '../rules.ts';
import { ofOwned, ofOwner } from './params.ts';

/** Rules. */
export const ruleEndpoints = {
  'rules.list': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/rules',
    summary: 'Rules whose whole scope the caller can read',
    tag: 'rules',
    requires: within('rules:read'),
    params: ofOwner,
    query: PageQuery,
    answer: pageOf(Rule),
    status: 200,
  }),
  'rules.create': endpoint({
    method: 'POST',
    path: '/api/v1/tenants/{owner}/rules',
    summary: 'Create a rule; needs rules:write on every environment it covers',
    tag: 'rules',
    requires: within('rules:write'),
    params: ofOwner,
    body: RuleInput,
    answer: Rule,
    status: 201,
  }),
  'rules.preview': endpoint({
    method: 'POST',
    path: '/api/v1/tenants/{owner}/rules/preview',
    summary: 'Check a rule without saving it, and show what would be delivered',
    tag: 'rules',
    requires: within('rules:read'),
    params: ofOwner,
    body: RuleInput,
    answer: RulePreview,
    status: 200,
  }),
  'rules.get': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/rules/{id}',
    summary: 'One rule with its status per cluster',
    tag: 'rules',
    requires: within('rules:read'),
    params: ofOwned,
    answer: Rule,
    status: 200,
  }),
  'rules.update': endpoint({
    method: 'PUT',
    path: '/api/v1/tenants/{owner}/rules/{id}',
    summary: 'Change a rule (If-Match)',
    tag: 'rules',
    requires: within('rules:write'),
    params: ofOwned,
    body: RuleInput,
    answer: Rule,
    status: 200,
  }),
  'rules.delete': endpoint({
    method: 'DELETE',
    path: '/api/v1/tenants/{owner}/rules/{id}',
    summary: 'Delete a rule; its open incidents are resolved with that reason',
    tag: 'rules',
    requires: within('rules:write'),
    params: ofOwned,
    answer: null,
    status: 204,
  }),
} as const;
