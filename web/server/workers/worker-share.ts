import type { Config } from '../config.ts';

type QueryConfig = Pick<Config, 'log' | 'queries' | 'logs' | 'limits' | 'rangeCache'>;

/**
 * The configuration of one of several workers. What bounds one tenant holds as it is, because a
 * tenant has one worker. What bounds all tenants together is shared out; a worker's part is never so
 * small that one tenant alone could not use its own.
 */
export function shareOf(config: QueryConfig, workers: number): QueryConfig {
  const { log, queries, logs, limits, rangeCache } = config;
  const ofTenants = limits.tenants.map(({ maxConcurrent = 0 }) => maxConcurrent);
  const ofOne = Math.min(
    limits.maxConcurrent,
    Math.max(limits.default.maxConcurrent, ...ofTenants),
  );
  const maxConcurrent = Math.max(ofOne, Math.ceil(limits.maxConcurrent / workers));
  const maxBytes = Math.ceil(rangeCache.maxBytes / workers);
  return {
    log,
    queries,
    logs,
    limits: { ...limits, maxConcurrent },
    rangeCache: { ...rangeCache, maxBytes },
  };
}
