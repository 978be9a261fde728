import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { labelsFrom, labelsKey } from '../../platform/model/labels.ts';
import {
  batchOf,
  equals,
  freeTurn,
  type GivenSample,
  MetricStoreWorld,
  oneOf,
  pointsOf,
  series,
} from '../../test/support/metric-store-world.ts';
import type { MetricStore } from './metric-store.ts';
import type { ReadMatcher } from './read-port.ts';
import { TEST_LIMITS } from './store-limits.ts';

const HOUR = 3_600_000;
const up = series({ __name__: 'up', job: 'api' });
const other = series({ __name__: 'up', job: 'db' });

let world: MetricStoreWorld;
let now = 0;
beforeEach(() => {
  world = new MetricStoreWorld();
  now = world.clock.nowMs();
});
afterEach(() => world.remove());

async function read(store: MetricStore, matchers: readonly ReadMatcher[] = []) {
  const ask = { matchers, minMs: Number.MIN_SAFE_INTEGER, maxMs: Number.MAX_SAFE_INTEGER };
  const found = await store.select(ask, freeTurn());
  return new Map(found.map((one) => [labelsKey(one.labels), pointsOf(one)]));
}

const refusals = async (store: MetricStore, ...samples: readonly GivenSample[]) =>
  (await store.append(batchOf(samples))).refused.map(({ kind, sample }) => `${sample} ${kind}`);

describe('taking samples', () => {
  it('takes the same sample again silently, and another value for its instant not at all', async () => {
    const store = world.open('acme');
    expect(await refusals(store, [up, now, 1], [up, now, 1], [up, now, 2])).toEqual([
      '2 duplicate',
    ]);
    expect(await refusals(store, [up, now + 1, 5], [up, now, 1], [up, now, 0])).toEqual([
      '2 duplicate',
    ]);
    const again = world.open('acme');
    expect(await refusals(again, [up, now + 1, 5], [up, now + 1, 6])).toEqual(['1 duplicate']);
    expect(again.stats()).toMatchObject({ appended: 0, repeated: 1, samples: 2, series: 1 });
  });

  it('says why it takes something not', async () => {
    const store = world.open('acme', { maxSeries: 2, maxLabels: 3, outOfOrderWindowMs: 0 });
    const long = series({ __name__: 'm', a: '1', b: '2', c: '3' });
    expect(
      await refusals(
        store,
        [up, now, 1],
        [up, now - 1, 1],
        [up, now + 601_000, 1],
        [other, now - 1, 1],
        [long, now, 1],
        [series({}), now, 1],
        [other, now, 1],
        [series({ __name__: 'third' }), now, 1],
        [other, Number.NaN, 1],
      ),
    ).toEqual([
      '1 out_of_order',
      '2 too_far_ahead',
      '4 invalid_labels',
      '5 invalid_labels',
      '7 series_limit',
      '8 too_far_ahead',
    ]);
  });

  it('refuses what retention has passed', async () => {
    const store = world.open('acme', { maxAgeMs: HOUR });
    await store.append(batchOf([[up, now, 1]]));
    await store.applyRetention();
    expect(await refusals(store, [other, now - HOUR, 1], [other, now - HOUR - 1, 1])).toEqual([
      '1 too_old',
    ]);
  });

  it('keeps markers of staleness apart from other NaNs', async () => {
    const store = world.open('acme');
    const payload = new Float64Array(new Uint32Array([2, 0x7ff00000]).buffer);
    const batch = batchOf([
      [up, now, Number.NaN],
      [up, now + 1, 'stale'],
      [up, now + 2, 3],
    ]);
    await store.append(batch);
    await store.append({ ...batchOf([[other, now, 0]]), values: payload });
    for (const opened of [store, world.open('acme')]) {
      const found = await read(opened);
      expect(found.get(labelsKey(up))).toEqual([
        [now, Number.NaN],
        [now + 1, 'stale'],
        [now + 2, 3],
      ]);
      expect(found.get(labelsKey(other))).toEqual([[now, Number.NaN]]);
    }
  });

  it('knows a series by its labels, however they are written', async () => {
    const store = world.open('acme');
    const shuffled = new Map([
      ['job', 'api'],
      ['empty', ''],
      ['__name__', 'up'],
    ]);
    await store.append(batchOf([[shuffled, now, 1]]));
    await store.append(batchOf([[up, now + 1, 2]]));
    expect([...(await read(store)).values()]).toEqual([
      [
        [now, 1],
        [now + 1, 2],
      ],
    ]);
  });

  it('keeps odd label names and texts', async () => {
    const odd = labelsFrom([
      ['__name__', 'odd'],
      ['__proto__', 'x'.repeat(40)],
      ['日本', 'é"\\\n\0 中文中文中文中文'],
    ]);
    await world.open('acme').append(batchOf([[odd, now, 1]]));
    const store = world.open('acme');
    expect([...(await read(store)).keys()]).toEqual([labelsKey(odd)]);
    await store.checkpoint();
    expect([...(await read(world.open('acme'))).keys()]).toEqual([labelsKey(odd)]);
  });

  it('takes samples of any time in any order in scripts of tests', async () => {
    const store = world.open('acme', TEST_LIMITS);
    const times = [0, 9e9, -60_000, 300_000, 60_000];
    expect(await refusals(store, ...times.map((at) => [up, at, at] as const))).toEqual([]);
    await store.checkpoint();
    expect((await read(store)).get(labelsKey(up))).toEqual(
      [...times].sort((a, b) => a - b).map((at) => [at, at]),
    );
  });
});

describe('retention', () => {
  it('forgets series of which nothing is left, and takes them anew', async () => {
    const store = world.open('acme', { maxAgeMs: HOUR });
    await store.append(batchOf([[up, now, 1]]));
    await store.checkpoint();
    await world.clock.advance(2 * HOUR);
    await store.append(batchOf([[other, now + 2 * HOUR, 1]]));
    await store.applyRetention();
    expect([...(await read(store)).keys()]).toEqual([labelsKey(other)]);
    expect(store.stats()).toMatchObject({ series: 1, chunks: 0 });
    expect(await refusals(store, [up, now + 2 * HOUR, 5])).toEqual([]);
    expect((await read(world.open('acme'))).size).toBe(2);
  });

  it('gives the places of many forgotten series to others without mixing them up', async () => {
    const store = world.open('acme', { maxAgeMs: HOUR });
    const named = (kind: string, count: number, time: number) =>
      Array.from(
        { length: count },
        (_, at): GivenSample => [
          series({ __name__: kind, at: String(at), parity: at % 2 === 0 ? 'even' : 'odd' }),
          time,
          at,
        ],
      );
    await store.append(batchOf(named('early', 1500, now)));
    await store.append(batchOf(named('kept', 10, now + 300_000)));
    await world.clock.advance(HOUR + 1_000);
    const early = batchOf(named('early', 5, world.clock.nowMs()));
    await store.upkeep();
    expect(store.stats().series).toBe(10);
    await store.append(early);
    await store.append(batchOf(named('late', 1500, world.clock.nowMs())));
    for (const opened of [store, world.open('acme', { maxAgeMs: HOUR })]) {
      const even = await read(opened, [equals('parity', 'even')]);
      expect(even.size).toBe(5 + 3 + 750);
      for (const [key, points] of even) {
        expect(points).toEqual([
          [expect.any(Number), Number(/2:at\d:(\d+)6:parity/.exec(key)?.[1])],
        ]);
      }
      expect((await read(opened, [equals('__name__', 'early')])).size).toBe(5);
      expect((await read(opened, [oneOf('at', '3', '1499')])).size).toBe(4);
    }
  });

  it('keeps the store within its bytes, dropping the oldest', async () => {
    const store = world.open('acme', { maxBytes: 150_000, maxAgeMs: null, segmentBytes: 10_000 });
    let value = 0.1;
    for (let hour = 0; hour < 100; hour++) {
      const samples = Array.from({ length: 240 }, (_, at): GivenSample => {
        value = (value * 97.31) % 1;
        return [up, now + hour * HOUR + at * 15_000, value];
      });
      await world.clock.advance(HOUR);
      await store.append(batchOf(samples));
      if (hour % 10 === 9) await store.checkpoint();
      if (hour % 10 === 9) await store.applyRetention();
    }
    const { sizeBytes, oldestMs, newestMs } = store.stats();
    expect(sizeBytes).toBeLessThanOrEqual(150_000);
    expect(newestMs).toBe(now + 99 * HOUR + 239 * 15_000);
    expect(oldestMs).toBeGreaterThan(now + 20 * HOUR);
    expect(oldestMs).toBeLessThan(now + 95 * HOUR);
  });

  it('closes idle series, so that others find room', async () => {
    const store = world.open('acme', { maxSeries: 1 });
    await store.append(batchOf([[up, now, 1]]));
    expect(await refusals(store, [other, now, 1])).toEqual(['0 series_limit']);
    for (let round = 0; round < 8; round++) {
      await store.upkeep();
      await world.clock.advance(600_000);
    }
    expect(await refusals(store, [other, now, 1])).toEqual([]);
    expect(await refusals(store, [up, now + 1, 1])).toEqual(['0 series_limit']);
    expect((await read(store)).size).toBe(2);
  });
});

describe('lists', () => {
  it('honour time and selectors', async () => {
    const store = world.open('acme', TEST_LIMITS);
    await store.append(
      batchOf([
        [up, 0, 1],
        [up, 9 * HOUR, 1],
        [other, 20 * HOUR, 1],
      ]),
    );
    const ask = (minMs: number, maxMs: number, ...selectors: (readonly ReadMatcher[])[]) => ({
      selectors,
      minMs,
      maxMs,
    });
    for (const opened of [store, world.open('acme', TEST_LIMITS)]) {
      const turn = freeTurn();
      expect(await opened.labelValues('job', ask(0, 30 * HOUR), turn)).toEqual(['api', 'db']);
      expect(await opened.labelValues('job', ask(0, 10 * HOUR), turn)).toEqual(['api']);
      expect(await opened.labelValues('job', ask(4 * HOUR, 5 * HOUR), turn)).toEqual([]);
      expect(await opened.labelNames(ask(0, HOUR), turn)).toEqual(['__name__', 'job']);
      expect(await opened.labelNames(ask(4 * HOUR, 5 * HOUR), turn)).toEqual([]);
      const both = [[equals('job', 'db')], [oneOf('job', 'db', 'x')]];
      expect(await opened.labelSets(ask(0, 30 * HOUR, ...both), turn)).toEqual([other]);
      expect(await opened.labelSets(ask(0, HOUR, ...both), turn)).toEqual([]);
      await opened.checkpoint();
    }
  });

  it('keep what is said of metrics', async () => {
    const store = world.open('acme');
    store.setMetadata('up', { type: 'gauge', help: 'is it up', unit: '' });
    store.setMetadata('up', { type: 'gauge', help: 'whether it is up', unit: '' });
    await store.close();
    expect([...world.open('acme').metadata()]).toEqual([
      ['up', { type: 'gauge', help: 'whether it is up', unit: '' }],
    ]);
  });
});

describe('a full disk', () => {
  const full = expect.objectContaining({ kind: 'unavailable' });

  it('refuses what comes in, answers questions, and goes on by itself', async () => {
    const store = world.open('acme');
    await store.append(batchOf([[up, now, 1]]));
    world.files.setRoom(20);
    await expect(
      store.append(
        batchOf([
          [up, now + 1, 2],
          [other, now, 1],
        ]),
      ),
    ).rejects.toEqual(full);
    world.files.setRoom(1e9);
    await expect(store.append(batchOf([[up, now + 1, 2]]))).rejects.toEqual(full);
    expect([...(await read(store)).values()]).toEqual([[[now, 1]]]);
    await store.upkeep();
    await world.clock.advance(5_000);
    expect(await refusals(store, [up, now + 1, 2], [other, now, 1], [up, now - 5, 7])).toEqual([]);
    const expected = await read(store);
    expect(expected.get(labelsKey(up))).toEqual([
      [now - 5, 7],
      [now, 1],
      [now + 1, 2],
    ]);
    expect(await read(world.open('acme'))).toEqual(expected);
    expect(world.lines.filter((line) => line.includes('is full'))).toHaveLength(1);
    expect(world.lines.filter((line) => line.includes('room again'))).toHaveLength(1);
  });

  it('keeps in memory and journal what the file has no room for, until there is some', async () => {
    const limits = { maxFileBytes: 250_000, maxAgeMs: 10 * HOUR, segmentBytes: 50_000 };
    const store = world.open('acme', limits);
    const many = Array.from({ length: 20 }, (_, at) => series({ __name__: 'm', at: String(at) }));
    let taken = 0;
    let value = 0.1;
    const scrape = (time: number): GivenSample[] =>
      many.map((labels) => {
        value = (value * 97.31) % 1;
        return [labels, time, value];
      });
    const fill = async (): Promise<void> => {
      for (; taken < 5_000; taken++) {
        await store.append(batchOf(scrape(now + taken * 5_000)));
        await world.clock.advance(5_000);
        if (taken % 50 === 0) await store.upkeep();
      }
    };
    await expect(fill()).rejects.toEqual(full);
    const counts = async (opened: MetricStore) =>
      new Set([...(await read(opened)).values()].map((points) => points.length));
    expect(await counts(store)).toEqual(new Set([taken]));
    expect(await counts(world.open('acme', limits))).toEqual(new Set([taken]));

    await world.clock.advance(9 * HOUR);
    await store.applyRetention();
    await store.upkeep();
    const time = world.clock.nowMs();
    expect((await store.append(batchOf(scrape(time)))).appended).toBe(20);
    const reopened = world.open('acme', limits);
    expect(await read(reopened)).toEqual(await read(store));
  });

  it('takes nothing of a batch that does not fit', async () => {
    const store = world.open('acme');
    await store.append(batchOf([[up, now, 1]]));
    world.files.setRoom(0);
    const batch = batchOf([
      [up, now - 7, 3],
      [up, now + 1, 2],
      [up, now + 2, 2],
    ]);
    await expect(store.append(batch)).rejects.toEqual(full);
    world.files.setRoom(1e9);
    await world.clock.advance(5_000);
    expect([...(await read(store)).values()]).toEqual([[[now, 1]]]);
    expect((await store.append(batch)).appended).toBe(3);
  });
});
