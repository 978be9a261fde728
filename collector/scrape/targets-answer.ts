import { hostname } from 'node:os';
import { printDurationMs } from '../../platform/model/duration.ts';
import { labelsToObject } from '../../platform/model/labels.ts';
import type { MetricMetadata } from '../exposition/metric-metadata.ts';
import type { ScrapeLoop } from './scrape-loop.ts';
import type { ScrapePool } from './scrape-pool.ts';
import { globalUrl } from './target-url.ts';

type LabelObject = Readonly<Record<string, string>>;

/** One of `activeTargets`. */
export interface ActiveTarget {
  readonly discoveredLabels: LabelObject;
  readonly labels: LabelObject;
  readonly scrapePool: string;
  readonly scrapeUrl: string;
  readonly globalUrl: string;
  readonly lastError: string;
  /** RFC 3339; the year 1 before the first scrape. */
  readonly lastScrape: string;
  /** Seconds. */
  readonly lastScrapeDuration: number;
  readonly health: 'unknown' | 'up' | 'down';
  readonly scrapeInterval: string;
  readonly scrapeTimeout: string;
}

export interface DroppedTarget {
  readonly discoveredLabels: LabelObject;
  readonly scrapePool: string;
}

/** The `data` of Prometheus's `/api/v1/targets`. */
export interface TargetsAnswer {
  readonly activeTargets: readonly ActiveTarget[];
  readonly droppedTargets: readonly DroppedTarget[];
  readonly droppedTargetCounts: Readonly<Record<string, number>>;
}

/** One of the `data` of `/api/v1/targets/metadata`. */
export interface TargetMetadata extends MetricMetadata {
  readonly target: LabelObject;
}

const NEVER = '0001-01-01T00:00:00Z';

/** @param externalHost how this machine is reached from elsewhere; empty: by its name */
export function targetsAnswer(
  pools: readonly ScrapePool[],
  externalHost: string = hostname(),
): TargetsAnswer {
  const droppedTargetCounts: Record<string, number> = Object.create(null);
  for (const { job, targets } of pools) {
    droppedTargetCounts[job.name] = (droppedTargetCounts[job.name] ?? 0) + targets.droppedCount;
  }
  return {
    activeTargets: pools.flatMap((pool) =>
      pool.loops.map((loop) => activeTarget(pool.job.name, loop, externalHost)),
    ),
    droppedTargets: pools.flatMap(({ job, targets }) =>
      targets.dropped.map((labels) => ({
        discoveredLabels: labelsToObject(labels),
        scrapePool: job.name,
      })),
    ),
    droppedTargetCounts,
  };
}

function activeTarget(scrapePool: string, loop: ScrapeLoop, externalHost: string): ActiveTarget {
  const { target, scraper } = loop;
  const { health, lastError, lastScrapeMs, lastDurationSeconds } = scraper.state();
  return {
    discoveredLabels: labelsToObject(target.discoveredLabels),
    labels: labelsToObject(target.labels),
    scrapePool,
    scrapeUrl: target.url,
    globalUrl: globalUrl(target.url, externalHost),
    lastError,
    lastScrape: lastScrapeMs === null ? NEVER : new Date(lastScrapeMs).toISOString(),
    lastScrapeDuration: lastDurationSeconds,
    health,
    scrapeInterval: printDurationMs(target.intervalMs),
    scrapeTimeout: printDurationMs(target.timeoutMs),
  };
}

export function targetsMetadata(pools: readonly ScrapePool[]): readonly TargetMetadata[] {
  return pools.flatMap(({ loops }) =>
    loops.flatMap(({ target, scraper }) => {
      const labels = labelsToObject(target.labels);
      return scraper.metadata().map((one) => ({ target: labels, ...one }));
    }),
  );
}
