import {
  appendFileSync,
  copyFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../platform/clock/clock.ts';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { labelsFrom } from '../../platform/model/labels.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { removeFolder, tempFolder } from '../../test/support/temp-folder.ts';
import { waitUntil } from '../../test/support/wait-until.ts';
import type { EntryBatch, EntrySink } from '../model/entry-batch.ts';
import { CUT_MARK } from './split-lines.ts';
import { TailService } from './tail-service.ts';
import type { TailSourceOptions } from './tail-source.ts';

/** Keeps lines like a store: the same one at the same instant once. */
class KeepingSink implements EntrySink {
  readonly lines: { readonly file: string; readonly line: string; readonly timeNs: bigint }[] = [];
  readonly #seen = new Set<string>();
  isFull = false;
  /** The process ends between the store and the note of it. */
  dies = false;
  calls = 0;

  async append(batch: EntryBatch) {
    this.calls += 1;
    if (this.isFull) throw new AppError('unavailable', 'full');
    for (const { labels, entries } of batch) {
      for (const { timeNs, line } of entries) {
        const file = (labels.get('filename') ?? '').split('/').at(-1) ?? '';
        const key = `${file} ${timeNs} ${line}`;
        if (this.#seen.has(key)) continue;
        this.#seen.add(key);
        this.lines.push({ file, line, timeNs });
      }
    }
    if (this.dies) throw new AppError('unavailable', 'died');
    return { appended: 1, refused: [] };
  }

  texts(): readonly string[] {
    return this.lines.map(({ line }) => line);
  }
}

let folder = '';
let clock = new VirtualClock();
let sink = new KeepingSink();
let service: TailService | null = null;
const file = (name: string) => join(folder, name);
const write = (name: string, text: string) => appendFileSync(file(name), text);

beforeEach(() => {
  folder = tempFolder('tail');
  clock = new VirtualClock();
  sink = new KeepingSink();
});
afterEach(async () => {
  await stop();
  removeFolder(folder);
});

async function stop(): Promise<void> {
  await service?.stop();
  service = null;
}

async function start(
  options: Partial<TailSourceOptions> = {},
  machine: { readonly clock: Clock; readonly watches: boolean } = { clock, watches: false },
): Promise<TailService> {
  await stop();
  service = new TailService({
    sources: [
      {
        name: 'apps',
        paths: [file('*.log')],
        exclude: [],
        labels: labelsFrom([
          ['job', 'apps'],
          ['tenant', 'acme'],
        ]),
        start: 'beginning',
        sink,
        maxLineBytes: 100,
        maxFiles: 10,
        ...options,
      },
    ],
    positionsFile: file('tail.db'),
    ...machine,
    logger: createLogger({ level: 'silent' }),
    random: () => 0.5,
  });
  await service.start();
  await clock.advance(0);
  return service;
}

describe('tailed files', () => {
  it('give their lines once, over restarts, with new files found', async () => {
    write('a.log', 'one\ntwo\n');
    await start();
    expect(sink.texts()).toEqual(['one', 'two']);
    write('a.log', 'three\n');
    write('b.log', '四\r\n');
    await clock.advance(5_500);
    expect(sink.texts()).toEqual(['one', 'two', 'three', '四']);
    await stop();
    write('a.log', 'five\n');
    await start();
    expect(sink.texts().slice(4)).toEqual(['five']);
    expect(sink.lines.at(-1)?.file).toBe('a.log');
    expect(new Set(sink.lines.map(({ timeNs, file: name }) => `${name}${timeNs}`)).size).toBe(5);
  });

  it('are read from their end at the first start where that is wanted', async () => {
    write('a.log', 'old\n');
    await start({ start: 'end' });
    write('a.log', 'new\n');
    write('b.log', 'b\n');
    await clock.advance(6_000);
    expect([...sink.texts()].sort()).toEqual(['b', 'new']);
    await start({ start: 'end' });
    expect(sink.lines.length).toBe(2);
  });

  it('have an unfinished line held until it is whole, or a second old', async () => {
    const emoji = Buffer.from('👍');
    write('a.log', 'half');
    await start();
    await clock.advance(600);
    expect(sink.texts()).toEqual([]);
    write('a.log', ' done\nwai');
    await clock.advance(500);
    expect(sink.texts()).toEqual(['half done']);
    await clock.advance(2_000);
    expect(sink.texts()).toEqual(['half done', 'wai']);
    appendFileSync(file('a.log'), Buffer.concat([Buffer.from('ted\nx'), emoji.subarray(0, 2)]));
    await clock.advance(3_000);
    expect(sink.texts().slice(2)).toEqual(['ted', 'x']);
    appendFileSync(file('a.log'), Buffer.concat([emoji.subarray(2), Buffer.from('\n')]));
    await clock.advance(600);
    expect(sink.texts().slice(4)).toEqual(['👍']);
    write('a.log', `${'y'.repeat(500)}\nnext\n`);
    await clock.advance(600);
    const [long = '', next] = sink.texts().slice(5);
    expect(long.endsWith(CUT_MARK)).toBe(true);
    expect(Buffer.byteLength(long)).toBe(100);
    expect(next).toBe('next');
  });

  it('lose and repeat nothing when they are renamed, also while nobody looks', async () => {
    write('a.log', 'one\n');
    await start();
    renameSync(file('a.log'), file('a.log.1'));
    write('a.log.1', 'late\n');
    write('a.log', 'two\n');
    await clock.advance(6_000);
    expect(sink.texts()).toEqual(['one', 'late', 'two']);
    await stop();
    write('a.log', 'three\n');
    renameSync(file('a.log'), file('a.log.1'));
    write('a.log', 'four\n');
    await start();
    await clock.advance(600);
    expect([...sink.texts().slice(3)].sort()).toEqual(['four', 'three']);
    expect(sink.lines.every(({ file: name }) => name === 'a.log')).toBe(true);
    await clock.advance(120_000);
    write('a.log.1', 'ignored\n');
    await clock.advance(6_000);
    expect(sink.lines.length).toBe(5);
    expect(service?.stats().get('apps')?.files).toBe(1);
  });

  it('are read from the start when they were emptied, also when they are as long again', async () => {
    write('a.log', 'one\ntwo\n');
    await start({ exclude: [file('*.copy.log')] });
    copyFileSync(file('a.log'), file('a.copy.log'));
    truncateSync(file('a.log'));
    write('a.log', 'new\n');
    await clock.advance(600);
    expect(sink.texts()).toEqual(['one', 'two', 'new']);
    writeFileSync(file('a.log'), 'NEW\nmore than before\n');
    await clock.advance(600);
    expect(sink.texts().slice(3)).toEqual(['NEW', 'more than before']);
    rmSync(file('a.log'));
    await clock.advance(70_000);
    write('a.log', 'again\n');
    await clock.advance(6_000);
    expect(sink.texts().slice(5)).toEqual(['again']);
  });

  it('are not taken for others that got their inode', async () => {
    write('a.log', 'one\ntwo\n');
    await start();
    await stop();
    rmSync(file('a.log'));
    write('b.log', 'three\nfour\n');
    write('other.txt', 'no log\n'.repeat(10));
    await start();
    await stop();
    rmSync(file('b.log'));
    write('other.bin', 'no log\n'.repeat(10));
    await start();
    expect(sink.lines.map(({ file: name, line }) => `${name} ${line}`)).toEqual([
      'a.log one',
      'a.log two',
      'b.log three',
      'b.log four',
    ]);
  });

  it('wait while the sink takes nothing, and send the same lines again', async () => {
    sink.isFull = true;
    write('a.log', 'one\n');
    await start();
    write('a.log', 'two\n');
    await clock.advance(60_000);
    expect(sink.texts()).toEqual([]);
    expect(sink.calls).toBeLessThan(20);
    sink.isFull = false;
    await clock.advance(40_000);
    expect(sink.texts()).toEqual(['one', 'two']);
  });

  it('are read when the system tells of them', async () => {
    write('a.log', 'one\n');
    await start({}, { clock: systemClock, watches: true });
    await waitUntil(() => sink.lines.length === 1, { what: 'the first line' });
    write('a.log', 'two\n');
    write('b.log', 'three\n');
    await waitUntil(() => sink.lines.length === 3, {
      what: 'lines of both files',
      timeoutMs: 4_000,
    });
    expect([...sink.texts()].sort()).toEqual(['one', 'three', 'two']);
  });

  it('send the same lines at the same instants after a sudden end', async () => {
    write('a.log', 'same\nsame\n');
    await start();
    sink.dies = true;
    write('a.log', 'same\nunfinished');
    await clock.advance(10_000);
    expect(sink.texts()).toEqual(['same', 'same', 'same']);
    sink.dies = false;
    await start();
    await clock.advance(3_000);
    expect(sink.texts()).toEqual(['same', 'same', 'same', 'unfinished']);
    await start();
    await clock.advance(3_000);
    expect(sink.lines.length).toBe(4);
  });
});
