import { infiniteQueryOptions } from '@tanstack/react-query';
import type { Call } from './client.ts';
import { ownerKey } from './queries.ts';

/** Incidents that are over, newest first, a hundred at a time. */
export const historyQuery = (call: Call, owner: string) =>
  infiniteQueryOptions({
    queryKey: [...ownerKey(owner), 'incidents', 'resolved'],
    queryFn: ({ signal, pageParam }) =>
      call('incidents.list', {
        params: { owner },
        query: {
          limit: 100,
          status: 'resolved',
          ...(pageParam === undefined ? {} : { cursor: pageParam }),
        },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    staleTime: 60_000,
  });
