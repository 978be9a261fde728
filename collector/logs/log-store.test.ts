import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { labelsFrom } from '../../platform/model/labels.ts';
import { FailingFiles } from '../../test/support/failing-files.ts';
import {
  equals,
  type LogStoresSetup,
  openLogStores,
  readLines,
  restless,
  streamOf,
} from '../../test/support/log-stores.ts';
import { removeFolder, tempFolder } from '../../test/support/temp-folder.ts';
import { nodeFiles } from '../storage/node-files.ts';
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
      { app: 'shop', timeNs: at, line: '磁盘空间不足 disk is full', metadata: Object.fromEntries(metadata) },
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
    const pattern = { name: 'app', op: '=~', value: 'a|x', matches: (text: string) => text === 'a' } as const;
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

  it('refuses in the words of Loki, and takes the rest', async () => {
    const opened = await open({
      limits: { maxLineBytes: 10, maxLabelNames: 2, maxMetadataBytes: 8, maxMetadataEntries: 1, maxActiveStreams: 2 },
    });
    const at = nowNs();
    const hour = 3_600_000n * NS;
    const sink = opened.sinkOf('acme');
    const outcome = await sink.append([
      streamOf('acme', 'a', [
        [at - 200n * hour, 'old'],
        [at + hour, 'new'],
        [at, 'kept'],
        [at - hour - 1n, 'behind'],
        [at - hour, 'kept'],
        [at, '十一个字节'],
        [at, 'x', labelsFrom([['long', 'value']])],
        [at, 'x', labelsFrom([['a', 'b'], ['c', 'd']])],
      ]),
      { labels: labelsFrom([['a', '1'], ['b', '2'], ['c', '3']]), entries: [{ timeNs: at, line: 'x', metadata: null }] },
      { labels: new Map(), entries: [{ timeNs: at, line: 'x', metadata: null }] },
      { labels: labelsFrom([['bad-name', '1']]), entries: [{ timeNs: at, line: 'x', metadata: null }] },
      streamOf('acme', 'b', [[at, 'kept']]),
      streamOf('acme', 'c', [[at, 'x']]),
    ]);
    expect(outcome.appended).toBe(3);
    expect(outcome.refused.map(({ kind, stream, entry, message }) => [kind, stream, entry, message])).toEqual([
      ['too_old', 0, 0, `entry for stream '{app="a", tenant="acme"}' has timestamp too old: 2025-12-23T16:00:00Z, oldest acceptable timestamp is: 2025-12-25T00:00:00Z`],
      ['too_far_ahead', 0, 1, `entry for stream '{app="a", tenant="acme"}' has timestamp too new: 2026-01-01T01:00:00Z`],
      ['too_old', 0, 3, 'entry too far behind, entry timestamp is: 2025-12-31T22:59:59Z, oldest acceptable timestamp is: 2025-12-31T23:00:00Z'],
      ['line_too_long', 0, 5, `max entry size '10' bytes exceeded for stream '{app="a", tenant="acme"}' while adding an entry with length '15' bytes`],
      ['metadata_too_large', 0, 6, `stream '{app="a", tenant="acme"}' has structured metadata too large: '9' bytes, limit: '8' bytes. Please see \`limits_config.max_structured_metadata_size\` or contact your Loki administrator to increase it.`],
      ['metadata_too_large', 0, 7, `stream '{app="a", tenant="acme"}' has too many structured metadata labels: '2', limit: '1'. Please see \`limits_config.max_structured_metadata_entries_count\` or contact your Loki administrator to increase it.`],
      ['too_many_labels', 1, 0, `entry for stream '{a="1", b="2", c="3"}' has 3 label names; limit 2`],
      ['invalid_labels', 2, 0, 'error at least one label pair is required per stream'],
      ['invalid_labels', 3, 0, `stream '{bad-name="1"}' has an invalid label name: 'bad-name'`],
      ['stream_limit', 5, 0, `Maximum active stream limit exceeded when trying to create stream {app="c", tenant="acme"}, reduce the number of active streams (reduce labels or reduce label values), or contact your Loki administrator to see if the limit can be increased, user: 'acme'`],
    ]);
    expect(await textsOf(opened, 'acme')).toEqual(['kept', 'kept', 'kept']);
  });

  it('cuts blocks by size and age, removes them by age and size, forgets what is empty', async () => {
    const storage = { blockBytes: 500, retentionMs: 3 * 3_600_000, retentionBytes: 0 };
    let opened = await open({ storage });
    const line = (n: number) => `line ${n} ${'x'.repeat(90)}`;
    for (let n = 0; n < 12; n++) {
      await opened.sinkOf('acme').append([streamOf('acme', 'shop', [[nowNs() + BigInt(n), line(n)]])]);
    }
    await clock.advance(1_000);
    expect(opened.stats().get('acme')).toMatchObject({ activeStreams: 0, entries: 12, headBytes: 0 });
    await opened.sinkOf('acme').append([streamOf('acme', 'slow', [[nowNs(), 'alone']])]);
    await clock.advance(61 * 60_000);
    expect(opened.stats().get('acme')).toMatchObject({ activeStreams: 0, entries: 13, streams: 2 });
    await clock.advance(3 * 3_600_000);
    expect(opened.stats().get('acme')).toMatchObject({ streams: 0, entries: 0, diskBytes: 0, oldestNs: null });
    opened = await open({ storage: { blockBytes: 500, retentionBytes: 1_000 } });
    for (let n = 0; n < 100; n++) {
      await opened.sinkOf('acme').append([streamOf('acme', 'shop', [[nowNs() + BigInt(n), line(n)]])]);
    }
    await clock.advance(20_000);
    const { diskBytes = 0 } = opened.stats().get('acme') ?? {};
    expect(diskBytes).toBeLessThanOrEqual(1_000);
    const left = await textsOf(opened, 'acme');
    expect(left.at(-1)).toBe(line(99));
    expect(left).toEqual(Array.from({ length: left.length }, (_, n) => line(100 - left.length + n)));
  });

  it('shortens its journal and has everything afterwards', async () => {
    const storage = { journalBytes: 20_000, blockBytes: 4_000 };
    let opened = await open({ storage });
    const sent: string[] = [];
    for (let n = 0; n < 400; n++) {
      const text = `line ${n} ${'y'.repeat(80)}`;
      sent.push(text);
      const app = n % 10 === 0 ? 'rare' : 'busy';
      await opened.sinkOf('acme').append([streamOf('acme', app, [[nowNs() + BigInt(n), text]])]);
    }
    await clock.advance(0);
    const { journalBytes = 0 } = opened.stats().get('acme') ?? {};
    expect(journalBytes).toBeLessThan(45_000);
    expect([...(await textsOf(opened, 'acme'))].sort()).toEqual([...sent].sort());
    opened = await open({ storage });
    expect([...(await textsOf(opened, 'acme'))].sort()).toEqual([...sent].sort());
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
    const opened = await open();
    const at = nowNs();
    const sink = opened.sinkOf('acme');
    await sink.append([streamOf('acme', 'shop', [[at + 5n, 'b'], [at, 'a']])]);
    const [stream] = await opened.sourceOf(['acme']).select({ matchers: [], startNs: at, endNs: at + 10n }, restless);
    const [block] = stream?.blocks ?? [];
    await sink.append([streamOf('acme', 'shop', [[at + 1n, 'c'], [at + 6n, 'd'.repeat(5_000)]])]);
    await opened.flush();
    expect(block?.read().text.toString()).toBe('ab');
    const [cut] = await opened.sourceOf(['acme']).select({ matchers: [], startNs: at, endNs: at + 10n }, restless);
    const [stored] = cut?.blocks ?? [];
    expect(stored?.read().ends.length).toBe(4);
    await clock.advance(16 * 86_400_000);
    expect(stored?.read().ends.length).toBe(0);
  });

  it('refuses while the disk is full, reads meanwhile, and goes on by itself', async () => {
    const files = new FailingFiles(nodeFiles);
    let opened = await open({ files });
    const at = nowNs();
    const send = (text: string) => opened.sinkOf('acme').append([streamOf('acme', 'shop', [[at, text]])]);
    await send('before');
    files.setRoom(20);
    await clock.advance(6_000);
    await expect(send('refused')).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await textsOf(opened, 'acme')).toEqual(['before']);
    expect(opened.stats().get('acme')?.isWritable).toBe(false);
    files.setRoom(1_000_000);
    await clock.advance(6_000);
    await send('after');
    opened = await open();
    expect(await textsOf(opened, 'acme')).toEqual(['before', 'after']);
  });

  it('removes a tenant with everything, and only it', async () => {
    let opened = await open();
    const at = nowNs();
    await opened.sinkOf('acme').append([streamOf('acme', 'shop', [[at, 'x']])]);
    await opened.sinkOf('globex').append([streamOf('globex', 'shop', [[at, 'y']])]);
    await opened.remove('acme');
    expect(opened.tenants()).toEqual(['globex']);
    expect(await textsOf(opened, 'acme')).toEqual([]);
    opened = await open();
    expect(await textsOf(opened, 'globex')).toEqual(['y']);
    expect(readdirSync(join(folder, 'embedded', 'acme'))).toEqual([]);
    await expect(opened.sinkOf('../x').append([])).rejects.toThrow(RangeError);
  });
});
