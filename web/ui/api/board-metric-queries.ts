import { queryOptions } from '@tanstack/react-query';
import type { BoardMetrics } from '../../contract/board-metrics.ts';
import type { Call } from './client.ts';
import { ownerKey } from './queries.ts';

/** Which metrics the dashboards of an owner read that the reader may see. */
export const boardMetricsQuery = (call: Call, owner: string) =>
  queryOptions({
    queryKey: [...ownerKey(owner), 'dashboards', 'metrics'],
    queryFn: async ({ signal }): Promise<readonly BoardMetrics[]> =>
      (await call('boardMetrics.list', { params: { owner }, signal })).items,
  });
