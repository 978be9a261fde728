import type { Dispatcher } from 'undici';
import type { Service } from '../../../platform/lifecycle/service.ts';
import { createGuardedDispatcher } from '../../../platform/outbound/guarded-dispatcher.ts';
import type { TlsIdentity } from '../../../platform/outbound/tls-identity.ts';
import type { DirectoryStore } from '../../../platform/tenancy/directory-store.ts';
import { BackendAsker } from '../../../queries/proxy/backend-asker.ts';
import type { RuleOwnership } from '../../../queries/proxy/filtered-answer.ts';
import { PrometheusProxy } from '../../../queries/proxy/prometheus-proxy.ts';
import { createProxyMetrics, type ProxyMetrics } from '../../../queries/proxy/proxy-metrics.ts';
import { BackendPools } from '../../../queries/upstream/backend-pools.ts';
import { createHttpUpstream } from '../../../queries/upstream/http-upstream.ts';
import { metricsClusters } from './cluster-views.ts';
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
  const pools = new BackendPools(openPool);
  const upstream = createHttpUpstream({
    dispatcherFor: (backend) => pools.dispatcherFor(backend),
    clock,
  });
  const proxy = new PrometheusProxy({
    backends: {
      current: () => directories.current(),
      metricsClusters: metricsClusters(directories),
    },
    asker: new BackendAsker({ upstream, limits, metrics, logger }),
    ownership,
    limits,
    clock,
  });
  return { proxy, metrics, service: poolService(pools, directories) };
}

function openPool(tls: TlsIdentity): Dispatcher {
  return createGuardedDispatcher({
    policy: 'administrator',
    connectTimeoutMs: 5_000,
    headersTimeoutMs: 300_000,
    bodyTimeoutMs: 300_000,
    connections: CONNECTIONS_PER_BACKEND,
    tls,
  });
}

/** Keeps no connection to a backend that is registered no longer. */
function poolService(pools: BackendPools, directories: DirectoryStore): Service {
  const unsubscribe = directories.subscribe((_, clusters) =>
    pools.retain(
      [...clusters.values()].flatMap(({ metrics, logs }) =>
        [metrics, logs].filter((backend) => backend !== null),
      ),
    ),
  );
  return {
    name: 'backends',
    start: () => Promise.resolve(),
    drain: () => Promise.resolve(),
    stop: () => {
      unsubscribe();
      return pools.destroy();
    },
  };
}
