import { type Static, Type } from 'typebox';
import { durationOption } from '../platform/config/platform-config.ts';
import { FlowsConfig } from './flows/flows-config.ts';
import { LogsConfig } from './logs/logs-config.ts';
import { MetricsStoreConfig } from './metrics/metrics-config.ts';
import { MonitorsConfig } from './monitors/monitors-config.ts';
import { OtlpConfig } from './receivers/otlp/otlp-config.ts';
import { ScrapeConfig } from './scrape/scrape-config.ts';
import { TailConfig } from './tail/tail-config.ts';

const closed = { additionalProperties: false } as const;

const QueryConfig = Type.Object(
  {
    timeout: durationOption('2m', 'Longest time of one question to the embedded stores'),
    maxSamples: Type.Integer({
      default: 50_000_000,
      minimum: 1,
      description: 'Most samples that one question may hold in memory',
    }),
    maxLogBytes: Type.Integer({
      default: 20 * 1024 ** 3,
      minimum: 1,
      description: 'Most bytes of log lines that one question may read',
    }),
    maxLogSeries: Type.Integer({
      default: 500,
      minimum: 1,
      description: 'Most series that a metric query over logs may answer',
    }),
  },
  { ...closed, default: {} },
);

const IngestConfig = Type.Object(
  {
    samplesPerSecond: Type.Integer({
      default: 200_000,
      minimum: 1,
      description: 'Samples per second that one tenant may push',
    }),
    logBytesPerSecond: Type.Integer({
      default: 64 * 1024 ** 2,
      minimum: 1,
      description: 'Bytes of log lines per second that one tenant may push',
    }),
    maxPlainBytes: Type.Integer({
      default: 64 * 1024 ** 2,
      minimum: 1,
      description: 'Most bytes of one push once it is uncompressed',
    }),
  },
  { ...closed, default: {} },
);

/** The section `collector`: what comes in, and the embedded stores. */
export const CollectorConfig = Type.Object(
  {
    metrics: MetricsStoreConfig,
    logs: LogsConfig,
    query: QueryConfig,
    ingest: IngestConfig,
    otlp: OtlpConfig,
    scrape: ScrapeConfig,
    monitors: MonitorsConfig,
    tail: TailConfig,
    flows: FlowsConfig,
  },
  { ...closed, default: {} },
);
export type CollectorConfig = Static<typeof CollectorConfig>;
