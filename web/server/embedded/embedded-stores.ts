import { join } from 'node:path';
import type { FlowRunner } from '../../../collector/flows/runtime/flow-runner.ts';
import { LogStores } from '../../../collector/logs/log-stores.ts';
import { logStorageOf } from '../../../collector/logs/logs-config.ts';
import { MetricStores } from '../../../collector/metrics/metric-stores.ts';
import { metricLimitsOf } from '../../../collector/metrics/metrics-config.ts';
import type { EntrySink } from '../../../collector/model/entry-batch.ts';
import { DiskRoom } from '../../../collector/storage/disk-room.ts';
import { JournalSyncer } from '../../../collector/storage/journal-syncer.ts';
import { nodeFiles } from '../../../collector/storage/node-files.ts';
import { TenantFolders } from '../../../collector/storage/tenant-folders.ts';
import type { Clock } from '../../../platform/clock/clock.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import { PLATFORM } from '../../../platform/tenancy/scope-name.ts';
import type { SeriesSource } from '../../../queries/source/series-source.ts';
import type { StreamSource } from '../../../queries/source/stream-source.ts';
import type { EmbeddedSettings } from './embedded-settings.ts';

/** The stores of all tenants, of metrics and of logs. */
export interface EmbeddedStores {
  readonly metrics: MetricStores;
  readonly logs: LogStores;
  /** Where lines of a tenant go: its store, and then its flows. */
  entriesOf(tenant: string): EntrySink;
  /** What a tenant may read: its own; `_platform`, all. */
  seriesOf(tenant: string): SeriesSource;
  streamsOf(tenant: string): StreamSource;
  /** Those whose metrics a tenant may read. */
  metricTenants(tenant: string): readonly string[];
  /** Of the file system that all stores lie on; while it is full nothing is taken in. */
  disk(): { readonly isFull: boolean; readonly freeBytes: number };
  close(): Promise<void>;
}

export interface StoresOptions {
  readonly settings: EmbeddedSettings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
  readonly flows: Pick<FlowRunner, 'behind'>;
}

/** Opens all stores there are. @throws Error when one cannot be opened */
export async function openEmbeddedStores(options: StoresOptions): Promise<EmbeddedStores> {
  const { settings, clock, logger, random, flows } = options;
  const folder = join(settings.folder, 'tenants');
  const folders = new TenantFolders(folder);
  const files = nodeFiles;
  const syncer = new JournalSyncer({ clock, logger });
  const room = new DiskRoom({ folder, files, clock, logger });
  const shared = { folders, files, syncer, room, clock, logger };
  const limits = metricLimitsOf(settings.config.metrics);
  const metrics = new MetricStores({ ...shared, limitsOf: () => limits });
  const logs = new LogStores({ ...shared, ...logStorageOf(settings.config.logs), random });
  metrics.start();
  await logs.start();
  const metricTenants = (tenant: string) => (tenant === PLATFORM ? metrics.tenants() : [tenant]);
  return {
    metrics,
    logs,
    metricTenants,
    entriesOf: (tenant) => flows.behind(tenant, logs.sinkOf(tenant)),
    seriesOf: (tenant) => metrics.sourceOf(metricTenants(tenant)),
    streamsOf: (tenant) => logs.sourceOf(tenant === PLATFORM ? logs.tenants() : [tenant]),
    disk: () => ({ isFull: room.isFull, freeBytes: files.freeBytes(folder) }),
    close: async () => {
      await logs.stop();
      await metrics.close();
    },
  };
}
