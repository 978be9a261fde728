import { queryOptions } from '@tanstack/react-query';
import type { Call } from './client.ts';
import { ownerKey } from './queries.ts';

const MOST = 500;

/** The environments of all projects of a tenant that the caller can see, 500 projects at most. */
export const environmentsQuery = (call: Call, tenant: string) =>
  queryOptions({
    queryKey: [...ownerKey(tenant), 'environments'],
    queryFn: async ({ signal }) => {
      const query = { limit: MOST };
      const projects = await call('projects.list', { params: { tenant }, query, signal });
      const found = await Promise.all(
        projects.items.map(({ id: project }) =>
          call('environments.list', { params: { tenant, project }, query, signal }),
        ),
      );
      return found.flatMap(({ items }) => items);
    },
  });

export const membersQuery = (call: Call, owner: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'members'],
    queryFn: async ({ signal }) =>
      (await call('members.list', { params: { owner }, query: { limit: MOST }, signal })).items,
  });

/** @param q at least two characters */
export const candidatesQuery = (call: Call, owner: string, q: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'candidates', q],
    queryFn: async ({ signal }) =>
      (await call('members.find', { params: { owner }, query: { q }, signal })).items,
    enabled: q.length >= 2,
    staleTime: 30_000,
  });

export const tokensQuery = (call: Call, owner: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'tokens'],
    queryFn: async ({ signal }) =>
      (await call('tokens.list', { params: { owner }, query: { limit: MOST }, signal })).items,
  });

/** As of a few seconds ago: passes go on without us. */
export const grafanaQuery = (call: Call, tenant: string) =>
  queryOptions({
    queryKey: [...ownerKey(tenant), 'grafana'],
    queryFn: ({ signal }) => call('grafanaSync.status', { params: { tenant }, signal }),
    refetchInterval: 15_000,
  });
