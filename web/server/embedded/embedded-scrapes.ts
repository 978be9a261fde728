import type { ClusterMirror } from '../../../collector/discovery/kubernetes/cluster-mirror.ts';
import { createHostMetrics } from '../../../collector/host/host-metrics.ts';
import { createHttpScrapeClient } from '../../../collector/scrape/http-scrape-client.ts';
import {
  type ReadTarget,
  type ScrapeJob,
  scrapeJob,
} from '../../../collector/scrape/scrape-job.ts';
import {
  createScrapeManager,
  type ScrapeManager,
} from '../../../collector/scrape/scrape-manager.ts';
import type { Clock } from '../../../platform/clock/clock.ts';
import { parseDurationMs } from '../../../platform/model/duration.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import { createGuard } from '../../../platform/outbound/guard.ts';
import { createGuardedDispatcher } from '../../../platform/outbound/guarded-dispatcher.ts';
import type { EmbeddedJobs, EmbeddedPlace } from './embedded-messages.ts';
import type { EmbeddedSettings } from './embedded-settings.ts';
import type { EmbeddedStores } from './embedded-stores.ts';

export interface ScrapesOptions {
  readonly settings: EmbeddedSettings;
  readonly stores: EmbeddedStores;
  /** The service's own metrics. */
  readonly readSelf: ReadTarget;
  /** Clusters whose objects are watched. */
  readonly mirrorOf: (cluster: string) => ClusterMirror | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

const CONNECTIONS_PER_TARGET = 2;

/** The scrape manager over the embedded stores, and the jobs that it is to have. */
export interface EmbeddedScrapes {
  readonly manager: ScrapeManager;
  jobsOf(jobs: EmbeddedJobs): readonly ScrapeJob[];
}

export function composeScrapes(options: ScrapesOptions): EmbeddedScrapes {
  const { settings, stores, readSelf, mirrorOf, clock, logger } = options;
  const { scrape } = settings.config;
  const client = createHttpScrapeClient({
    dispatcherOf: (tls, policy) =>
      createGuardedDispatcher({
        policy,
        ...(policy === 'tenant' ? { allow: settings.tenantAllow } : {}),
        connectTimeoutMs: 10_000,
        headersTimeoutMs: 300_000,
        bodyTimeoutMs: 300_000,
        connections: CONNECTIONS_PER_TARGET,
        tls,
      }),
    probedBy: createGuard({ policy: 'tenant', allow: settings.tenantAllow }),
    clock,
  });
  const manager = createScrapeManager({
    jobs: [],
    sinkOf: (tenant) => stores.metrics.store(tenant),
    client,
    clock,
    logger,
    mirrorOf,
    ...(scrape.externalHost === '' ? {} : { externalHost: scrape.externalHost }),
  });
  const host = createHostMetrics({ root: scrape.hostRoot, clock, logger });
  const intervalMs = parseDurationMs(scrape.interval) ?? 15_000;
  const timeoutMs = Math.min(intervalMs, parseDurationMs(scrape.timeout) ?? intervalMs);
  const own = (name: string, place: EmbeddedPlace, read: ReadTarget): ScrapeJob =>
    scrapeJob({
      id: `own/${name}`,
      name,
      tenant: place.tenant,
      ownLabels: place.ownLabels,
      source: { kind: 'read', address: 'localhost', labels: new Map(), read },
      intervalMs,
      timeoutMs,
    });
  return {
    manager,
    jobsOf: ({ jobs, self, host: hostPlace }) => [
      ...(self ? [own('tocsin', self, readSelf)] : []),
      ...(hostPlace ? [own('node', hostPlace, () => host.read())] : []),
      ...jobs,
    ],
  };
}
