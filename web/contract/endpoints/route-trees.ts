import { Type } from 'typebox';
import { endpoint, onNode, within } from '../endpoint.ts';
import {
  RouteTree,
  RouteTreeHistoryItem,
  RouteTreeInput,
  RouteTrial,
  RouteTrialResult,
} from '../route-trees.ts';
import { ofOwner } from './params.ts';

/** The tree of routes of an owner: whom incidents go to that neither rule nor policy speaks for. */
export const routeTreeEndpoints = {
  'routes.get': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/routes',
    summary: 'The tree of routes',
    tag: 'policies',
    requires: within('rules:read'),
    params: ofOwner,
    answer: RouteTree,
    status: 200,
  }),
  'routes.save': endpoint({
    method: 'PUT',
    path: '/api/v1/tenants/{owner}/routes',
    summary: 'Replace the tree of routes (If-Match, "0" for the first)',
    tag: 'policies',
    requires: onNode('rules:write'),
    params: ofOwner,
    body: RouteTreeInput,
    answer: RouteTree,
    status: 200,
  }),
  'routes.delete': endpoint({
    method: 'DELETE',
    path: '/api/v1/tenants/{owner}/routes',
    summary: 'Delete the tree: everything goes to the default receiver',
    tag: 'policies',
    requires: onNode('rules:write'),
    params: ofOwner,
    answer: null,
    status: 204,
  }),
  'routes.try': endpoint({
    method: 'POST',
    path: '/api/v1/tenants/{owner}/routes/try',
    summary: 'Which routes take an incident with these labels; of a tree that is not saved, too',
    tag: 'policies',
    requires: within('rules:read'),
    params: ofOwner,
    body: RouteTrial,
    answer: RouteTrialResult,
    status: 200,
  }),
  'routes.history': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/routes/history',
    summary: 'Every change of the tree of routes, newest first',
    tag: 'policies',
    requires: within('rules:read'),
    params: ofOwner,
    answer: Type.Object({ items: Type.Array(RouteTreeHistoryItem) }),
    status: 200,
  }),
} as const;
