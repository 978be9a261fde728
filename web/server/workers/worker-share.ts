import type { Config } from '../config.ts';

type QueryConfig = Pick<Config, 'log' | 'queries' | 'logs' | 'limits' | 'rangeCache'>;

/**
 * The configuration of one of several workers. What bounds one tenant holds as it is, because a
 * tenant has one worker. What bounds all tenants together is shared out; a worker's part is never so
 * small that one tenant at its own bound would leave no place for others.
 */
export function shareOf(config: QueryConfig, workers: number): QueryConfig {
  const { log, queries, logs, limits, rangeCache } = config;
  const ofTenants = limits.tenants.map(({ maxConcurrent = 0 }) => maxConcurrent);
  const ofOne = Math.max(limits.default.maxConcurrent, ...ofTenants);
  const wanted = Math.max(2 * ofOne, Math.ceil(limits.maxConcurrent / workers));
  const maxConcurrent = Math.min(limits.maxConcurrent, wanted);
  const maxBytes = Math.ceil(rangeCache.maxBytes / workers);
  return {
    log,
    queries,
    logs,
    limits: { ...limits, maxConcurrent },
    rangeCache: { ...rangeCache, maxBytes },
  };
}
