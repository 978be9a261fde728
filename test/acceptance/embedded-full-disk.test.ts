import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Collection } from '../../web/contract/collection.ts';
import { keptOf, ownScrapes } from '../support/crash-kept.ts';
import { type CrashLab, startCrashLab } from '../support/crash-lab.ts';
import { CrashLoad, type CrashSender } from '../support/crash-load.ts';
import { crashProtocols, LATE_BY, pushGroup } from '../support/crash-pushes.ts';
import { mountSmallDisk } from '../support/small-disk.ts';
import { waitUntil } from '../support/wait-until.ts';

const MEBIBYTE = 1024 * 1024;
const FROM_MS = Math.floor(Date.now() / 1_000) * 1_000 - 3_000_000;
const PUSHES = LATE_BY + 2;

const disk = mountSmallDisk(160 * MEBIBYTE);
afterAll(() => disk?.remove());

const name = 'a service on a disk that is full [needs the right to mount a tmpfs]';
describe.skipIf(disk === null)(name, () => {
  let lab: CrashLab;
  let load: CrashLoad;
  const ballast = join(disk?.folder ?? '', 'ballast');

  beforeAll(async () => {
    lab = await startCrashLab({ dataFolder: join(disk?.folder ?? '', 'data') });
    load = new CrashLoad(lab, crashProtocols(FROM_MS));
  });
  afterAll(() => lab?.remove());

  const collection = async () => {
    const { text } = await lab.send('acme', '/api/v1/scopes/acme/collection');
    return JSON.parse(text) as Collection;
  };

  /** All that was acknowledged, and nothing of what was refused. */
  async function expectKept(): Promise<void> {
    for (const sender of load.senders) {
      const who = `${sender.protocol.name} of ${sender.tenant}`;
      const { count, ...faults } = await keptOf(lab, sender, FROM_MS, 0);
      expect(faults, who).toEqual({ missing: [], doubled: [], unknown: [] });
      expect(count, who).toBe(takenOf(sender));
    }
  }

  async function expectRefused(): Promise<void> {
    for (const sender of load.senders) {
      const { status, headers, text } = await sender.attempt(lab);
      const who = `${sender.protocol.name} of ${sender.tenant}`;
      expect(status, who).toBe(503);
      expect(Number(headers.get('retry-after')), who).toBeGreaterThan(0);
      expect(text, who).toContain('the disk of the embedded stores is full');
    }
  }

  it('takes what is pushed while there is room', async () => {
    for (const sender of load.senders) {
      for (let n = 0; n < PUSHES; n++) expect(await sender.push(lab)).toBe(null);
    }
    await expectKept();
    expect((await collection()).disk.isFull).toBe(false);
  });

  it('refuses it with 503 when there is little, and says why', async () => {
    const { freeBytes } = (await collection()).disk;
    writeFileSync(ballast, Buffer.alloc(freeBytes - 30 * MEBIBYTE));
    await waitUntil(async () => (await collection()).disk.isFull, { what: 'a full disk' });
    await expectRefused();
    await expectKept();
  });

  it('starts after a kill, answers, and still refuses', async () => {
    await lab.service.kill();
    await lab.service.restart();
    await expectKept();
    await expectRefused();
  });

  it('answers when not a byte is left', async () => {
    const more = join(disk?.folder ?? '', 'ballast-to-the-end');
    expect(() => writeFileSync(more, Buffer.alloc(160 * MEBIBYTE))).toThrow('ENOSPC');
    await expectRefused();
    expect(await pushGroup(lab, 'acme')).toBe(503);
    await expectKept();
    rmSync(more);
  });

  it('goes on by itself when there is room again', async () => {
    rmSync(ballast);
    expect(await pushGroup(lab, 'acme')).toBe(200);
    const scrapes = (await ownScrapes(lab)).length;
    for (const sender of load.senders) {
      const what = `${sender.protocol.name} of ${sender.tenant} to be taken`;
      await waitUntil(async () => (await sender.push(lab)) === null, { what, everyMs: 100 });
      expect(sender.unanswered).toBe(null);
    }
    expect((await collection()).disk.isFull).toBe(false);
    await expectKept();
    await waitUntil(async () => (await ownScrapes(lab)).length > scrapes, { what: 'a scrape' });
  });
});

/** How many items there are of what was acknowledged. */
function takenOf({ tenant, protocol, acknowledged }: CrashSender): number {
  let count = 0;
  for (const n of acknowledged) {
    count += protocol.inOrder(tenant, n).length + protocol.late(tenant, n).length;
  }
  return count;
}
