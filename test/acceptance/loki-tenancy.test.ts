import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { QuestionFacts } from '../../queries/limits/check-question.ts';
import { type LokiLab, type LokiLabOptions, startLokiLab } from '../support/loki-lab.ts';
import { ownersIn, STREAMS_AT_S, twoTenantStreams } from '../support/loki-streams.ts';
import { type ScriptedLoki, startScriptedLoki } from '../support/scripted-loki.ts';

const base = '/scopes/acme/loki/loki/api/v1';
const shop = encodeURIComponent('{app="shop"}');
const range = `start=${STREAMS_AT_S - 60}&end=${STREAMS_AT_S + 60}`;
const environments = { 'acme.shop.prod': 'eu1/acme', 'globex.shop.prod': 'eu1/globex' };

let loki: ScriptedLoki;
let lab: LokiLab | null = null;

beforeAll(async () => {
  loki = await startScriptedLoki(twoTenantStreams());
});
beforeEach(() => loki.forget());
afterEach(async () => {
  await lab?.stop();
  lab = null;
});
afterAll(() => loki.stop());

async function start(options: Partial<LokiLabOptions>): Promise<LokiLab> {
  lab = await startLokiLab({ clusters: { eu1: loki.url }, environments, ...options });
  return lab;
}

describe('a Loki with tenants of its own', () => {
  it('is asked as the tenant, on every way, whatever the client says', async () => {
    const { send, tail } = await start({ hasTenants: true });
    const headers = { authorization: 'Bearer acme+', 'x-scope-orgid': 'globex' };
    for (const path of [
      `query_range?query=${shop}`,
      `labels`,
      `series?match=${shop}`,
      `query?query=vector(1)`,
      `index/stats?query=${shop}`,
    ]) {
      expect((await send({ path: `${base}/${path}`, headers })).status).toBe(200);
    }
    expect(loki.seen[0]?.form.get('query')).toBe('{app="shop"}');
    expect(loki.seen[1]?.form.get('query')).toBeNull();
    await send({ path: `/scopes/acme/loki/export?query=${shop}`, headers });
    await send({ path: '/scopes/acme/loki/prometheus/api/v1/rules', headers });
    await send({ path: '/scopes/acme/loki/prometheus/api/v1/alerts', headers });
    const type = { 'content-type': 'application/json' };
    const body = JSON.stringify({ streams: [{ stream: { a: 'b' }, values: [['1', 'x']] }] });
    const pushed = await send({
      method: 'POST',
      path: `${base}/push`,
      headers: { ...headers, ...type },
      body,
    });
    expect(pushed.status).toBe(204);
    const reader = await tail(`${base}/tail?query=${shop}`, headers);
    await expect.poll(() => loki.tails.size).toBe(1);
    reader.socket.terminate();
    expect(loki.seen).toHaveLength(10);
    expect(new Set(loki.seen.map((one) => one.headers['x-scope-orgid']))).toEqual(
      new Set(['acme']),
    );
  });

  it('is asked as the tenant also for an empty scope, and not at all for the platform', async () => {
    const { send } = await start({ hasTenants: true });
    const path = (scope: string) => `/scopes/${scope}/loki/loki/api/v1/query?query=vector(1)`;
    await send({ path: path('empty'), headers: { authorization: 'Bearer empty' } });
    expect(loki.seen.map((one) => one.headers['x-scope-orgid'])).toEqual(['empty']);
    const platform = await send({
      path: path('_platform'),
      headers: { authorization: 'Bearer _platform' },
    });
    expect([platform.status, loki.seen.length]).toEqual([422, 1]);
  });
});

describe('an environment that was somebody else’s', () => {
  const bornMs = (STREAMS_AT_S - 30) * 1000;
  const places = { ...environments, 'acme.shop.new': 'eu1/globex-old' };
  const options = { environments: places, readableFrom: { 'eu1/globex-old': bornMs } };

  it('is left out of questions about its past, with a warning', async () => {
    const { send } = await start(options);
    const past = await send({ path: `${base}/query_range?query=${shop}&${range}` });
    expect(loki.seen[0]?.form.get('query')).toBe('{ns="acme",app="shop"}');
    expect(JSON.parse(past.body).warnings).toEqual([expect.stringContaining('acme.shop.new')]);
    const merged = await send({ path: `${base}/labels?${range}` });
    expect(JSON.parse(merged.body).warnings).toHaveLength(1);
    const since = `start=${STREAMS_AT_S - 20}&end=${STREAMS_AT_S + 60}`;
    const present = await send({ path: `${base}/query_range?query=${shop}&${since}` });
    expect(loki.seen.at(-1)?.form.get('query')).toBe('{ns=~"acme|globex-old",app="shop"}');
    expect(JSON.parse(present.body).warnings).toBeUndefined();
    const rate = encodeURIComponent('rate({app="shop"}[5m])');
    await send({ path: `${base}/query?query=${rate}&time=${STREAMS_AT_S}` });
    expect(loki.seen.at(-1)?.form.get('query')).toBe('rate({ns="acme",app="shop"}[5m])');
  });

  it('is left out of exports and tails', async () => {
    const { send, tail } = await start(options);
    const exported = await send({ path: `/scopes/acme/loki/export?query=${shop}&${range}` });
    expect(exported.headers['tocsin-warnings']).toContain('acme.shop.new');
    expect(loki.seen[0]?.form.get('query')).toBe('{ns="acme",app="shop"}');
    const reader = await tail(`${base}/tail?query=${shop}&start=${STREAMS_AT_S - 60}`);
    await expect.poll(() => loki.tails.size).toBe(1);
    expect(loki.seen.at(-1)?.form.get('query')).toBe('{ns="acme",app="shop"}');
    reader.socket.terminate();
  });

  it('is named in the head of an export whatever the query holds', async () => {
    const { send } = await start(options);
    const query = encodeURIComponent('{app="shop", b!="日本\u007f\u{1f600}é"}');
    const { status, headers } = await send({
      path: `/scopes/acme/loki/export?query=${query}&${range}`,
    });
    expect(status).toBe(200);
    const [warning] = JSON.parse(String(headers['tocsin-warnings']));
    expect(warning).toContain('日本\u007f\u{1f600}é');
  });

  it('refuses when nothing else remains', async () => {
    const { send } = await start(options);
    const alone = '/scopes/acme.shop.new/loki';
    for (const path of [
      `loki/api/v1/query_range?query=${shop}&${range}`,
      `export?query=${shop}&${range}`,
    ]) {
      const answer = await send({ path: `${alone}/${path}` });
      expect([answer.status, answer.body]).toEqual([422, expect.stringContaining('{app="shop"}')]);
    }
    expect(loki.seen).toHaveLength(0);
  });
});

describe('the limits of a tenant', () => {
  it('are asked before a backend, with what the question reads, and given back', async () => {
    const asked: (readonly [string, QuestionFacts])[] = [];
    let held = 0;
    const check = (tenant: string, facts: QuestionFacts) => void asked.push([tenant, facts]);
    const enter = async () => {
      held++;
      return { release: () => void held-- };
    };
    const gate = {
      limitsOf: () => ({ maxResponseBytes: 1_000_000, timeoutMs: 5_000 }),
      check,
      enter,
      admit: (tenant: string, facts: QuestionFacts) => {
        check(tenant, facts);
        return enter();
      },
    };
    const { send } = await start({ gate });
    const rate = encodeURIComponent('rate({app="shop"}[5m] offset 1h)');
    await send({ path: `${base}/query_range?query=${rate}&${range}&step=10` });
    const startMs = (STREAMS_AT_S - 60) * 1000;
    expect(asked).toEqual([
      [
        'acme',
        {
          bodyBytes: 0,
          range: { startMs, endMs: startMs + 120_000, stepMs: 10_000 },
          earliestMs: startMs - 3_900_000,
        },
      ],
    ]);
    loki.answer((response) => {
      response.writeHead(500).end();
      return true;
    });
    await send({ path: `${base}/labels` });
    await send({ path: `/scopes/acme/loki/export?query=${shop}` });
    expect([asked.length, held]).toEqual([3, 0]);
  });

  it('refuse in plain text with Retry-After, and nobody is asked', async () => {
    const refused = () =>
      Promise.reject(new AppError('limited', 'ask less often', { retryAfterSeconds: 3 }));
    const gate = {
      limitsOf: () => ({ maxResponseBytes: 1_000_000, timeoutMs: 5_000 }),
      check: () => undefined,
      enter: refused,
      admit: refused,
    };
    const { send } = await start({ gate });
    for (const path of [`${base}/labels`, `/scopes/acme/loki/export?query=${shop}`]) {
      const answer = await send({ path });
      expect([answer.status, answer.headers['retry-after'], answer.body]).toEqual([
        429,
        '3',
        'ask less often\n',
      ]);
    }
    expect(loki.seen).toHaveLength(0);
  });
});

describe('the limits of a tenant on tails', () => {
  it('are asked with what the tail reads, and given back whichever way it ends', async () => {
    const asked: (readonly [string, QuestionFacts])[] = [];
    let held = 0;
    const tailGate = {
      openTail: (tenant: string, facts: QuestionFacts) => {
        asked.push([tenant, facts]);
        held++;
        return { release: () => void held-- };
      },
    };
    const { tail, revoke, changeEnvironments } = await start({
      tailGate,
      clock: new VirtualClock(STREAMS_AT_S * 1000),
    });
    const follow = () => tail(`${base}/tail?query=${shop}&start=${STREAMS_AT_S - 60}`);
    const open = async () => {
      const reader = await follow();
      await expect.poll(() => loki.tails.size).toBe(1);
      expect(held).toBe(1);
      return reader;
    };
    const left = async () => {
      await expect.poll(() => held).toBe(0);
      await expect.poll(() => loki.tails.size).toBe(0);
    };
    (await open()).socket.terminate();
    await left();
    await open();
    for (const one of loki.tails) one.socket.terminate();
    await left();
    await open();
    changeEnvironments({ 'acme.shop.prod': 'eu1/acme', 'acme.shop.dev': 'eu1/acme-dev' });
    await left();
    await open();
    revoke('acme');
    await left();
    const startMs = (STREAMS_AT_S - 60) * 1000;
    const range = { startMs, endMs: STREAMS_AT_S * 1000, stepMs: null };
    const facts = { bodyBytes: 0, range, earliestMs: startMs };
    expect(asked).toEqual(Array(4).fill(['acme', facts]));
  });

  it('refuse in a close frame, and nobody is asked', async () => {
    const tailGate = {
      openTail: () => {
        throw new AppError('limited', 'close one first', { retryAfterSeconds: 60 });
      },
    };
    const { tail } = await start({ tailGate });
    const reader = await tail(`${base}/tail?query=${shop}`);
    await expect.poll(() => reader.closed()).toEqual({ code: 4400, reason: 'close one first' });
    expect(loki.seen).toHaveLength(0);
  });
});

describe('the heartbeat of a tail', () => {
  it('pings both ways every 25 s, and ends with a client that does not answer', async () => {
    const clock = new VirtualClock();
    const { tail } = await start({ clock });
    const reader = await tail(`${base}/tail?query=${shop}&start=${STREAMS_AT_S}`);
    await expect.poll(() => ownersIn(reader.messages.join(''))).toEqual(['acme']);
    const [upstream] = loki.tails;
    const pings = { client: 0, upstream: 0 };
    reader.socket.on('ping', () => void pings.client++);
    upstream?.socket.on('ping', () => void pings.upstream++);
    await clock.advance(25_000);
    await expect.poll(() => pings).toEqual({ client: 1, upstream: 1 });
    expect(reader.closed()).toBeNull();
    reader.socket.pause();
    const pong = new Promise((resolve) => upstream?.socket.once('pong', resolve));
    upstream?.socket.ping();
    await pong;
    await clock.advance(25_000);
    await clock.advance(25_000);
    await expect.poll(() => loki.tails.size).toBe(0);
    reader.socket.resume();
    await expect.poll(() => reader.closed()?.code).toBe(1006);
  });
});
