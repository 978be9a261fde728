import type { Clock } from '../../platform/clock/clock.ts';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { createMetrics } from '../../platform/observe/metrics.ts';
import { LimitGate } from '../../queries/limits/limit-gate.ts';
import { createLimitMetrics } from '../../queries/limits/limit-metrics.ts';
import type { TenantLimits } from '../../queries/limits/tenant-limits.ts';

const WIDE: TenantLimits = {
  maxConcurrent: 1_000,
  maxQueued: 1_000,
  maxWaitMs: 30_000,
  perSecond: 0,
  burst: 1,
  maxTails: 1_000,
  maxRangeMs: 0,
  maxPoints: 11_000,
  maxLookbackMs: 0,
  maxBodyBytes: 262_144,
  maxResponseBytes: 268_435_456,
  timeoutMs: 60_000,
};

/** A gate with the same limits for all tenants: so wide that no test meets them, but for these. */
export function limitGate(
  limits: Partial<TenantLimits> = {},
  clock: Clock = systemClock,
): LimitGate {
  const table = { maxConcurrent: 1_000, of: () => ({ ...WIDE, ...limits }) };
  const registry = createMetrics({ version: 'test', withProcessMetrics: false });
  return new LimitGate({ table, clock, metrics: createLimitMetrics(registry) });
}
