import { queryOptions } from '@tanstack/react-query';
import type { Call } from './client.ts';
import { ownerKey } from './queries.ts';

/** @param lastEvent of the incident: when it changes, the answer is asked anew */
export const whyQuery = (call: Call, owner: string, id: string, lastEvent: number) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'incident', id, 'why', lastEvent],
    queryFn: ({ signal }) => call('why.incident', { params: { owner, id }, signal }),
    staleTime: 5_000,
  });
