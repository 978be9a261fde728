import type { LogStoreStats } from '../../../collector/logs/log-store.ts';
import type { MetricStoreStats } from '../../../collector/metrics/store-stats.ts';
import type { ReceiveRate, ReceiveRates } from '../../../collector/receivers/receive-rates.ts';
import type {
  PoolStatus,
  ScrapeManager,
  TargetStatus,
} from '../../../collector/scrape/scrape-manager.ts';
import { parseDurationMs } from '../../../platform/model/duration.ts';
import { PLATFORM } from '../../../platform/tenancy/scope-name.ts';
import type { Unscraped } from './collected-cluster.ts';
import type { EmbeddedSettings } from './embedded-settings.ts';
import type { EmbeddedStores } from './embedded-stores.ts';

/** Who asks how the collection does. */
export interface CollectionAsker {
  /** `_platform` sees that of all. */
  readonly tenant: string;
  /** Labels of tenancy of the environments whose targets are shown; of no use to `_platform`. */
  readonly places: readonly ReadonlyMap<string, string>[];
}

export interface CollectedTarget {
  readonly url: string;
  readonly instance: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly health: 'unknown' | 'up' | 'down';
  readonly lastError: string;
  readonly lastScrapeMs: number | null;
  readonly lastDurationSeconds: number;
  readonly samples: number;
  /** Of these samples, those that the store did not take. */
  readonly refusedSamples: number;
  readonly intervalMs: number;
  readonly timeoutMs: number;
}

export interface CollectedJob {
  /** Of monitors it begins with `monitor/<id>`. */
  readonly id: string;
  readonly tenant: string;
  readonly name: string;
  readonly targets: readonly CollectedTarget[];
  /** Targets that relabelling dropped. */
  readonly dropped: number;
  /** What keeps targets from being found or scraped at all. */
  readonly errors: readonly string[];
}

/** The store of one tenant. `entries` are samples or lines, `series` series or streams. */
export interface CollectedStore {
  readonly kind: 'metrics' | 'logs';
  readonly tenant: string;
  readonly series: number;
  /** Those that took something lately. */
  readonly active: number;
  readonly entries: number;
  readonly sizeBytes: number;
  /** Null: too little is in files yet to tell. */
  readonly bytesPerEntry: number | null;
  /** Text of the lines before compression; null for samples. */
  readonly rawBytes: number | null;
  readonly oldestMs: number | null;
  readonly newestMs: number | null;
  /** A duration; null: kept for ever. */
  readonly retention: string | null;
  /** Null: no bound. */
  readonly retentionBytes: number | null;
}

/** How the collection does, as far as the asker may know. */
export interface CollectionStatus {
  readonly jobs: readonly CollectedJob[];
  /** Of the last minute. */
  readonly receivers: readonly ReceiveRate[];
  readonly stores: readonly CollectedStore[];
  readonly disk: { readonly isFull: boolean; readonly freeBytes: number };
}

export interface CollectionParts {
  readonly settings: Pick<EmbeddedSettings, 'config'>;
  readonly stores: Pick<EmbeddedStores, 'metrics' | 'logs' | 'disk'>;
  readonly manager: Pick<ScrapeManager, 'pools'>;
  readonly monitors: { unscraped(): readonly Unscraped[] };
  readonly rates: Pick<ReceiveRates, 'lastMinute'>;
}

export function collectionStatus(asker: CollectionAsker, parts: CollectionParts): CollectionStatus {
  const { manager, monitors, rates, stores } = parts;
  const seesAll = asker.tenant === PLATFORM;
  return {
    jobs: [
      ...manager.pools((job) => seesAll || isOf(asker, job)).map(collectedJob),
      ...monitors
        .unscraped()
        .filter((one) => seesAll || isOf(asker, one))
        .map(unscrapedJob),
    ],
    receivers: rates.lastMinute(seesAll ? null : asker.tenant),
    stores: [...metricStores(parts), ...logStores(parts)].filter(
      ({ tenant }) => seesAll || tenant === asker.tenant,
    ),
    disk: stores.disk(),
  };
}

/** A job belongs to one environment, whose labels it sets. */
function isOf(
  { tenant, places }: CollectionAsker,
  job: Pick<PoolStatus['job'], 'tenant' | 'ownLabels'>,
): boolean {
  return (
    job.tenant === tenant &&
    places.some(
      (place) =>
        place.size === job.ownLabels.size &&
        [...place].every(([name, value]) => job.ownLabels.get(name) === value),
    )
  );
}

function collectedJob({ job, active, dropped, discoveries, errors }: PoolStatus): CollectedJob {
  return {
    id: job.id,
    tenant: job.tenant,
    name: job.name,
    targets: active.map(collectedTarget),
    dropped,
    errors: [
      ...errors,
      ...discoveries.flatMap(({ name, errors: own }) => own.map((error) => `${name}: ${error}`)),
    ],
  };
}

function unscrapedJob({ id, tenant, name, errors }: Unscraped): CollectedJob {
  return { id, tenant, name, targets: [], dropped: 0, errors };
}

function collectedTarget({ target, ...state }: TargetStatus): CollectedTarget {
  const { url, labels, intervalMs, timeoutMs } = target;
  return { url, instance: labels.get('instance') ?? url, labels, intervalMs, timeoutMs, ...state };
}

function metricStores({ stores, settings }: CollectionParts): readonly CollectedStore[] {
  const kept = retentionOf(settings.config.metrics);
  return [...stores.metrics.stats()].map(([tenant, stats]) => metricStore(tenant, stats, kept));
}

function metricStore(tenant: string, stats: MetricStoreStats, kept: Retention): CollectedStore {
  const { series, activeSeries, samples, sizeBytes, bytesPerSample, oldestMs, newestMs } = stats;
  return {
    kind: 'metrics',
    tenant,
    series,
    active: activeSeries,
    entries: samples,
    sizeBytes,
    bytesPerEntry: bytesPerSample,
    rawBytes: null,
    oldestMs,
    newestMs,
    ...kept,
  };
}

function logStores({ stores, settings }: CollectionParts): readonly CollectedStore[] {
  const kept = retentionOf(settings.config.logs);
  return [...stores.logs.stats()].map(([tenant, stats]) => logStore(tenant, stats, kept));
}

function logStore(tenant: string, stats: LogStoreStats, kept: Retention): CollectedStore {
  const { streams, activeStreams, entries, rawBytes, diskBytes, journalBytes } = stats;
  const sizeBytes = diskBytes + journalBytes;
  return {
    kind: 'logs',
    tenant,
    series: streams,
    active: activeStreams,
    entries,
    sizeBytes,
    bytesPerEntry: entries === 0 ? null : sizeBytes / entries,
    rawBytes,
    oldestMs: msOf(stats.oldestNs),
    newestMs: msOf(stats.newestNs),
    ...kept,
  };
}

type Retention = Pick<CollectedStore, 'retention' | 'retentionBytes'>;

function retentionOf(settings: {
  readonly retention: string;
  readonly retentionBytes: number;
}): Retention {
  const { retention, retentionBytes } = settings;
  return {
    retention: parseDurationMs(retention) === 0 ? null : retention,
    retentionBytes: retentionBytes === 0 ? null : retentionBytes,
  };
}

function msOf(ns: bigint | null): number | null {
  return ns === null ? null : Number(ns / 1_000_000n);
}
