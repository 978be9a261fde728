import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { FailingFiles } from '../../test/support/failing-files.ts';
import { removeFolder, tempFolder } from '../../test/support/temp-folder.ts';
import { Journal, type JournalPosition } from './journal.ts';
import { JournalSyncer } from './journal-syncer.ts';
import { nodeFiles } from './node-files.ts';

let root = '';
let clock = new VirtualClock();
let files = new FailingFiles(nodeFiles);
const lines: string[] = [];

beforeEach(() => {
  root = tempFolder('journal');
  clock = new VirtualClock();
  files = new FailingFiles(nodeFiles);
  lines.length = 0;
});
afterEach(() => removeFolder(root));

function openJournal(tenant = 'acme', segmentBytes?: number): Journal {
  const logger = createLogger({
    level: 'info',
    destination: { write: (line: string) => void lines.push(line) },
  });
  return new Journal({
    folder: join(root, tenant),
    files,
    syncer: new JournalSyncer({ clock, logger }),
    logger,
    ...(segmentBytes === undefined ? {} : { segmentBytes }),
  });
}

const record = (text: string, type = 1) => ({ type, payload: Buffer.from(text) });

function contents(journal: Journal, from: JournalPosition | null = null): string[] {
  const found: string[] = [];
  journal.replay(from, ({ type, payload }) => found.push(`${type}:${Buffer.from(payload)}`));
  return found;
}

const fileOf = (tenant: string, segment: number) =>
  join(root, tenant, `${String(segment).padStart(8, '0')}.journal`);

describe('a journal', () => {
  it('hands back what was appended, in order, also when it was never closed', () => {
    const journal = openJournal();
    journal.append([record('one'), record('', 255)]);
    journal.append([record('two', 0)]);
    const other = openJournal('globex');
    other.append([record('theirs')]);

    expect(contents(openJournal())).toEqual(['1:one', '255:', '0:two']);
    expect(contents(openJournal('globex'))).toEqual(['1:theirs']);
  });

  it('replays from a position', () => {
    const journal = openJournal();
    journal.append([record('one')]);
    const middle = journal.position;
    journal.append([record('two')]);
    journal.cut();
    journal.append([record('three')]);

    expect(contents(journal, middle)).toEqual(['1:two', '1:three']);
    expect(contents(journal, journal.position)).toEqual([]);
  });

  it('tells where each record ends', () => {
    const journal = openJournal();
    const ends: JournalPosition[] = [];
    journal.append([record('one')]);
    const first = journal.position;
    journal.append([record('two')]);
    journal.replay(null, (_, end) => ends.push(end));

    expect(ends).toEqual([first, journal.position]);
  });

  it('cuts segments by size and by wish, and drops the early ones', () => {
    const journal = openJournal('acme', 32);
    journal.append([record('a'.repeat(40))]);
    journal.append([record('b')]);
    expect(journal.segment).toBe(2);
    expect(journal.cut()).toBe(3);
    expect(journal.cut()).toBe(3);
    expect(journal.segmentCount).toBe(3);
    journal.dropBefore(2);
    expect(contents(journal)).toEqual(['1:b']);
    journal.dropBefore(99);
    expect(readdirSync(join(root, 'acme'))).toEqual(['00000003.journal']);
    expect(journal.sizeBytes).toBe(8);
    expect(openJournal().segment).toBe(3);
  });

  it('refuses what is no record', () => {
    expect(() => openJournal().append([record('x', 256)])).toThrow(RangeError);
  });
});

describe('a journal that was torn', () => {
  const torn: readonly { readonly name: string; readonly tail: Buffer }[] = [
    { name: 'in the frame', tail: Buffer.from([3, 0, 0]) },
    { name: 'in the payload', tail: Buffer.from([9, 0, 0, 0, 1, 2, 3, 4, 1, 65]) },
    { name: 'with a wrong checksum', tail: Buffer.from([1, 0, 0, 0, 1, 2, 3, 4, 1, 65]) },
    { name: 'with zeros', tail: Buffer.alloc(40) },
  ];
  for (const { name, tail } of torn) {
    it(`is cut off at the end of the last segment: ${name}`, () => {
      openJournal().append([record('kept')]);
      appendFileSync(fileOf('acme', 1), tail);
      const again = openJournal();
      expect(contents(again)).toEqual(['1:kept']);
      again.append([record('more')]);
      expect(contents(openJournal())).toEqual(['1:kept', '1:more']);
      expect(lines.filter((line) => line.includes('torn'))).toHaveLength(1);
    });
  }

  it('starts anew when not even the header of the last segment stands', () => {
    writeFileSync(fileOf('acme', 1), '', { flag: openJournal().segment === 1 ? 'w' : 'a' });
    const again = openJournal();
    again.append([record('x')]);
    expect(contents(openJournal())).toEqual(['1:x']);
  });

  it('reports a bad record of an earlier segment and goes on with the next', () => {
    const journal = openJournal();
    journal.append([record('one'), record('two')]);
    journal.cut();
    journal.append([record('three')]);
    const bytes = readFileSync(fileOf('acme', 1));
    bytes.writeUInt8(0x7a, bytes.length - 1);
    writeFileSync(fileOf('acme', 1), bytes);

    const found: string[] = [];
    const damages = openJournal().replay(null, ({ payload }) => found.push(String(payload)));
    expect(found).toEqual(['one', 'three']);
    expect(damages).toEqual([{ segment: 1, offset: 20, lostBytes: 12 }]);
    expect(lines.some((line) => line.includes('lost records'))).toBe(true);
  });

  it('reports a segment that is missing', () => {
    const journal = openJournal();
    for (const text of ['one', 'two', 'three']) {
      journal.append([record(text)]);
      journal.cut();
    }
    rmSync(fileOf('acme', 2));
    const damages = openJournal().replay(null, () => undefined);
    expect(damages).toEqual([{ segment: 2, offset: 0, lostBytes: null }]);
  });
});

describe('a journal on a full disk', () => {
  it('takes nothing of what does not fit, and goes on when there is room', () => {
    const journal = openJournal();
    journal.append([record('one')]);
    files.setRoom(15);
    expect(() => journal.append([record('too long for it')])).toThrow('ENOSPC');
    expect(contents(journal)).toEqual(['1:one']);
    expect(contents(openJournal())).toEqual(['1:one']);
    files.setRoom(1000);
    journal.append([record('2')]);
    expect(contents(openJournal())).toEqual(['1:one', '1:2']);
  });

  it('keeps its segment when no new one can be made', () => {
    const journal = openJournal();
    journal.append([record('one')]);
    files.setRoom(4);
    expect(() => journal.cut()).toThrow('ENOSPC');
    files.setRoom(100);
    journal.append([record('two')]);
    expect(contents(openJournal())).toEqual(['1:one', '1:two']);
    expect(openJournal().segment).toBe(1);
  });
});

describe('syncing', () => {
  const syncs = () => files.calls.filter((call) => call === 'sync').length;
  /** The real sync is done by another thread. */
  const settled = async (count: number) => {
    while (syncs() < count) await clock.advance(10);
    await clock.advance(0);
  };

  it('happens once per interval for all that was written', async () => {
    const journal = openJournal();
    journal.append([record('one')]);
    journal.append([record('two')]);
    await clock.advance(199);
    expect(syncs()).toBe(0);
    await clock.advance(1);
    expect(syncs()).toBe(1);
    await journal.sync();
    await clock.advance(1000);
    expect(syncs()).toBe(1);
  });

  it('is shared by those who wait for it', async () => {
    const journal = openJournal();
    journal.append([record('one')]);
    const first = journal.sync();
    journal.append([record('two')]);
    await Promise.all([first, journal.sync(), journal.sync()]);
    expect(syncs()).toBe(2);
    await journal.sync();
    expect(syncs()).toBe(2);
  });

  it('is tried again when it fails, and says so', async () => {
    const journal = openJournal();
    files.break('sync', 'EIO');
    journal.append([record('one')]);
    await expect(journal.sync()).rejects.toThrow('EIO');
    await settled(2);
    expect(lines.some((line) => line.includes('could not be synced'))).toBe(true);
    files.mend();
    await settled(3);
    await journal.sync();
    expect(syncs()).toBe(3);
  });

  it('does not outlive the journal', async () => {
    const journal = openJournal();
    journal.append([record('one')]);
    const running = journal.sync();
    journal.append([record('two')]);
    journal.close();
    await running;
    expect(clock.pendingTimers).toBe(0);
  });
});
