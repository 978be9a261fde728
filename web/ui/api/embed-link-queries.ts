import { queryOptions } from '@tanstack/react-query';
import type { Call } from './client.ts';
import { ownerKey } from './queries.ts';

/** What links to the dashboards of an owner may do. */
export const embedRulesQuery = (call: Call, owner: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'embed-rules'],
    queryFn: ({ signal }) => call('embedLinks.rules', { params: { owner }, signal }),
  });
