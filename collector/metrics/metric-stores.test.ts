import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { batchOf, freeTurn, pointsOf, series } from '../../test/support/metric-store-world.ts';
import { removeFolder, tempFolder } from '../../test/support/temp-folder.ts';
import { DiskRoom } from '../storage/disk-room.ts';
import { JournalSyncer } from '../storage/journal-syncer.ts';
import { nodeFiles } from '../storage/node-files.ts';
import { TenantFolders } from '../storage/tenant-folders.ts';
import { MetricStores } from './metric-stores.ts';
import { TEST_LIMITS } from './store-limits.ts';

let folder = '';
beforeEach(() => {
  folder = tempFolder('metric-stores');
});
afterEach(() => removeFolder(folder));

function open(): MetricStores {
  const clock = new VirtualClock();
  const logger = createLogger({ level: 'silent' });
  const stores = new MetricStores({
    folders: new TenantFolders(folder),
    files: nodeFiles,
    syncer: new JournalSyncer({ clock, logger }),
    room: new DiskRoom({ folder, files: nodeFiles, clock, logger, minFreeBytes: 0 }),
    clock,
    logger,
    limitsOf: () => TEST_LIMITS,
  });
  stores.start();
  return stores;
}

const up = series({ __name__: 'up' });
const ALL = { matchers: [], minMs: 0, maxMs: 100 };
const LISTS = { selectors: [], minMs: 0, maxMs: 100 };

describe('the stores of tenants', () => {
  it('are apart, and are read together when that is asked for', async () => {
    const stores = open();
    await stores.store('acme').append(
      batchOf([
        [up, 1, 1],
        [series({ __name__: 'a' }), 1, 1],
      ]),
    );
    await stores.store('globex').append(
      batchOf([
        [up, 2, 'stale'],
        [series({ __name__: 'g' }), 1, 1],
      ]),
    );
    const turn = freeTurn();
    const acme = await stores.sourceOf(['acme']).select(ALL, turn);
    expect(acme.map(({ labels }) => labels.get('__name__')).sort()).toEqual(['a', 'up']);
    const both = stores.sourceOf(['acme', 'globex', 'nobody']);
    const joined = (await both.select(ALL, turn)).find(
      ({ labels }) => labels.get('__name__') === 'up',
    );
    expect(joined === undefined ? [] : pointsOf(joined)).toEqual([
      [1, 1],
      [2, 'stale'],
    ]);
    expect(await both.labelValues('__name__', LISTS, turn)).toEqual(['a', 'g', 'up']);
    expect(await both.labelNames(LISTS, turn)).toEqual(['__name__']);
    expect(await both.labelSets(LISTS, turn)).toHaveLength(3);
    expect(stores.tenants()).toEqual(['acme', 'globex']);
    await stores.close();
  });

  it('do without one that cannot be opened, but not silently', async () => {
    const stores = open();
    await stores.store('acme').append(batchOf([[up, 1, 1]]));
    await stores.store('globex').append(batchOf([[up, 1, 1]]));
    await stores.close();
    writeFileSync(join(folder, 'acme', 'metrics', 'chunks.db'), 'x'.repeat(10_000));
    const again = open();
    expect(await again.sourceOf(['globex']).select(ALL, freeTurn())).toHaveLength(1);
    await expect(again.sourceOf(['acme']).select(ALL, freeTurn())).rejects.toThrow('database');
    await again.remove('acme');
    expect(await again.sourceOf(['acme']).select(ALL, freeTurn())).toEqual([]);
    await again.close();
  });

  it('come back, but for one that was removed', async () => {
    const stores = open();
    await stores.store('acme').append(batchOf([[up, 1, 1]]));
    await stores.store('globex').append(batchOf([[up, 1, 1]]));
    await stores.remove('acme');
    expect(await stores.sourceOf(['acme']).select(ALL, freeTurn())).toEqual([]);
    await stores.close();
    const again = open();
    expect(again.tenants()).toEqual(['globex']);
    expect([...again.stats().values()].map(({ samples }) => samples)).toEqual([1]);
    expect(again.store('acme').stats().series).toBe(0);
    await again.close();
  });
});
