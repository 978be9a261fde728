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
  ['of two', 'limits: { maxConcurrent: 64 }', 2, 32],
  ['of three, rounded up', 'limits: { maxConcurrent: 64 }', 3, 22],
  ['of many: still enough for one tenant', 'limits: { maxConcurrent: 64 }', 64, 16],
  [
    'of many: also for the greatest',
    'limits: { tenants: [{ tenant: acme, maxConcurrent: 40 }] }',
    8,
    40,
  ],
  ['never more than the whole', 'limits: { maxConcurrent: 8 }', 4, 8],
])('the share of a worker %s', (_, yaml, workers, expected) => {
  expect(share(yaml, workers)).toMatchObject({ total: expected, one: 16 });
});

it('the memory of the cache is shared out', () => {
  expect(share('rangeCache: { maxBytes: 1000 }', 3).maxBytes).toBe(334);
  expect(share('rangeCache: { maxBytes: 0 }', 3).maxBytes).toBe(0);
});
