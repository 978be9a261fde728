import type { CollectorConfig } from '../../../collector/collector-config.ts';
import type { LogLevel } from '../../../platform/observe/logger.ts';

/** What the thread of the embedded stores is started with. */
export interface EmbeddedSettings {
  /** Absolute; below it one folder per tenant. */
  readonly folder: string;
  readonly logLevel: LogLevel;
  readonly config: CollectorConfig;
}
