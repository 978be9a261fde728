import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogStores } from '../../collector/logs/log-stores.ts';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { openLogStores, readLines } from '../support/log-stores.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';

const KILLS = process.env.TOCSIN_PROOF === '1' ? 100 : 4;
const LINES_PER_BATCH = 20;
const PER_LIFE = 1_000_000;

let folder = '';
beforeAll(() => {
  folder = tempFolder('log-crash');
});
afterAll(() => removeFolder(folder));

/** Numbers of the first lines of the batches that were taken until it was killed. */
async function lifeOf(first: number, stopAfter: number): Promise<readonly string[]> {
  const entry = fileURLToPath(new URL('./log-store-child.ts', import.meta.url));
  const args = ['--import', 'tsx', entry, folder, String(first)];
  const child: ChildProcess = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const lines: string[] = [];
  if (child.stdout === null) throw new Error('the child has no output');
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('failed')) throw new Error(line);
    lines.push(line);
    if (lines.length === stopAfter) child.kill('SIGKILL');
  }
  await ended;
  return lines;
}

async function numbersOf(stores: LogStores, tenant: string): Promise<readonly number[]> {
  const lines = await readLines(stores.sourceOf([tenant]));
  return lines.map(({ line }) => Number(line.slice(0, line.indexOf(' '))));
}

describe('the log store after kill -9', () => {
  it(`has every acknowledged line, once, after each of ${KILLS} lives`, async () => {
    const acknowledged = { acme: new Set<number>(), globex: new Set<number>() };
    let seed = 42;
    for (let life = 0; life < KILLS; life++) {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      const lines = await lifeOf(life * PER_LIFE, 1 + (seed % 900));
      for (const line of lines) {
        const [tenant, from] = line.split(' ');
        const taken = tenant === 'acme' ? acknowledged.acme : acknowledged.globex;
        for (let n = 0; n < LINES_PER_BATCH; n++) taken.add(Number(from) + n);
      }
      if (life % 10 !== 9 && life !== KILLS - 1) continue;
      const stores = await openLogStores({ folder, clock: systemClock });
      for (const tenant of ['acme', 'globex'] as const) {
        const there = await numbersOf(stores, tenant);
        const distinct = new Set(there);
        expect(there.length).toBe(distinct.size);
        expect([...acknowledged[tenant]].filter((n) => !distinct.has(n))).toEqual([]);
      }
      await stores.stop();
    }
    expect(acknowledged.acme.size + acknowledged.globex.size).toBeGreaterThan(
      KILLS * LINES_PER_BATCH,
    );
  });
});
