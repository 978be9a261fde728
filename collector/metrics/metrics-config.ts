import { Type } from 'typebox';
import { durationOption } from '../../platform/config/platform-config.ts';
import { parseDurationMs } from '../../platform/model/duration.ts';
import { DEFAULT_LIMITS, type MetricStoreLimits } from './store-limits.ts';

const closed = { additionalProperties: false } as const;

function count(fallback: number, description: string) {
  return Type.Integer({ default: fallback, minimum: 1, description });
}

/** What the embedded metric store is configured with. */
export const MetricsStoreConfig = Type.Object(
  {
    retention: durationOption('15d', 'Samples older than this are removed; 0 keeps them'),
    retentionBytes: Type.Integer({
      default: DEFAULT_LIMITS.maxBytes ?? 0,
      minimum: 0,
      description: 'Bytes of stored samples of one tenant, the oldest make room; 0: no bound',
    }),
    outOfOrder: durationOption('10m', 'How far behind the newest of its series a sample may be'),
    maxAhead: durationOption('10m', 'Samples later than now by more than this are refused'),
    maxSeries: count(DEFAULT_LIMITS.maxSeries, 'Most series of one tenant that take samples'),
    maxStoredSeries: count(DEFAULT_LIMITS.maxStoredSeries, 'Most series of one tenant in all'),
    durable: Type.Boolean({
      default: DEFAULT_LIMITS.isDurable,
      description: 'Whether each batch waits until it would survive a power cut',
    }),
  },
  { ...closed, default: {} },
);

/** `MetricsStoreConfig`, loaded. */
export interface MetricsStoreSettings {
  readonly retention: string;
  readonly retentionBytes: number;
  readonly outOfOrder: string;
  readonly maxAhead: string;
  readonly maxSeries: number;
  readonly maxStoredSeries: number;
  readonly durable: boolean;
}

/** What the stores of tenants are made with. */
export function metricLimitsOf(settings: MetricsStoreSettings): Partial<MetricStoreLimits> {
  const maxAgeMs = parseDurationMs(settings.retention) ?? 0;
  return {
    maxSeries: settings.maxSeries,
    maxStoredSeries: settings.maxStoredSeries,
    outOfOrderWindowMs: parseDurationMs(settings.outOfOrder) ?? 0,
    maxAheadMs: parseDurationMs(settings.maxAhead) ?? 0,
    maxAgeMs: maxAgeMs === 0 ? null : maxAgeMs,
    maxBytes: settings.retentionBytes === 0 ? null : settings.retentionBytes,
    isDurable: settings.durable,
  };
}
