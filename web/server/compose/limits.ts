import { LimitGate } from '../../../queries/limits/limit-gate.ts';
import { createLimitMetrics } from '../../../queries/limits/limit-metrics.ts';
import { limitTable } from '../../../queries/limits/tenant-limits.ts';
import type { QueryFloor } from './floor.ts';

/** What tenants may ask, of metrics and of logs together: there is one gate of the whole service. */
export function composeLimits({ config, clock, metrics }: QueryFloor): LimitGate {
  return new LimitGate({
    table: limitTable(config.limits),
    clock,
    metrics: createLimitMetrics(metrics),
  });
}
