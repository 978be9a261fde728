import { type Static, Type } from 'typebox';
import { AlertingConfig } from '../../alerting/alerting-config.ts';
import { PlatformConfig } from '../../platform/config/platform-config.ts';
import { TenancyConfig } from '../../platform/tenancy/tenancy-config.ts';
import { QueryLimitsConfig } from '../../queries/proxy/query-limits.ts';

/** The whole configuration: the parts of all rooms. Printed by `--help`, checked by `check-config`. */
export const ConfigSchema = Type.Object(
  {
    ...PlatformConfig,
    queries: QueryLimitsConfig,
    ...AlertingConfig,
    ...TenancyConfig,
  },
  { additionalProperties: false },
);

export type Config = Static<typeof ConfigSchema>;
