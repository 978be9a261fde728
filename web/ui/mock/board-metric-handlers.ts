import { importDashboardText } from '../../../dashboards/import/import-dashboard.ts';
import { askedMetrics } from '../../../dashboards/recordings/asked-metrics.ts';
import type { Dashboard } from '../../contract/dashboards.ts';
import type { Handlers } from './handler-types.ts';

/** What the mock's dashboards read. */
export function boardMetricHandlers(standing: (owner: string) => readonly Dashboard[]) {
  return {
    'boardMetrics.list': ({ params: { owner } }) => ({ items: standing(owner).map(metricsOf) }),
  } satisfies Partial<Handlers>;
}

function metricsOf({ id, uid, source }: Dashboard) {
  const result = importDashboardText(source);
  if (result.kind !== 'imported') return { id, uid, metrics: [], asksLogs: false };
  const { metrics, asksLogs } = askedMetrics(result.dashboard);
  return { id, uid, metrics: [...metrics], asksLogs };
}
