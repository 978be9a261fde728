import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openRaw, requestText } from '../support/raw-connection.ts';
import { type ScriptedBackend, startScriptedBackend } from '../support/scripted-backend.ts';
import { waitUntil } from '../support/wait-until.ts';
import {
  apiOf,
  makeToken,
  readerOf,
  startWorkersLab,
  untilGone,
  WORKER_TENANTS,
  type WorkersLab,
  type WorkerTenant,
} from '../support/workers-lab.ts';

const question = (tenant: WorkerTenant) => `${apiOf(tenant, 'query')}?query=up`;
const ANSWER = '{"status":"success","data":"late"}';

let backend: ScriptedBackend;
let lab: WorkersLab;

/** One service for all: who kills a worker that must come back leaves it longer to wait for the next. */
beforeAll(async () => {
  backend = await startScriptedBackend();
  lab = await startWorkersLab(backend.url);
}, 60_000);
afterEach(() => backend.forget());
afterAll(async () => {
  await lab?.service.remove();
  await backend?.stop();
});

async function ask(tenant: WorkerTenant): Promise<number> {
  const headers = readerOf(tenant);
  return (await fetch(`${lab.service.url}${question(tenant)}`, { headers })).status;
}

/** On a connection of its own: one that is kept may end with a worker just when it is used. */
async function askAlone(tenant: WorkerTenant): Promise<number> {
  const raw = await openRaw(lab.service.url);
  const { status } = await raw.get(question(tenant), readerOf(tenant));
  raw.destroy();
  return status;
}

/** What came before it has been handed over when a later connection is answered by the other worker. */
async function handedOver(): Promise<void> {
  expect(await askAlone('globex')).toBe(200);
}

/** The backend answers only when it is told to. */
function holdAnswers(): () => void {
  const held: (() => void)[] = [];
  backend.answer((response) => {
    response.setHeader('content-type', 'application/json');
    held.push(() => response.end(ANSWER));
  });
  return () => {
    for (const answer of held) answer();
  };
}

const asked = (count: number) =>
  waitUntil(() => backend.seen.length >= count, { what: `${count} questions at the backend` });

function portClosed(): Promise<true> {
  const refuses = async () => {
    const raw = await openRaw(lab.service.url).catch(() => null);
    raw?.destroy();
    return raw === null;
  };
  return waitUntil(refuses, { what: 'a closed port' });
}

async function successes(): Promise<number> {
  const text = await (await fetch(`${lab.service.url}/metrics`)).text();
  const [, value] =
    /^tocsin_scoped_requests_total\{route="api\/v1\/query",outcome="success"\} (\d+)$/m.exec(
      text,
    ) ?? [];
  return Number(value ?? 0);
}

it('workers leave signals to the whole group to their parent', async () => {
  const pids = lab.pids();
  for (const pid of pids) {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.kill(pid, signal);
  }
  for (const tenant of WORKER_TENANTS) expect(await ask(tenant)).toBe(200);
  expect(lab.pids()).toEqual(pids);
});

it('a question under way in a worker ends with the right to it', async () => {
  const { secret, token } = await makeToken(lab.root, 'acme');
  const raw = await openRaw(lab.service.url);
  const answerAll = holdAnswers();
  raw.write(requestText('GET', question('acme'), { authorization: `Bearer ${secret}` }));
  const other = ask('acme');
  await asked(2);
  await lab.root.delete(`/api/v1/tenants/acme/tokens/${token.id}`);
  await raw.closed();
  answerAll();
  expect(await other).toBe(200);
});

describe('a worker that is killed', () => {
  it('again and again, under load, costs only what was on its connections', async () => {
    const seen = new Map<string, number>();
    let isOver = false;
    const load = WORKER_TENANTS.map(async (tenant) => {
      while (!isOver) {
        const outcome = await ask(tenant).catch(() => 'cut');
        const key = `${tenant} ${outcome}`;
        seen.set(key, (seen.get(key) ?? 0) + 1);
      }
    });
    for (let times = 0; times < 3; times++) {
      const [first = 0] = lab.pids();
      process.kill(first, 'SIGKILL');
      await waitUntil(() => lab.pids()[0] !== first, { what: 'another worker' });
    }
    isOver = true;
    await Promise.all(load);
    expect(seen.get('globex cut') ?? 0).toBe(0);
    expect([...seen.keys()].filter((key) => !/ (200|503|cut)$/.test(key))).toEqual([]);
    // Each time the one under way, and one more if it was handed over before the end was known.
    expect(seen.get('acme cut') ?? 0).toBeLessThanOrEqual(6);
    expect(seen.get('acme 200')).toBeGreaterThan(10);
  });

  it('takes its connections along; the next questions are answered, and it comes back', async () => {
    const raw = await openRaw(lab.service.url);
    expect((await raw.get(question('acme'), readerOf('acme'))).status).toBe(200);
    // The one that comes back begins with what has been told before it.
    const { token } = await makeToken(lab.root, 'acme');
    await lab.root.delete(`/api/v1/tenants/acme/tokens/${token.id}`);
    const counted = await successes();
    const [first = 0, second] = lab.pids();
    process.kill(first, 'SIGKILL');
    await raw.closed();
    for (const tenant of WORKER_TENANTS) expect(await askAlone(tenant)).toBe(200);
    const again = await waitUntil(() => lab.pids()[0] !== first && lab.pids()[0], {
      what: 'another worker',
    });
    expect(lab.pids()).toEqual([again, second]);
    for (const tenant of WORKER_TENANTS) expect(await askAlone(tenant)).toBe(200);
    expect(await successes()).toBe(counted + 4);
  });

  it('before it takes a connection, does not leave its client waiting', async () => {
    const [first = 0] = lab.pids();
    process.kill(first, 'SIGSTOP');
    const [sent, queued] = [await openRaw(lab.service.url), await openRaw(lab.service.url)];
    for (const raw of [sent, queued]) {
      raw.write(requestText('GET', question('acme'), readerOf('acme')));
      await handedOver();
    }
    process.kill(first, 'SIGKILL');
    expect((await queued.next()).status).toBe(200);
    await sent.closed();
    queued.destroy();
  });
});

it('workers end with a parent that is killed, and leave nothing in the way of the next one', async () => {
  const pids = lab.pids();
  await lab.service.kill();
  for (const pid of pids) await untilGone(pid);
  await lab.service.restart();
  for (const tenant of WORKER_TENANTS) expect(await askAlone(tenant)).toBe(200);
  await waitUntil(() => lab.pids().every((pid, slot) => pid !== pids[slot]), {
    what: 'other workers',
  });
});

describe('SIGTERM', () => {
  it('lets questions in workers and relayed ones end, then everything is gone', async () => {
    const pids = lab.pids();
    const before = lab.service.log().length;
    const relayed = await openRaw(lab.service.url);
    await relayed.get('/api/health/live');
    const answerAll = holdAnswers();
    const direct = ask('acme');
    relayed.write(requestText('GET', question('globex'), readerOf('globex')));
    await asked(2);
    const ended = lab.service.stop();
    await portClosed();
    answerAll();
    expect(await direct).toBe(200);
    expect((await relayed.next()).body).toBe(ANSWER);
    await relayed.closed();
    expect(await ended).toEqual({ code: 0, signal: null });
    for (const pid of pids) await untilGone(pid);
    expect(existsSync(join(lab.service.folder, 'data', 'run'))).toBe(false);
    expect(lab.service.log().slice(before)).not.toMatch(/"level":"(warn|error)"/);
  });
});
