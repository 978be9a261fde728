import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { MetricStore } from '../../collector/metrics/metric-store.ts';
import {
  batchOf,
  freeTurn,
  type GivenSample,
  MetricStoreWorld,
  pointsOf,
  series,
} from '../support/metric-store-world.ts';
import { mountSmallDisk } from '../support/small-disk.ts';

const disk = mountSmallDisk(8 * 1024 * 1024);
afterAll(() => disk?.remove());

const LIMITS = { segmentBytes: 100_000, maxSegments: 4, maxAgeMs: null };
const TENANTS = ['acme', 'globex'] as const;
const many = TENANTS.map((tenant) =>
  Array.from({ length: 50 }, (_, at) => series({ __name__: 'm', tenant, at: String(at) })),
);

/** How many samples each series has; fails when one has an instant twice. */
async function countsOf(store: MetricStore): Promise<readonly number[]> {
  const ask = { matchers: [], minMs: 0, maxMs: Number.MAX_SAFE_INTEGER };
  const found = await store.select(ask, freeTurn());
  for (const read of found) {
    const points = pointsOf(read);
    expect(points.map(([, value]) => value)).toEqual(points.map(([time]) => Math.sin(time)));
    expect(new Set(read.times).size).toBe(read.times.length);
  }
  return [...new Set(found.map(({ times }) => times.length))];
}

const name = 'metric stores on a disk that is really full';
describe.skipIf(disk === null)(`${name} [needs the right to mount a tmpfs]`, () => {
  it('refuse, keep what they have, answer, and go on when there is room', async () => {
    const world = new MetricStoreWorld(disk?.folder ?? '');
    const start = world.clock.nowMs();
    let stores = TENANTS.map((tenant) => world.open(tenant, LIMITS));
    const taken = [0, 0];
    const appendTo = async (at: number) => {
      const time = start + (taken[at] ?? 0) * 1_000;
      const samples = (many[at] ?? []).map((labels): GivenSample => [labels, time, Math.sin(time)]);
      await stores[at]?.append(batchOf(samples));
      taken[at] = (taken[at] ?? 0) + 1;
    };
    const ballast = join(world.folder, 'ballast');
    writeFileSync(ballast, Buffer.alloc(4 * 1024 * 1024));
    for (let round = 0; round < 6; round++) {
      let refused: unknown = null;
      while (refused === null) {
        for (const at of [0, 1]) await appendTo(at).catch((thrown) => (refused = thrown));
        await world.clock.advance(1_000);
        if ((taken[0] ?? 0) % 20 === 0) for (const store of stores) await store.upkeep();
      }
      expect(refused).toMatchObject({ kind: 'unavailable' });
      for (const [at, store] of stores.entries())
        expect(await countsOf(store)).toEqual([taken[at]]);
      if (round % 2 === 1) {
        rmSync(ballast, { force: true });
        stores = TENANTS.map((tenant) => world.open(tenant, LIMITS));
        for (const [at, store] of stores.entries()) {
          expect(await countsOf(store)).toEqual([taken[at]]);
        }
      }
      rmSync(ballast, { force: true });
      await world.clock.advance(10_000);
      for (const at of [0, 1]) await appendTo(at);
      for (const store of stores) await store.checkpoint();
      const free = world.files.freeBytes(world.folder);
      if (free < 300_000) break;
      writeFileSync(ballast, Buffer.alloc(Math.max(0, free - 250_000)));
    }
    expect(taken[0]).toBeGreaterThan(100);
    for (const store of stores) await store.close();
  });
});
