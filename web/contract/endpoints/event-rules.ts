import { Type } from 'typebox';
import { PageQuery, pageOf } from '../common.ts';
import { endpoint, onNode, within } from '../endpoint.ts';
import { EventRule, EventRuleHistoryItem, EventRuleInput } from '../event-rules.ts';
import { ofOwned, ofOwner } from './params.ts';

/** Rules on what clusters say of themselves. */
export const eventRuleEndpoints = {
  'eventRules.list': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/event-rules',
    summary: 'Event rules: which events and audit lines of clusters are incidents',
    tag: 'event rules',
    requires: within('rules:read'),
    params: ofOwner,
    query: PageQuery,
    answer: pageOf(EventRule),
    status: 200,
  }),
  'eventRules.create': endpoint({
    method: 'POST',
    path: '/api/v1/tenants/{owner}/event-rules',
    summary: 'Create an event rule; needs rules:write on the owner as a whole',
    tag: 'event rules',
    requires: onNode('rules:write'),
    params: ofOwner,
    body: EventRuleInput,
    answer: EventRule,
    status: 201,
  }),
  'eventRules.get': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/event-rules/{id}',
    summary: 'One event rule',
    tag: 'event rules',
    requires: within('rules:read'),
    params: ofOwned,
    answer: EventRule,
    status: 200,
  }),
  'eventRules.update': endpoint({
    method: 'PUT',
    path: '/api/v1/tenants/{owner}/event-rules/{id}',
    summary: 'Change an event rule (If-Match)',
    tag: 'event rules',
    requires: onNode('rules:write'),
    params: ofOwned,
    body: EventRuleInput,
    answer: EventRule,
    status: 200,
  }),
  'eventRules.delete': endpoint({
    method: 'DELETE',
    path: '/api/v1/tenants/{owner}/event-rules/{id}',
    summary: 'Delete an event rule; incidents of it end when they are quiet',
    tag: 'event rules',
    requires: onNode('rules:write'),
    params: ofOwned,
    answer: null,
    status: 204,
  }),
  'eventRules.history': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/event-rules/{id}/history',
    summary: 'Every change of an event rule, newest first; of deleted ones too',
    tag: 'event rules',
    requires: within('rules:read'),
    params: ofOwned,
    answer: Type.Object({ items: Type.Array(EventRuleHistoryItem) }),
    status: 200,
  }),
} as const;
