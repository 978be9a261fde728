import { queryOptions } from '@tanstack/react-query';
import type { Call } from './client.ts';
import { ownerKey } from './queries.ts';

/** As many as an owner can have. */
const LIMIT = 500;

export const policiesQuery = (call: Call, owner: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'policies'],
    queryFn: async ({ signal }) =>
      (await call('policies.list', { params: { owner }, query: { limit: LIMIT }, signal })).items,
    staleTime: 10_000,
  });

export const policyQuery = (call: Call, owner: string, id: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'policy', id],
    queryFn: ({ signal }) => call('policies.get', { params: { owner, id }, signal }),
  });

export const routeTreeQuery = (call: Call, owner: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'routes'],
    queryFn: ({ signal }) => call('routes.get', { params: { owner }, signal }),
  });

export const policyRulesQuery = (call: Call, owner: string, id: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'policy', id, 'rules'],
    queryFn: ({ signal }) => call('policies.rules', { params: { owner, id }, signal }),
  });
