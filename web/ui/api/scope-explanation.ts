import { queryOptions } from '@tanstack/react-query';
import type { ExplainInput } from '../../contract/scopes.ts';
import type { Call } from './client.ts';
import { ownerKey } from './queries.ts';

/** What the service makes of a PromQL query for a scope; no backend is asked. */
export const explanationQuery = (
  call: Call,
  scope: string,
  question: Omit<ExplainInput, 'language'>,
) =>
  queryOptions({
    queryKey: [...ownerKey(scope.split(/[.@]/)[0] ?? scope), 'explain', scope, question],
    queryFn: ({ signal }) =>
      call('scopes.explain', {
        params: { scope },
        body: { language: 'promql', ...question },
        signal,
      }),
    staleTime: 30_000,
    retry: false,
    refetchOnWindowFocus: false,
  });
