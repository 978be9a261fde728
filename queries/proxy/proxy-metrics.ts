import type { ErrorKind } from '../../platform/errors/error-registry.ts';
import { ERROR_REGISTRY } from '../../platform/errors/error-registry.ts';
import type { Metrics } from '../../platform/observe/metrics.ts';
import { PROMETHEUS_ROUTES } from './prometheus-routes.ts';

/** What the query plane counts. Labels are closed: route paths and error kinds. */
export interface ProxyMetrics {
  answered(route: string, outcome: ErrorKind | 'success', seconds: number): void;
  notesDropped(count: number): void;
}

/** What is asked of a scope beside the routes of Prometheus. */
const NAMED_ROUTES = ['named-metrics', 'explain-empty'];

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

export function createProxyMetrics(metrics: Metrics): ProxyMetrics {
  const routes = [...PROMETHEUS_ROUTES.map((route) => route.path), ...NAMED_ROUTES];
  const kinds = Object.keys(ERROR_REGISTRY);
  const requests = metrics.counter({
    name: 'tocsin_scoped_requests_total',
    help: 'Questions of tenants by route and outcome.',
    labels: { route: routes, outcome: ['success', ...kinds] },
  });
  const duration = metrics.histogram({
    name: 'tocsin_scoped_request_duration_seconds',
    help: 'Time from the arrival of a question to the last byte of its answer.',
    labels: { route: routes },
    buckets: SECONDS,
  });
  const notes = metrics.counter({
    name: 'tocsin_scoped_notes_dropped_total',
    help: 'Warnings and infos of backends that are not on the list of known texts.',
  });
  const successes = new Map<string, { inc(): void }>();
  const successOf = (route: string) => {
    const known = successes.get(route);
    if (known) return known;
    const series = requests.series({ route, outcome: 'success' });
    successes.set(route, series);
    return series;
  };
  return {
    answered: (route, outcome, seconds) => {
      if (outcome === 'success') successOf(route).inc();
      else requests.inc({ route, outcome });
      duration.observe({ route }, seconds);
    },
    notesDropped: (count) => notes.inc({}, count),
  };
}
