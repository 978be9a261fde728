import { renameSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileKept, keptOf, ownScrapes } from '../support/crash-kept.ts';
import { CRASH_TENANTS, type CrashLab, startCrashLab } from '../support/crash-lab.ts';
import { CrashLoad } from '../support/crash-load.ts';
import { crashProtocols, hasGroup, LATE_BY, pushGroup } from '../support/crash-pushes.ts';
import { CrashRules } from '../support/crash-rules.ts';
import { waitUntil } from '../support/wait-until.ts';

const isProof = process.env.TOCSIN_PROOF === '1';
const KILLS = isProof ? 100 : 3;
/** All that was ever pushed is looked at after so many kills, and after the last one. */
const WHOLE_EVERY = 20;
const STARTED_AT_MS = Date.now();
/** What is pushed is younger than the retention, and further back than it will take. */
const FROM_MS = Math.floor(STARTED_AT_MS / 1_000) * 1_000 - 3_000_000;

/** The same sequence in each run. */
const random = pseudoRandom(20_261_120);

/** How a life of the service ends. */
interface Life {
  readonly pushes: number;
  /** Maintenance begins 10 s after the start. */
  readonly atLeastMs: number;
  readonly jitterMs: number;
  /** It is asked to stop first, and killed while it does. */
  readonly isStopping: boolean;
  /** The next start is killed before it is done, after so long; null: it is not. */
  readonly brokenStartMs: number | null;
  readonly isFileRotated: boolean;
}

function lifeOf(number: number): Life {
  const kind = number % 5;
  return {
    pushes: 10 + Math.floor(random() * 150),
    atLeastMs: number % 10 === 9 ? 9_500 + random() * 1_500 : 0,
    jitterMs: random() * 30,
    isStopping: kind === 2,
    brokenStartMs: kind === 1 ? 100 + random() * 900 : null,
    isFileRotated: kind === 1,
  };
}

let lab: CrashLab;
let load: CrashLoad;
let rules: readonly CrashRules[];

beforeAll(async () => {
  lab = await startCrashLab();
  rules = await Promise.all(CRASH_TENANTS.map((tenant) => CrashRules.make(lab, tenant)));
  load = new CrashLoad(lab, crashProtocols(FROM_MS));
});
afterAll(() => lab?.remove());

async function live({ pushes, atLeastMs, jitterMs, isStopping }: Life): Promise<void> {
  const beganAt = performance.now();
  load.begin();
  const isTime = () => load.taken() >= pushes && performance.now() - beganAt >= atLeastMs;
  await waitUntil(() => isTime() || load.hasFailed, {
    what: `${pushes} pushes`,
    timeoutMs: 60_000,
    everyMs: 1,
  });
  // Nothing is waited for here: the kill is to come at any instant of a push.
  await delay(jitterMs);
  load.willEnd();
  const stopped = isStopping ? lab.service.stop() : null;
  if (isStopping) await delay(jitterMs * 10);
  await lab.service.kill();
  await stopped;
  await load.end();
}

/** Senders try again what got no answer, or forget it. */
function goOn(): void {
  for (const sender of load.senders) if (random() < 0.3) sender.giveUp();
}

async function expectKept(firsts: readonly number[]): Promise<void> {
  for (const [index, sender] of load.senders.entries()) {
    const first = Math.max(0, (firsts[index] ?? 0) - 2 * LATE_BY);
    const { count, ...faults } = await keptOf(lab, sender, FROM_MS, first);
    const who = `${sender.protocol.name} of ${sender.tenant}`;
    expect(faults, who).toEqual({ missing: [], doubled: [], unknown: [] });
    expect(count, who).toBeGreaterThan(0);
  }
  for (const file of load.files) {
    const what = `the lines of the file of ${file.tenant}`;
    await waitUntil(async () => (await fileKept(lab, file, STARTED_AT_MS)).missing.length === 0, {
      what,
      everyMs: 100,
    });
    const faults = await fileKept(lab, file, STARTED_AT_MS);
    expect(faults, what).toEqual({ missing: [], doubled: [], unknown: [] });
  }
  const scrapes = await ownScrapes(lab);
  expect(scrapes).toEqual([...new Set(scrapes)].sort((a, b) => a - b));
}

describe('kill -9 under load', () => {
  it(`${KILLS} times: what was acknowledged is there once, what was not once at most`, async () => {
    let firsts = load.senders.map(() => 0);
    for (let number = 0; number < KILLS; number++) {
      const before = load.senders.map(({ sent }) => sent);
      const life = lifeOf(number);
      await live(life);
      if (life.isFileRotated) for (const tenant of CRASH_TENANTS) rotate(lab.fileOf(tenant));
      if (life.brokenStartMs !== null) await lab.service.breakStart(life.brokenStartMs);
      await lab.service.restart();
      const isWhole = number % WHOLE_EVERY === WHOLE_EVERY - 1 || number === KILLS - 1;
      await expectKept(isWhole ? [] : firsts);
      firsts = before;
      goOn();
    }
    for (const { acknowledged } of load.senders) expect(acknowledged.size).toBeGreaterThan(KILLS);
    expect((await ownScrapes(lab)).length).toBeGreaterThan(KILLS / 2);
  });
});

describe('after all of it', () => {
  it('rules have waited on and fire as one incident still, pushed groups are there', async () => {
    for (const one of rules) {
      const hasWaited = async () => ((await one.waited()).at(-1) ?? 0) >= 5;
      await waitUntil(hasWaited, { what: 'a rule that waits' });
    }
    const before = await Promise.all(rules.map((one) => one.incidents()));
    const evaluations = await Promise.all(rules.map(async (one) => (await one.waited()).length));
    for (const tenant of CRASH_TENANTS) expect(await pushGroup(lab, tenant)).toBe(200);
    await lab.service.kill();
    await lab.service.restart();
    for (const tenant of CRASH_TENANTS) {
      const isThere = () => hasGroup(lab, tenant);
      await waitUntil(isThere, { what: `the pushed group of ${tenant}` });
    }
    for (const [index, one] of rules.entries()) {
      const isEvaluated = async () => (await one.waited()).length > (evaluations[index] ?? 0) + 1;
      await waitUntil(isEvaluated, { what: 'evaluations after the kill' });
      expect(shrunk(await one.waited())).toEqual([]);
      const incidents = await one.incidents();
      expect(incidents).toEqual(before[index]);
      expect(incidents).toMatchObject([{ status: 'firing' }]);
    }
  });
});

/** Where the seconds that a rule has waited become fewer, by more than they are rounded. */
function shrunk(waited: readonly number[]): readonly (readonly number[])[] {
  return waited
    .map((seconds, index) => [waited[index - 1] ?? 0, seconds])
    .filter(([before = 0, after = 0]) => after < before - 2);
}

function rotate(file: string): void {
  renameSync(file, `${file}.${String(Date.now())}`);
}

/** In [0, 1). */
function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x80000000;
  };
}
