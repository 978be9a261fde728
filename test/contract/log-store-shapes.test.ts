import { afterEach, describe, expect, expectTypeOf, it } from 'vitest';
import type { LogSource } from '../../collector/logs/log-stores.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import type { StreamSource } from '../../queries/source/stream-source.ts';
import type { Turn } from '../../queries/source/turn.ts';
import { openLogStores, streamOf } from '../support/log-stores.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';

let folder = '';
afterEach(() => removeFolder(folder));

describe('the log store as a source of streams', () => {
  it('fits the port of queries', async () => {
    expectTypeOf<LogSource>().toExtend<StreamSource>();
    folder = tempFolder('log-shapes');
    const clock = new VirtualClock();
    const stores = await openLogStores({ folder, clock });
    const source: StreamSource = stores.sourceOf(['acme', 'globex']);
    const turn: Turn = {
      isDue: () => true,
      rest: async () => undefined,
      holdSamples: () => undefined,
      readBytes: () => undefined,
    };
    const timeNs = BigInt(clock.nowMs()) * 1_000_000n;
    for (const tenant of ['acme', 'globex']) {
      await stores.sinkOf(tenant).append([streamOf(tenant, 'shop', [[timeNs, tenant]])]);
    }
    const streams = await source.select(
      { matchers: [], startNs: timeNs, endNs: timeNs + 1n },
      turn,
    );
    const texts = streams.flatMap(({ blocks }) => blocks.map((block) => String(block.read().text)));
    expect(texts).toEqual(['acme', 'globex']);
    await stores.stop();
  });
});
