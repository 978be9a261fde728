import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { NamedMetricsInput } from '../../contract/named-metrics.ts';
import type { Call } from './client.ts';

/** Named metrics of one level as a table, as they are now, asked again each half minute. */
export const namedMetricsQuery = (call: Call, scope: string, body: NamedMetricsInput) =>
  queryOptions({
    queryKey: ['scope', scope, 'named-metrics', body],
    queryFn: ({ signal }) => call('namedMetrics.query', { params: { scope }, body, signal }),
    refetchInterval: 30_000,
    placeholderData: keepPreviousData,
  });
