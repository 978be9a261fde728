import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { Call } from './client.ts';
import { ownerKey } from './queries.ts';

export const deadLettersKey = (owner: string) => [...ownerKey(owner), 'dead-letters'] as const;

export interface DeadLetterFilter {
  /** Empty: any. */
  readonly channel: string;
  readonly reason: string;
}

/** Messages that were given up, newest first, page by page. */
export const deadLettersQuery = (
  call: Call,
  owner: string,
  { channel, reason }: DeadLetterFilter,
) =>
  infiniteQueryOptions({
    queryKey: [...deadLettersKey(owner), channel, reason],
    initialPageParam: '',
    queryFn: ({ signal, pageParam }) =>
      call('deliveries.list', {
        params: { owner },
        query: {
          limit: 50,
          ...(channel === '' ? {} : { channel }),
          ...(reason === '' ? {} : { reason }),
          ...(pageParam === '' ? {} : { cursor: pageParam }),
        },
        signal,
      }),
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

export const messageLinksQuery = (call: Call, owner: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'message-links'],
    queryFn: ({ signal }) => call('deliveries.links', { params: { owner }, signal }),
  });
