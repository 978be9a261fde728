import { queryOptions } from '@tanstack/react-query';
import type { Call } from './client.ts';
import { ownerKey } from './queries.ts';

/** As many as an owner can have. */
const LIMIT = 500;

export const inhibitionsQuery = (call: Call, owner: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'inhibitions'],
    queryFn: async ({ signal }) =>
      (await call('inhibitions.list', { params: { owner }, query: { limit: LIMIT }, signal }))
        .items,
    staleTime: 10_000,
  });

export const inhibitionQuery = (call: Call, owner: string, id: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'inhibition', id],
    queryFn: ({ signal }) => call('inhibitions.get', { params: { owner, id }, signal }),
  });
