import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MetricStore } from '../../collector/metrics/metric-store.ts';
import { equals, freeTurn, MetricStoreWorld } from '../support/metric-store-world.ts';
import {
  CRASH_LIMITS,
  CRASH_SERIES,
  crashStepOf,
  crashSteps,
  crashValue,
} from './metrics-store-load.ts';

const KILLS = process.env.TOCSIN_PROOF === '1' ? 100 : 5;
const TENANTS = ['acme', 'globex'] as const;

let world: MetricStoreWorld;
beforeAll(() => {
  world = new MetricStoreWorld();
});
afterAll(() => world.remove());

function startChild(folder: string, firstBatch: number): ChildProcess {
  const entry = fileURLToPath(new URL('./metrics-store-child.ts', import.meta.url));
  return spawn(process.execPath, ['--import', 'tsx', entry, folder, String(firstBatch)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Lets a child write until so many lines are there, then kills it. @returns all that it said */
async function runUntilKilled(firstBatch: number, lines: number): Promise<readonly string[]> {
  const child = startChild(world.folder, firstBatch);
  if (child.stdout === null) throw new Error('the child has no standard output');
  const said: string[] = [];
  const closed = once(child, 'close');
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    if (said.length === lines) child.kill('SIGKILL');
  }
  await closed;
  expect(child.signalCode).toBe('SIGKILL');
  return said;
}

/** Everything acknowledged is there, nothing twice, and of the rest at most the one batch on its way. */
async function checkStore(store: MetricStore, last: number): Promise<void> {
  const found = await store.select(
    { matchers: [equals('__name__', 'load')], minMs: 0, maxMs: Number.MAX_SAFE_INTEGER },
    freeTurn(),
  );
  expect(found.length).toBe(last < 0 ? found.length : CRASH_SERIES);
  for (const { labels, times, values } of found) {
    const ref = Number(labels.get('series'));
    const steps = Array.from(times, crashStepOf);
    const more = crashSteps(ref, last + 1);
    const acknowledged = crashSteps(ref, last);
    expect(steps).toEqual(steps.length === acknowledged.length ? acknowledged : more);
    expect(Array.from(values)).toEqual(steps.map((step) => crashValue(ref, step)));
  }
}

/** The same sequence in each run. */
function* pseudoRandom(): Generator<number> {
  for (let seed = 20_261_120; ; ) {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    yield seed / 0x7fffffff;
  }
}

describe('a metric store after kill -9', () => {
  it(`has everything that it acknowledged, once, after ${KILLS} kills under load`, async () => {
    const last = [-1, -1];
    const random = pseudoRandom();
    for (let kill = 0; kill < KILLS; kill++) {
      const lines = 2 + Math.floor(Number(random.next().value) * 600);
      const firstBatch = Math.min(...last) + 1;
      for (const line of await runUntilKilled(firstBatch, lines)) {
        const words = /^(\d) (\d+)$/.exec(line);
        if (words === null) expect(line).toBe('ready');
        else last[Number(words[1])] = Number(words[2]);
      }
      for (const [at, tenant] of TENANTS.entries()) {
        const store = world.open(tenant, CRASH_LIMITS);
        await checkStore(store, last[at] ?? -1);
        if (kill % 2 === 0) await store.discard();
        else await store.close();
      }
    }
    expect(Math.min(...last)).toBeGreaterThan(KILLS * 10);
  });
});
