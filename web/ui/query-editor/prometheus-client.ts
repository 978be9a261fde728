import type { PrometheusClient } from '@prometheus-io/codemirror-promql';
import { labelMatchersToString } from '@prometheus-io/codemirror-promql/dist/esm/parser/matcher.js';
import type { FetchQueryOptions, QueryClient, QueryKey } from '@tanstack/react-query';
import { ApiError } from '../api/api-error.ts';
import type { CatalogueQueries } from '../api/series-catalogue.ts';

type Matchers = Parameters<PrometheusClient['labelValues']>[2];

/**
 * Completion's view of a scope, from the answers that the whole page shares. Completion is a help:
 * where the backend cannot be asked it offers nothing, and the query itself says what is wrong.
 */
export function scopedPrometheusClient(
  queries: CatalogueQueries,
  client: QueryClient,
): PrometheusClient {
  async function ask<Data, Key extends QueryKey>(
    options: FetchQueryOptions<Data, Error, Data, Key>,
    otherwise: Data,
  ): Promise<Data> {
    try {
      return await client.fetchQuery(options);
    } catch (cause) {
      if (cause instanceof ApiError) return otherwise;
      throw cause;
    }
  }
  const selectorOf = (metric: string | undefined, matchers?: Matchers, label?: string) =>
    metric === undefined || metric === ''
      ? undefined
      : labelMatchersToString(metric, matchers, label);
  return {
    metricNames: async () => [...(await ask(queries.names(), []))],
    labelNames: async (metric) => {
      const selector = selectorOf(metric);
      const names = await ask(queries.labels(selector), []);
      // Beside the name of a metric nobody writes it once more.
      return names.filter((name) => selector === undefined || name !== '__name__');
    },
    labelValues: async (label, metric, matchers) => [
      ...(await ask(queries.values(label, selectorOf(metric, matchers, label)), [])),
    ],
    metricMetadata: async () =>
      Object.fromEntries(
        [...(await ask(queries.metadata(), new Map()))].map(([name, { type, help }]) => [
          name,
          [{ type, help }],
        ]),
      ),
    // Completion asks for names and values only; flags would be those of all tenants' server.
    series: async () => [],
    flags: async () => ({}),
  };
}
