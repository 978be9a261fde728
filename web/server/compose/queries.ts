import type { DirectorySource } from '../../../platform/tenancy/directory-source.ts';
import { BackendAsker } from '../../../queries/proxy/backend-asker.ts';
import type { RuleOwnership } from '../../../queries/proxy/filtered-answer.ts';
import { PrometheusProxy } from '../../../queries/proxy/prometheus-proxy.ts';
import { createProxyMetrics, type ProxyMetrics } from '../../../queries/proxy/proxy-metrics.ts';
import { RemoteWrite } from '../../../queries/proxy/remote-write.ts';
import type { StrictMode } from '../../../queries/proxy/scope-rules/metrics-scope-rules.ts';
import { strictClusters } from '../../../queries/proxy/scope-rules/strict-clusters.ts';
import type { Upstream } from '../../../queries/upstream/upstream.ts';
import { metricsClusters } from './cluster-views.ts';
import type { QueryFloor } from './floor.ts';

export interface QueryParts {
  readonly proxy: PrometheusProxy;
  readonly write: RemoteWrite;
  readonly metrics: ProxyMetrics;
  /** Whether what asks for values outside a scope is refused. */
  readonly isStrict: StrictMode;
}

/** The scoped query plane in front of the registered clusters. */
export function composeQueries(
  floor: QueryFloor,
  directories: DirectorySource,
  ownership: RuleOwnership,
  upstream: Upstream,
): QueryParts {
  const { clock, logger, config } = floor;
  const limits = config.queries;
  const metrics = createProxyMetrics(floor.metrics);
  const clusters = metricsClusters(directories);
  const isStrict = strictClusters(clusters);
  const directory = () => directories.current();
  const write = new RemoteWrite({
    upstream,
    directory,
    clusters,
    maxPlainBytes: limits.maxWriteBytes,
  });
  const proxy = new PrometheusProxy({
    backends: { current: directory, metricsClusters: clusters },
    asker: new BackendAsker({ upstream, limits, metrics, logger }),
    ownership,
    limits,
    clock,
    isStrict,
  });
  return { proxy, write, metrics, isStrict };
}
