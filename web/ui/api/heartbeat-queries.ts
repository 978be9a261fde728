import { queryOptions } from '@tanstack/react-query';
import type { Call } from './client.ts';
import { ownerKey } from './queries.ts';

/** As many as an owner can have. */
const LIMIT = 500;

export const heartbeatsQuery = (call: Call, owner: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'heartbeats'],
    queryFn: async ({ signal }) =>
      (await call('heartbeats.list', { params: { owner }, query: { limit: LIMIT }, signal })).items,
    staleTime: 10_000,
    refetchInterval: 30_000,
  });

export const heartbeatQuery = (call: Call, owner: string, id: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'heartbeat', id],
    queryFn: ({ signal }) => call('heartbeats.get', { params: { owner, id }, signal }),
  });
