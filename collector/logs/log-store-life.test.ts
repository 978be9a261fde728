import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { labelsFrom } from '../../platform/model/labels.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { FailingFiles } from '../../test/support/failing-files.ts';
import {
  type LogStoresSetup,
  openLogStores,
  readLines,
  streamOf,
} from '../../test/support/log-stores.ts';
import { removeFolder, tempFolder } from '../../test/support/temp-folder.ts';
import { waitUntil } from '../../test/support/wait-until.ts';
import { DiskRoom } from '../storage/disk-room.ts';
import { nodeFiles } from '../storage/node-files.ts';
import { BlockCutter } from './block-cutter.ts';
import type { LogStoreStats } from './log-store.ts';
import type { LogStores } from './log-stores.ts';
import { LogStream, StreamHead } from './log-stream.ts';

const HOUR_MS = 3_600_000;
let folder = '';
let clock = new VirtualClock();
let stores: LogStores | null = null;
const nowNs = (): bigint => BigInt(clock.nowMs()) * 1_000_000n;

beforeEach(() => {
  folder = tempFolder('logs');
  clock = new VirtualClock();
});
afterEach(async () => {
  await stores?.stop();
  stores = null;
  removeFolder(folder);
});

async function open(setup: Partial<LogStoresSetup> = {}): Promise<LogStores> {
  await stores?.stop();
  stores = await openLogStores({ folder, clock, ...setup });
  return stores;
}

const send = (opened: LogStores, app: string, text: string, behindNs = 0n) =>
  opened.sinkOf('acme').append([streamOf('acme', app, [[nowNs() - behindNs, text]])]);

const textsOf = async (opened: LogStores, tenant = 'acme'): Promise<readonly string[]> =>
  (await readLines(opened.sourceOf([tenant]))).map(({ line }) => line);

/** Lets time go by until the store is as wanted: what it does on the disk takes real time. */
function until(opened: LogStores, what: string, isSo: (stats: LogStoreStats) => boolean) {
  return waitUntil(
    async () => {
      await clock.advance(60_000);
      const stats = opened.stats().get('acme');
      return stats !== undefined && isSo(stats);
    },
    { what, everyMs: 1 },
  );
}

describe('the life of lines in a log store', () => {
  const line = (n: number) => `line ${n} ${'x'.repeat(90)}`;

  it('is a head, a block by size or age, and an end by age; its stream is forgotten', async () => {
    const opened = await open({ storage: { blockBytes: 500, retentionMs: 3 * HOUR_MS } });
    for (let n = 0; n < 12; n++) await send(opened, 'shop', line(n), BigInt(12 - n));
    await until(
      opened,
      'blocks by size',
      ({ headBytes, entries }) => headBytes === 0 && entries === 12,
    );
    await send(opened, 'slow', 'alone');
    expect(opened.stats().get('acme')).toMatchObject({ activeStreams: 1, entries: 13, streams: 2 });
    const cutAfterMs = clock.nowMs();
    await until(opened, 'a block by age', ({ activeStreams }) => activeStreams === 0);
    expect(clock.nowMs() - cutAfterMs).toBeGreaterThanOrEqual(HOUR_MS);
    expect(opened.stats().get('acme')).toMatchObject({ entries: 13, streams: 2 });
    await until(opened, 'nothing left', ({ streams }) => streams === 0);
    expect(opened.stats().get('acme')).toMatchObject({ entries: 0, diskBytes: 0, oldestNs: null });
    expect(clock.nowMs() - cutAfterMs).toBeGreaterThanOrEqual(3 * HOUR_MS);
  });

  it('is an end by size, the oldest first', async () => {
    const opened = await open({ storage: { blockBytes: 500, retentionBytes: 1_000 } });
    for (let n = 0; n < 100; n++) await send(opened, 'shop', line(n), BigInt(100 - n));
    await until(
      opened,
      'few bytes',
      ({ diskBytes, headBytes }) => diskBytes <= 1_000 && headBytes === 0,
    );
    const left = await textsOf(opened);
    expect(left.at(-1)).toBe(line(99));
    expect(left.length).toBeLessThan(100);
    expect(left).toEqual(left.map((_, n) => line(100 - left.length + n)));
  });

  it('goes on in a shorter journal', async () => {
    const storage = { journalBytes: 20_000, blockBytes: 4_000 };
    let opened = await open({ storage });
    const sent: string[] = [];
    for (let n = 0; n < 400; n++) {
      sent.push(line(n));
      await send(opened, n % 10 === 0 ? 'rare' : 'busy', line(n), BigInt(400 - n));
    }
    const journalBytes = () => opened.stats().get('acme')?.journalBytes ?? 0;
    await waitUntil(
      async () => {
        // Sent before: it only lets the store look at its journal.
        await send(opened, 'busy', line(399), 1n);
        return journalBytes() < 30_000;
      },
      { what: 'a shorter journal' },
    );
    expect([...(await textsOf(opened))].sort()).toEqual([...sent].sort());
    opened = await open({ storage });
    expect([...(await textsOf(opened))].sort()).toEqual([...sent].sort());
  });

  it('ends with its tenant, and only it', async () => {
    let opened = await open();
    await send(opened, 'shop', 'x');
    await opened.sinkOf('globex').append([streamOf('globex', 'shop', [[nowNs(), 'y']])]);
    await opened.remove('acme');
    expect(opened.tenants()).toEqual(['globex']);
    expect(await textsOf(opened)).toEqual([]);
    opened = await open();
    expect(await textsOf(opened, 'globex')).toEqual(['y']);
    expect(readdirSync(join(folder, 'embedded', 'acme'))).toEqual([]);
    await expect(opened.sinkOf('../x').append([])).rejects.toThrow(RangeError);
  });
});

describe('a log store that cannot write', () => {
  it('refuses while the disk is full, reads meanwhile, and goes on by itself', async () => {
    const files = new FailingFiles(nodeFiles);
    let opened = await open({ files });
    await send(opened, 'shop', 'before');
    files.setRoom(2_000);
    await expect(send(opened, 'shop', 'too long'.repeat(1_000))).rejects.toMatchObject({
      kind: 'unavailable',
      retryAfterSeconds: 5,
    });
    expect(opened.stats().get('acme')?.isWritable).toBe(false);
    await expect(send(opened, 'shop', 'at once')).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await textsOf(opened)).toEqual(['before']);
    files.setRoom(20);
    await clock.advance(6_000);
    await expect(send(opened, 'shop', 'little room')).rejects.toMatchObject({
      kind: 'unavailable',
    });
    files.setRoom(1_000_000);
    await clock.advance(6_000);
    await send(opened, 'shop', 'after');
    expect(opened.stats().get('acme')?.isWritable).toBe(true);
    opened = await open();
    expect(await textsOf(opened)).toEqual(['before', 'after']);
  });

  it('keeps heads while blocks are not taken, and cuts them when they are', async () => {
    const logger = createLogger({ level: 'silent' });
    const room = new DiskRoom({ folder, files: nodeFiles, clock, logger });
    let isFull = true;
    const insert = (blocks: readonly unknown[]) => {
      if (isFull) throw Object.assign(new Error('full'), { code: 'SQLITE_FULL' });
      return blocks.map((_, index) => index + 1);
    };
    const cut: number[] = [];
    const onCut = (bytes: number) => void cut.push(bytes);
    const cutter = new BlockCutter({ file: { insert }, room, clock, logger, onCut });
    const stream = new LogStream(1, labelsFrom([['app', 'shop']]), '[["app","shop"]]', 0);
    const head = new StreamHead({ atMs: 0, segment: 1, seq: 7 });
    head.columns.push(1n, 'line', null);
    stream.sealed.push(head);
    cutter.add(stream, head);
    await expect(cutter.settle()).rejects.toMatchObject({ kind: 'unavailable' });
    expect([cutter.bytes, stream.sealed.length, room.isFull]).toEqual([4, 1, true]);
    await clock.advance(3_000);
    expect(cutter.fault).not.toBeNull();
    isFull = false;
    await clock.advance(1_000);
    expect([cutter.fault, cutter.bytes, stream.sealed.length, room.isFull]).toEqual([
      null,
      0,
      0,
      false,
    ]);
    expect([stream.flushedSeq, stream.stored.entries, cut.length]).toEqual([7, 1, 1]);
    await cutter.close();
  });

  it('is not taken for an empty one when it cannot be opened', async () => {
    const broken = join(folder, 'embedded', 'acme', 'logs');
    mkdirSync(broken, { recursive: true });
    writeFileSync(join(broken, 'blocks.db'), 'this is no database, for sure'.repeat(100));
    const opened = await open();
    await opened.sinkOf('globex').append([streamOf('globex', 'shop', [[nowNs(), 'y']])]);
    await expect(textsOf(opened)).rejects.toMatchObject({ kind: 'unavailable' });
    await expect(send(opened, 'shop', 'x')).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await textsOf(opened, 'globex')).toEqual(['y']);
    rmSync(join(broken, 'blocks.db'));
    await send(opened, 'shop', 'x');
    expect(await textsOf(opened)).toEqual(['x']);
  });
});
