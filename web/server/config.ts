import { type Static, Type } from 'typebox';
import { AlertingConfig } from '../../alerting/alerting-config.ts';
import { CollectorConfig } from '../../collector/collector-config.ts';
import { GrafanaConfig } from '../../dashboards/grafana/grafana-config.ts';
import { PlatformConfig } from '../../platform/config/platform-config.ts';
import { TenancyConfig } from '../../platform/tenancy/tenancy-config.ts';
import { RangeCacheConfig } from '../../queries/cache/range-cache-config.ts';
import { TenantLimitsConfig } from '../../queries/limits/tenant-limits.ts';
import { LogLimitsConfig } from '../../queries/proxy/loki/loki-limits.ts';
import { QueryLimitsConfig } from '../../queries/proxy/query-limits.ts';

/** The whole configuration: the parts of all rooms. Printed by `--help`, checked by `check-config`. */
export const ConfigSchema = Type.Object(
  {
    ...PlatformConfig,
    queries: QueryLimitsConfig,
    logs: LogLimitsConfig,
    limits: TenantLimitsConfig,
    rangeCache: RangeCacheConfig,
    collector: CollectorConfig,
    ...AlertingConfig,
    ...TenancyConfig,
    ...GrafanaConfig,
  },
  { additionalProperties: false },
);

export type Config = Static<typeof ConfigSchema>;
