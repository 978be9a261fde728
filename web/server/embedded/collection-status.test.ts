import { describe, expect, it } from 'vitest';
import type { LogStoreStats } from '../../../collector/logs/log-store.ts';
import type { MetricStoreStats } from '../../../collector/metrics/store-stats.ts';
import { scrapeJob } from '../../../collector/scrape/scrape-job.ts';
import type { JobFilter } from '../../../collector/scrape/scrape-manager.ts';
import { type CollectionParts, collectionStatus } from './collection-status.ts';

const METRICS: MetricStoreStats = {
  series: 3,
  activeSeries: 2,
  samples: 100,
  chunks: 1,
  sizeBytes: 200,
  bytesPerSample: 1.5,
  oldestMs: 1,
  newestMs: 2,
  appended: 100,
  repeated: 0,
  refused: {
    out_of_order: 0,
    too_old: 0,
    duplicate: 0,
    too_far_ahead: 0,
    series_limit: 0,
    invalid_labels: 0,
  },
};

const LOGS = {
  streams: 1,
  activeStreams: 1,
  entries: 4,
  rawBytes: 100,
  diskBytes: 30,
  headBytes: 0,
  journalBytes: 10,
  oldestNs: 1_999_999n,
  newestNs: 3_000_000n,
} satisfies Partial<LogStoreStats>;

const job = (tenant: string, namespace: string) =>
  scrapeJob({
    id: `${tenant}/${namespace}`,
    name: namespace,
    tenant,
    ownLabels: new Map([['namespace', namespace]]),
    source: { kind: 'discovered', discoveries: [] },
  });

/** Both tenants have a namespace of the same name, as on two clusters. */
const JOBS = [job('acme', 'shop'), job('acme', 'bank'), job('globex', 'shop')];

function parts({ retention = '15d', isFull = false } = {}) {
  const stats = (one: unknown) => () =>
    new Map([
      ['acme', one],
      ['globex', one],
    ]);
  const config = { retention, retentionBytes: 0 };
  return {
    settings: { config: { metrics: config, logs: config } },
    stores: {
      metrics: { stats: stats(METRICS) },
      logs: { stats: stats(LOGS) },
      disk: () => ({ isFull, freeBytes: 5 }),
    },
    manager: {
      pools: (filter: JobFilter) =>
        JOBS.filter(filter).map((one) => ({
          job: one,
          active: [],
          dropped: 1,
          discoveries: [{ name: 'file x.json', errors: ['it is no JSON'] }],
          errors: ['too many targets'],
        })),
    },
    monitors: { unscraped: () => [] },
    rates: { lastMinute: (tenant: string | null) => [{ tenant }] },
  } as unknown as CollectionParts; // The rest of what these are is of no use here.
}

const SHOP = [new Map([['namespace', 'shop']])];

describe('how the collection does', () => {
  it('shows a tenant its own, of the environments that were asked for', () => {
    const status = collectionStatus({ tenant: 'acme', places: SHOP }, parts());
    expect(status.jobs.map(({ tenant, name }) => `${tenant}/${name}`)).toEqual(['acme/shop']);
    expect(new Set(status.stores.map(({ tenant }) => tenant))).toEqual(new Set(['acme']));
    expect(status.receivers).toEqual([{ tenant: 'acme' }]);
  });

  it('shows the platform all', () => {
    const status = collectionStatus({ tenant: '_platform', places: [] }, parts());
    expect(status.jobs).toHaveLength(3);
    expect(status.stores).toHaveLength(4);
    expect(status.receivers).toEqual([{ tenant: null }]);
  });

  it('tells why targets are not found', () => {
    const { jobs } = collectionStatus({ tenant: 'globex', places: SHOP }, parts());
    expect(jobs[0]).toMatchObject({
      dropped: 1,
      errors: ['too many targets', 'file x.json: it is no JSON'],
    });
  });

  it('counts lines with their journal, in milliseconds', () => {
    const { stores } = collectionStatus({ tenant: 'acme', places: [] }, parts());
    expect(stores[1]).toEqual({
      kind: 'logs',
      tenant: 'acme',
      series: 1,
      active: 1,
      entries: 4,
      sizeBytes: 40,
      bytesPerEntry: 10,
      rawBytes: 100,
      oldestMs: 1,
      newestMs: 3,
      retention: '15d',
      retentionBytes: null,
    });
  });

  it.each(['0', '0s', '0d0h'])('a retention of %s keeps for ever', (retention) => {
    const { stores } = collectionStatus({ tenant: 'acme', places: [] }, parts({ retention }));
    expect(stores[0]?.retention).toBeNull();
  });

  it('says when the disk is full', () => {
    const { disk } = collectionStatus({ tenant: 'acme', places: [] }, parts({ isFull: true }));
    expect(disk).toEqual({ isFull: true, freeBytes: 5 });
  });
});
