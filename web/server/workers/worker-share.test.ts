import { expect, it } from 'vitest';
import { loadConfig } from '../../../platform/config/load-config.ts';
import { ConfigSchema } from '../config.ts';
import { shareOf } from './worker-share.ts';

function share(yaml: string, workers: number) {
  const config = loadConfig(ConfigSchema, { yaml, fileName: '', env: {} });
  const { limits, rangeCache } = shareOf(config, workers);
  return { total: limits.maxConcurrent, one: limits.default.maxConcurrent, ...rangeCache };
}

it.each([
  ['of two', 'limits: { maxConcurrent: 100 }', 2, 50],
  ['of three, rounded up', 'limits: { maxConcurrent: 100 }', 3, 34],
  ['of many: still enough for two tenants', 'limits: { maxConcurrent: 64 }', 64, 32],
  [
    'of many: also for the greatest',
    'limits: { tenants: [{ tenant: acme, maxConcurrent: 24 }] }',
    8,
    48,
  ],
  ['never more than the whole', 'limits: { maxConcurrent: 8 }', 4, 8],
])('the share of a worker %s', (_, yaml, workers, expected) => {
  expect(share(yaml, workers)).toMatchObject({ total: expected, one: 16 });
});

it('the memory of the cache is shared out', () => {
  expect(share('rangeCache: { maxBytes: 1000 }', 3).maxBytes).toBe(334);
  expect(share('rangeCache: { maxBytes: 0 }', 3).maxBytes).toBe(0);
});
