import type { LimitGate } from '../../../queries/limits/limit-gate.ts';
import { ScopedMetrics } from '../../../queries/proxy/named-metrics/scoped-metrics.ts';
import type { Upstream } from '../../../queries/upstream/upstream.ts';
import type { Floor } from './floor.ts';
import type { QueryParts } from './queries.ts';

export interface NamedMetricsOptions {
  readonly floor: Floor;
  readonly upstream: Upstream;
  readonly gate: LimitGate;
  readonly queries: Pick<QueryParts, 'backends' | 'plans' | 'rules' | 'ranges'>;
}

/** Questions about metrics that are answered with tables, in front of the registered clusters. */
export function composeNamedMetrics(options: NamedMetricsOptions): ScopedMetrics {
  const { floor, upstream, gate, queries } = options;
  const { backends, plans, rules, ranges } = queries;
  const { config, clock, logger } = floor;
  const limits = config.queries;
  return new ScopedMetrics({
    backends,
    plans,
    rules,
    upstream,
    gate,
    ranges,
    limits,
    clock,
    logger,
  });
}
