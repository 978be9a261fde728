import type { DirectoryStore } from '../../../platform/tenancy/directory-store.ts';
import type { LimitGate } from '../../../queries/limits/limit-gate.ts';
import { ScopedMetrics } from '../../../queries/proxy/named-metrics/scoped-metrics.ts';
import type { Upstream } from '../../../queries/upstream/upstream.ts';
import { metricsClusters } from './cluster-views.ts';
import type { Floor } from './floor.ts';
import type { QueryParts } from './queries.ts';

export interface NamedMetricsOptions {
  readonly floor: Floor;
  readonly directories: DirectoryStore;
  readonly upstream: Upstream;
  readonly gate: LimitGate;
  readonly queries: Pick<QueryParts, 'ranges' | 'isStrict'>;
}

/** Questions about metrics that are answered with tables, in front of the registered clusters. */
export function composeNamedMetrics(options: NamedMetricsOptions): ScopedMetrics {
  const { floor, directories, upstream, gate, queries } = options;
  const clusters = metricsClusters(directories);
  return new ScopedMetrics({
    backends: { current: () => directories.current(), metricsClusters: clusters },
    upstream,
    gate,
    ranges: queries.ranges,
    limits: floor.config.queries,
    clock: floor.clock,
    logger: floor.logger,
    isStrict: queries.isStrict,
  });
}
