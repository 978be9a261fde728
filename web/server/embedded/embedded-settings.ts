import type { CollectorConfig } from '../../../collector/collector-config.ts';
import type { LogLevel } from '../../../platform/observe/logger.ts';
import type { PrometheusApiOptions } from '../../../queries/embedded/prometheus-api.ts';

/** What the thread of the embedded stores is started with. */
export interface EmbeddedSettings {
  /** Absolute; below it one folder per tenant. */
  readonly folder: string;
  readonly logLevel: LogLevel;
  readonly config: CollectorConfig;
  /** Exceptions from the tenant outbound policy. */
  readonly tenantAllow: readonly string[];
  /** What no configuration can say: only tests that compare answers to those of others give it. */
  readonly forTests?: {
    readonly evaluation: NonNullable<PrometheusApiOptions['evaluation']>;
    /** Lines are stored with no label but what is pushed: no `detected_level`, no `service_name`. */
    readonly addsLabels: boolean;
  };
}
