import { queryOptions } from '@tanstack/react-query';
import type { Call } from './client.ts';
import { ownerKey } from './queries.ts';

/** Every version of a rule, newest first; of deleted ones as well. */
export const ruleHistoryQuery = (call: Call, owner: string, id: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'rule-history', id],
    queryFn: async ({ signal }) =>
      (await call('rules.history', { params: { owner, id }, signal })).items,
  });
