import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { labelsFrom } from '../../platform/model/labels.ts';
import {
  equals,
  type LogStoresSetup,
  openLogStores,
  readLines,
  restless,
  streamOf,
} from '../../test/support/log-stores.ts';
import { removeFolder, tempFolder } from '../../test/support/temp-folder.ts';
import type { LogStores } from './log-stores.ts';

const NS = 1_000_000n;
let folder = '';
let clock = new VirtualClock();
let stores: LogStores | null = null;
const nowNs = (): bigint => BigInt(clock.nowMs()) * NS;

beforeEach(() => {
  folder = tempFolder('logs');
  clock = new VirtualClock();
});
afterEach(async () => {
  await stores?.stop();
  removeFolder(folder);
});

async function open(setup: Partial<LogStoresSetup> = {}): Promise<LogStores> {
  await stores?.stop();
  stores = await openLogStores({ folder, clock, ...setup });
  return stores;
}

const textsOf = async (opened: LogStores, tenant: string): Promise<readonly string[]> =>
  (await readLines(opened.sourceOf([tenant]))).map(({ line }) => line);

describe('a log store', () => {
  it('gives back what was taken, to its tenant alone, before and after flush and reopening', async () => {
    let opened = await open();
    const metadata = labelsFrom([
      ['trace_id', 'a1'],
      ['用户', '张三'],
    ]);
    const at = nowNs() + 123_456_789n;
    await opened.sinkOf('acme').append([
      streamOf('acme', 'shop', [
        [at, '磁盘空间不足 disk is full', metadata],
        [at, ''],
        [at + 1n, 'second'],
      ]),
      streamOf('acme', 'mail', [[at - 5n, 'sent']]),
    ]);
    await opened.sinkOf('globex').append([streamOf('globex', 'shop', [[at, 'foreign']])]);
    const expected = [
      {
        app: 'shop',
        timeNs: at,
        line: '磁盘空间不足 disk is full',
        metadata: Object.fromEntries(metadata),
      },
      { app: 'shop', timeNs: at, line: '', metadata: null },
      { app: 'shop', timeNs: at + 1n, line: 'second', metadata: null },
      { app: 'mail', timeNs: at - 5n, line: 'sent', metadata: null },
    ];
    expect(await readLines(opened.sourceOf(['acme']))).toEqual(expected);
    opened = await open();
    expect(await readLines(opened.sourceOf(['acme']))).toEqual(expected);
    await opened.flush();
    expect(await readLines(opened.sourceOf(['acme']))).toEqual(expected);
    opened = await open();
    expect(await readLines(opened.sourceOf(['acme']))).toEqual(expected);
    expect(await textsOf(opened, 'globex')).toEqual(['foreign']);
    expect((await readLines(opened.sourceOf(['acme', 'globex', 'nobody']))).length).toBe(5);
    expect(opened.stats().get('acme')).toMatchObject({
      streams: 2,
      entries: 4,
      oldestNs: at - 5n,
      newestNs: at + 1n,
      headBytes: 0,
    });
  });

  it('selects by matchers and time, without streams that have no block there', async () => {
    const opened = await open();
    const at = nowNs();
    await opened.sinkOf('acme').append([
      streamOf('acme', 'a', [
        [at, 'a0'],
        [at + 10n, 'a1'],
      ]),
      streamOf('acme', 'b', [[at + 20n, 'b0']]),
    ]);
    await opened.flush();
    await opened.sinkOf('acme').append([streamOf('acme', 'a', [[at + 30n, 'a2']])]);
    const source = opened.sourceOf(['acme']);
    const appsIn = async (startNs: bigint, endNs: bigint, matchers = [equals('tenant', 'acme')]) =>
      (await source.select({ matchers, startNs, endNs }, restless)).map(
        ({ labels, blocks }) => `${labels.get('app')}${blocks.length}`,
      );
    expect(await appsIn(at, at + 31n)).toEqual(['a2', 'b1']);
    expect(await appsIn(at, at + 20n)).toEqual(['a1']);
    expect(await appsIn(at + 11n, at + 20n)).toEqual([]);
    expect(await appsIn(at + 20n, at + 21n)).toEqual(['b1']);
    expect(await appsIn(at + 4n, at + 6n)).toEqual(['a1']);
    expect(await appsIn(at, at + 99n, [equals('app', 'b')])).toEqual(['b1']);
    expect(await appsIn(at, at + 99n, [equals('app', 'c')])).toEqual([]);
    expect(await appsIn(at, at + 99n, [equals('zone', '')])).toEqual(['a2', 'b1']);
    const pattern = {
      name: 'app',
      op: '=~',
      value: 'a|x',
      matches: (text: string) => text === 'a',
    } as const;
    expect(await appsIn(at, at + 99n, [pattern])).toEqual(['a2']);
  });

  it('keeps a line once when it is sent again, wherever it lies by then', async () => {
    let opened = await open({ storage: { blockBytes: 1_000 } });
    const at = nowNs();
    const odd = labelsFrom([['k', 'v']]);
    const batch = [
      streamOf('acme', 'shop', [
        [at, 'one'],
        [at, 'two'],
        [at, 'one', odd],
        [at, 'one'],
        [at - 7n, 'late'],
      ]),
    ];
    const kept = ['late', 'one', 'two', 'one'];
    const sendAgain = async () => {
      expect(await opened.sinkOf('acme').append(batch)).toEqual({ appended: 5, refused: [] });
      expect(await textsOf(opened, 'acme')).toEqual(kept);
    };
    await sendAgain();
    await sendAgain();
    expect(opened.stats().get('acme')?.received.duplicates).toBe(6);
    opened = await open({ storage: { blockBytes: 1_000 } });
    await sendAgain();
    await opened.flush();
    await sendAgain();
    opened = await open();
    await sendAgain();
  });

  it('tells followers of what arrives, in order, and not of what was there', async () => {
    const opened = await open();
    const at = nowNs();
    const told: string[] = [];
    const end = opened.sourceOf(['acme']).follow([equals('app', 'shop')], ({ labels, block }) => {
      told.push(`${labels.get('app')}: ${block.text.toString()} ${block.timesNs.join()}`);
    });
    const send = (app: string, ...lines: (readonly [bigint, string])[]) =>
      opened.sinkOf('acme').append([streamOf('acme', app, lines)]);
    await send('shop', [at, 'a'], [at - 1n, 'b']);
    await send('mail', [at, 'c']);
    await opened.sinkOf('globex').append([streamOf('globex', 'shop', [[at, 'foreign']])]);
    await send('shop', [at, 'a'], [at + 2n, 'd']);
    await clock.advance(0);
    expect(told).toEqual([`shop: ba ${at - 1n},${at}`, `shop: d ${at + 2n}`]);
    end();
    await send('shop', [at + 3n, 'e']);
    await clock.advance(0);
    expect(told.length).toBe(2);
  });

  it('hands out blocks that later lines, cuts and removals do not change', async () => {
    const opened = await open({ storage: { retentionMs: 2 * 3_600_000 } });
    const at = nowNs();
    const sink = opened.sinkOf('acme');
    await sink.append([
      streamOf('acme', 'shop', [
        [at + 5n, 'b'],
        [at, 'a'],
      ]),
    ]);
    const [stream] = await opened
      .sourceOf(['acme'])
      .select({ matchers: [], startNs: at, endNs: at + 10n }, restless);
    const [block] = stream?.blocks ?? [];
    await sink.append([
      streamOf('acme', 'shop', [
        [at + 1n, 'c'],
        [at + 6n, 'd'.repeat(5_000)],
      ]),
    ]);
    await opened.flush();
    expect(block?.read().text.toString()).toBe('ab');
    const [cut] = await opened
      .sourceOf(['acme'])
      .select({ matchers: [], startNs: at, endNs: at + 10n }, restless);
    const [stored] = cut?.blocks ?? [];
    expect(stored?.read().ends.length).toBe(4);
    await clock.advance(3 * 3_600_000);
    expect(stored?.read().ends.length).toBe(0);
  });
});
