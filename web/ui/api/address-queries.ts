import { queryOptions } from '@tanstack/react-query';
import type { Call } from './client.ts';
import { ownerKey } from './queries.ts';

export const addressesKey = (owner: string) => [...ownerKey(owner), 'addresses'] as const;

/** @param isAll those of every tenant, for whoever decides */
export const addressesQuery = (call: Call, owner: string, isAll: boolean) =>
  queryOptions({
    queryKey: [...addressesKey(owner), isAll],
    queryFn: async ({ signal }) =>
      isAll
        ? (await call('addresses.all', { query: { limit: 500 }, signal })).items
        : (await call('addresses.list', { params: { owner }, signal })).items,
  });
