import { RangeCache } from '../../../queries/cache/range-cache.ts';
import { rangeCacheSettings } from '../../../queries/cache/range-cache-config.ts';
import { createRangeCacheMetrics } from '../../../queries/cache/range-cache-metrics.ts';
import type { QueryFloor } from './floor.ts';

/** What is known of range queries, of metrics and logs together. */
export interface KnownRanges {
  readonly cache: RangeCache;
  readonly maxAnswerBytes: number;
}

/** One memory for both languages; null where the configuration allows none. */
export function composeRangeCache({ clock, config, metrics }: QueryFloor): KnownRanges | null {
  const settings = rangeCacheSettings(config.rangeCache);
  if (settings.maxBytes === 0) return null;
  const cache = new RangeCache({ settings, clock, metrics: createRangeCacheMetrics(metrics) });
  return { cache, maxAnswerBytes: settings.maxAnswerBytes };
}

/** Judged queries kept for each language, of all tenants together. */
export const REMEMBERED_JUDGEMENTS = 5_000;
