import { Type } from 'typebox';
import { BoardMetrics } from '../board-metrics.ts';
import { endpoint, within } from '../endpoint.ts';
import { ofOwner } from './params.ts';

/** What the dashboards of a tenant read. */
export const boardMetricEndpoints = {
  'boardMetrics.list': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/dashboards/metrics',
    summary: 'Which metrics each dashboard reads that the caller can read',
    tag: 'dashboards',
    requires: within('dashboards:read'),
    params: ofOwner,
    answer: Type.Object({ items: Type.Array(BoardMetrics) }),
    status: 200,
  }),
} as const;
