import { queryOptions } from '@tanstack/react-query';
import type { Call } from './client.ts';
import { ownerKey } from './queries.ts';

/** As many as an owner can have. */
const LIMIT = 500;

export const eventRulesQuery = (call: Call, owner: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'event-rules'],
    queryFn: async ({ signal }) =>
      (await call('eventRules.list', { params: { owner }, query: { limit: LIMIT }, signal })).items,
    staleTime: 10_000,
  });

export const eventRuleQuery = (call: Call, owner: string, id: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'event-rule', id],
    queryFn: ({ signal }) => call('eventRules.get', { params: { owner, id }, signal }),
  });
