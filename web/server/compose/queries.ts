import type { Service } from '../../../platform/lifecycle/service.ts';
import { createGuardedDispatcher } from '../../../platform/outbound/guarded-dispatcher.ts';
import type { ClusterSettings } from '../../../platform/tenancy/cluster.ts';
import type { DirectoryStore } from '../../../platform/tenancy/directory-store.ts';
import { BackendAsker } from '../../../queries/proxy/backend-asker.ts';
import type { MetricsCluster } from '../../../queries/proxy/backend-plan.ts';
import type { RuleOwnership } from '../../../queries/proxy/filtered-answer.ts';
import { PrometheusProxy } from '../../../queries/proxy/prometheus-proxy.ts';
import { createProxyMetrics, type ProxyMetrics } from '../../../queries/proxy/proxy-metrics.ts';
import { createHttpUpstream } from '../../../queries/upstream/http-upstream.ts';
import type { Floor } from './floor.ts';

export interface QueryParts {
  readonly proxy: PrometheusProxy;
  readonly metrics: ProxyMetrics;
  /** Ends the connections to the backends. */
  readonly service: Service;
}

const CONNECTIONS_PER_BACKEND = 128;

/** The scoped query plane in front of the registered clusters. */
export function composeQueries(
  floor: Floor,
  directories: DirectoryStore,
  ownership: RuleOwnership,
): QueryParts {
  const { clock, logger, config } = floor;
  const limits = config.queries;
  const metrics = createProxyMetrics(floor.metrics);
  const dispatcher = createGuardedDispatcher({
    policy: 'administrator',
    connectTimeoutMs: 5_000,
    headersTimeoutMs: 300_000,
    bodyTimeoutMs: 300_000,
    connections: CONNECTIONS_PER_BACKEND,
  });
  const upstream = createHttpUpstream({ dispatcherFor: () => dispatcher, clock });
  const proxy = new PrometheusProxy({
    backends: {
      current: () => directories.current(),
      metricsClusters: listOf(() => directories.clusters()),
    },
    asker: new BackendAsker({ upstream, limits, metrics, logger }),
    ownership,
    limits,
  });
  const service: Service = {
    name: 'metrics-backends',
    start: () => Promise.resolve(),
    drain: () => Promise.resolve(),
    stop: () => dispatcher.destroy(),
  };
  return { proxy, metrics, service };
}

/** The same list object as long as the map is the same, so that plans can be kept. */
function listOf(
  clusters: () => ReadonlyMap<string, ClusterSettings>,
): () => readonly MetricsCluster[] {
  let of: ReadonlyMap<string, ClusterSettings> | null = null;
  let list: readonly MetricsCluster[] = [];
  return () => {
    const now = clusters();
    if (now !== of) {
      of = now;
      list = [...now.values()];
    }
    return list;
  };
}
