import { queryOptions } from '@tanstack/react-query';
import type { Call } from './client.ts';
import { ownerKey } from './queries.ts';

/** How soon a page sees that Grafana went away, or is back. */
const PROBE_MS = 15_000;

export const grafanaBoardsQuery = (call: Call, owner: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'grafana', 'boards'],
    queryFn: ({ signal }) => call('grafana.boards', { params: { owner }, signal }),
    refetchInterval: PROBE_MS,
  });

export const grafanaBoardQuery = (call: Call, owner: string, uid: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'grafana', 'board', uid],
    queryFn: ({ signal }) => call('grafana.board', { params: { owner, uid }, signal }),
    refetchInterval: PROBE_MS,
  });
