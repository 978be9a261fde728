import {
  HTTPPrometheusClient,
  type PrometheusClient,
} from '@prometheus-io/codemirror-promql/dist/esm/client/prometheus.js';
import { prometheusPath } from '../api/prometheus.ts';

/**
 * Completion's view of a scope. Metadata and flags are not served under scopes (they would tell of
 * other tenants' metrics), so they are answered empty here instead of being asked for.
 */
export function scopedPrometheusClient(scope: string, fetchFn: typeof fetch): PrometheusClient {
  const client = new HTTPPrometheusClient({
    url: prometheusPath(scope),
    httpMethod: 'GET',
    fetchFn: (input, init) => fetchFn(input, { ...init, credentials: 'same-origin' }),
    // Completion is a help: when the backend is down, the query itself says so.
    httpErrorHandler: () => undefined,
  });
  return {
    labelNames: (metric) => client.labelNames(metric),
    labelValues: (label, metric, matchers) => client.labelValues(label, metric, matchers),
    metricNames: () => client.metricNames(),
    series: (metric, matchers, label) => client.series(metric, matchers, label),
    metricMetadata: async () => ({}),
    flags: async () => ({}),
    destroy: () => client.destroy(),
  };
}
