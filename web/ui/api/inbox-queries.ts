import { queryOptions } from '@tanstack/react-query';
import type { Call } from './client.ts';

export const INBOX_KEY = ['inbox'] as const;

export const unreadQuery = (call: Call) =>
  queryOptions({
    queryKey: [...INBOX_KEY, 'unread'],
    queryFn: ({ signal }) => call('inbox.unread', { signal }),
    refetchInterval: 30_000,
  });

export const inboxQuery = (call: Call) =>
  queryOptions({
    queryKey: [...INBOX_KEY, 'list'],
    queryFn: async ({ signal }) =>
      (await call('inbox.list', { query: { limit: 500 }, signal })).items,
    refetchInterval: 30_000,
  });
