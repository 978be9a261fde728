import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ticketFor } from '../support/live-client.ts';
import { openRaw, type RawConnection, requestText } from '../support/raw-connection.ts';
import { type ScriptedBackend, startScriptedBackend } from '../support/scripted-backend.ts';
import {
  apiOf,
  readerOf,
  startWorkersLab,
  WORKER_TENANTS,
  type WorkersLab,
  type WorkerTenant,
} from '../support/workers-lab.ts';

const FORM = 'application/x-www-form-urlencoded';
const question = (tenant: WorkerTenant) => `${apiOf(tenant, 'query')}?query=up`;
const asking = (tenant: WorkerTenant) => requestText('GET', question(tenant), readerOf(tenant));
/** What the backend answers: whose question it was, by the matcher in it. */
const owner = (body: string) => /of (acme|globex)/.exec(body)?.[1];

let backend: ScriptedBackend;
let lab: WorkersLab;
let raw: RawConnection;

beforeAll(async () => {
  backend = await startScriptedBackend();
  lab = await startWorkersLab(backend.url);
}, 60_000);
beforeEach(async () => {
  backend.forget();
  backend.answer((response, { url, body }) => {
    const asked = decodeURIComponent(url + body);
    const tenant = WORKER_TENANTS.find((one) => asked.includes(`namespace="${one}"`));
    response.setHeader('content-type', 'application/json');
    response.end(`{"status":"success","data":"of ${tenant}"}`);
  });
  raw = await openRaw(lab.service.url);
});
afterEach(() => raw.destroy());
afterAll(async () => {
  await lab?.service.remove();
  await backend?.stop();
});

describe('a connection that stays open', () => {
  it('is used by tenants of both workers, the API and nobody in turn', async () => {
    for (const _ of [1, 2]) {
      for (const tenant of WORKER_TENANTS) {
        const answer = await raw.get(question(tenant), readerOf(tenant));
        expect([answer.status, owner(answer.body)]).toEqual([200, tenant]);
        expect((await raw.get('/api/health/live')).body).toBe('{"status":"live"}');
        const foreign = tenant === 'acme' ? 'globex' : 'acme';
        expect((await raw.get(question(tenant), readerOf(foreign))).status).toBe(403);
        expect((await raw.get(question(tenant))).status).toBe(401);
        expect((await raw.get('/no/such/path')).status).toBe(404);
      }
    }
  });

  it('begins at the API and goes on with questions, which are counted as passed on', async () => {
    const metric = async (name: string) => {
      const { body } = await raw.get('/metrics');
      return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(body)?.[1]);
    };
    const before = await metric('tocsin_relayed_requests_total');
    for (const tenant of WORKER_TENANTS) {
      expect(owner((await raw.get(question(tenant), readerOf(tenant))).body)).toBe(tenant);
    }
    expect(await metric('tocsin_relayed_requests_total')).toBe(before + 2);
    expect(await metric('tocsin_workers_serving')).toBe(2);
  });

  it('carries bodies to any process, with a length and in chunks', async () => {
    for (const tenant of WORKER_TENANTS) {
      const headers = { ...readerOf(tenant), 'content-type': FORM };
      const path = apiOf(tenant, 'query');
      raw.write(requestText('POST', path, headers, 'query=up'));
      expect(owner((await raw.next()).body)).toBe(tenant);
      const chunked = requestText('POST', path, { ...headers, 'transfer-encoding': 'chunked' });
      raw.write(chunked);
      await raw.drip('5\r\nquery\r\n3\r\n=up\r\n0\r\n\r\n');
      expect(owner((await raw.next()).body)).toBe(tenant);
    }
  });

  it('does not take a body without framing for the next request', async () => {
    await raw.get(question('acme'), readerOf('acme'));
    const hidden = requestText('GET', '/api/health/live', {});
    const size = hidden.length.toString(16);
    const head = { ...readerOf('globex'), 'transfer-encoding': 'chunked' };
    raw.write(requestText('GET', question('globex'), head));
    raw.write(`${size}\r\n${hidden}\r\n0\r\n\r\n`);
    const { status, body } = await raw.next();
    expect([status, body]).not.toEqual([200, '{"status":"live"}']);
    const next = await raw.get(question('globex'), readerOf('globex'));
    expect([next.status, owner(next.body)]).toEqual([200, 'globex']);
  });

  it('shows the address of the client to the parent, whatever the client says it is', async () => {
    await raw.get(question('acme'), readerOf('acme'));
    const body = '{"name":"nobody","password":"guessed guessed"}';
    const headers = { 'content-type': 'application/json', 'x-tocsin-peer': '203.0.113.9' };
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 12; attempt++) {
      const origin = { origin: lab.service.url, 'x-tocsin-peer': `203.0.113.${attempt}` };
      raw.write(requestText('POST', '/api/v1/session', { ...headers, ...origin }, body));
      statuses.push((await raw.next()).status);
    }
    expect(statuses).toContain(429);
  });

  it('may become a live socket', async () => {
    await raw.get(question('acme'), readerOf('acme'));
    const session = { cookie: lab.root.headers.cookie ?? '', origin: lab.service.url };
    const ticket = await ticketFor(lab.service.url, '_platform', session);
    const headers = {
      ...session,
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    };
    raw.write(requestText('GET', `/api/v1/live?owner=_platform&ticket=${ticket}`, headers));
    const { status, headers: answered } = await raw.next();
    expect([status, answered.get('upgrade')]).toEqual([101, 'websocket']);
  });
});

describe('the head of a request', () => {
  it.each(WORKER_TENANTS)('of %s may come byte by byte', async (tenant) => {
    await raw.drip(asking(tenant));
    expect(owner((await raw.next()).body)).toBe(tenant);
    await raw.drip(asking(tenant));
    expect(owner((await raw.next()).body)).toBe(tenant);
  });

  it('may come with the next ones, which are answered in order', async () => {
    const order = ['acme', 'acme', 'globex', 'acme', 'globex', 'globex'] as const;
    raw.write(order.map(asking).join(''));
    const answers: unknown[] = [];
    for (const _ of order) answers.push(owner((await raw.next()).body));
    expect(answers).toEqual(order);
  });

  it.each([
    ['of a question', question('acme')],
    ['of the API', '/api/health/live'],
  ])('%s is refused when its headers are too long', async (_, path) => {
    raw.write(requestText('GET', path, { 'x-long': 'a'.repeat(20_000) }));
    expect((await raw.next()).status).toBe(431);
    await raw.closed();
  });

  it('is refused when its first line is too long, complete or not', async () => {
    raw.write(`GET ${question('acme')}${'a'.repeat(20_000)}`);
    expect((await raw.next()).status).toBe(431);
    await raw.closed();
  });

  it.each([
    ['no HTTP', 'hello\r\n\r\n'],
    ['another HTTP', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    [
      'two lengths',
      requestText('GET', question('acme'), { 'content-length': '0', 'Content-Length': '5' }),
    ],
  ])('is refused when it is %s', async (_, text) => {
    raw.write(text);
    expect((await raw.next()).status).toBe(400);
    await raw.closed();
    expect(backend.seen).toEqual([]);
  });

  it('ends with the connection when the client goes before it is complete', async () => {
    raw.write('GET /scopes/acme');
    raw.end();
    await raw.closed();
    expect((await fetch(`${lab.service.url}/api/health/ready`)).status).toBe(200);
  });
});

describe('an answer on its way through another process', () => {
  it('is broken off when the backend breaks it off', async () => {
    backend.answer((response) => {
      response.setHeader('content-type', 'application/json');
      response.write(`{"status":"success","data":["${'a'.repeat(1_000_000)}",`, () =>
        response.destroy(),
      );
    });
    await raw.get('/api/health/live');
    raw.write(asking('acme'));
    await raw.closed();
  });

  it('is not asked for any longer when the client goes away', async () => {
    const asked = new Promise<void>((resolve) => {
      backend.answer((response) => {
        response.once('close', resolve);
        response.write('{"status":"success","data":[');
      });
    });
    await raw.get('/api/health/live');
    raw.write(asking('globex'));
    await waitForQuestion();
    raw.destroy();
    await asked;
    expect(backend.aborted()).toBe(1);
  });
});

async function waitForQuestion(): Promise<void> {
  while (backend.seen.length === 0) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}
