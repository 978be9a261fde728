import type { DashboardService } from '../../../dashboards/store/dashboard-service.ts';
import { MetricsOfBoards } from '../../../dashboards/store/metrics-of-boards.ts';
import type { Handlers } from '../register-api.ts';

/** What dashboards read, over HTTP. */
export function boardMetricHandlers(
  dashboards: DashboardService,
): Pick<Handlers, 'boardMetrics.list'> {
  const metrics = new MetricsOfBoards(dashboards);
  return {
    'boardMetrics.list': async ({ params: { owner } }, context) => {
      const found = await metrics.list(context.caller().principal, owner);
      return { items: found.map((one) => ({ ...one, metrics: [...one.metrics] })) };
    },
  };
}
