import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Agent } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { DEFAULT_TLS } from '../../platform/tenancy/cluster-backend.ts';
import { BackendPools } from './backend-pools.ts';
import { createHttpUpstream } from './http-upstream.ts';
import type { HeaderList, UpstreamFailure, UpstreamRequest } from './upstream.ts';

interface Seen {
  readonly line: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

const seen: Seen[] = [];
const server = createServer(async (request, response) => {
  const { method, url, headers } = request;
  seen.push({ line: `${method} ${url}`, headers, body: await buffer(request) });
  response.end('ok');
});
let origin = '';
const pools = new BackendPools(() => new Agent());
const upstream = createHttpUpstream({
  dispatcherFor: (backend) => pools.dispatcherFor(backend),
  clock: systemClock,
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await pools.destroy();
  server.close();
});

function send(
  request: Partial<UpstreamRequest>,
  backend: { path?: string; headers?: HeaderList } = {},
): Promise<Seen | UpstreamFailure> {
  seen.length = 0;
  const { path = '', headers = [] } = backend;
  const whole: UpstreamRequest = {
    backend: { url: `${origin}${path}`, headers, tls: DEFAULT_TLS },
    method: 'GET',
    path: '/api/v1/query',
    form: 'query=up',
    timeoutMs: 2_000,
    ...request,
  };
  return new Promise((resolve, reject) => {
    upstream.send(whole, {
      head: () => undefined,
      data: () => true,
      done: () => (seen[0] ? resolve(seen[0]) : reject(new Error('nothing came'))),
      failed: resolve,
    });
  });
}

const bytes = Buffer.from([0, 1, 0xff]);
const snappy = { contentType: 'application/x-protobuf', bytes };

describe('a request to a backend', () => {
  it.each<[string, Partial<UpstreamRequest>, string, string | undefined, Buffer]>([
    ['a form in the URL', {}, 'GET /p/api/v1/query?query=up', undefined, Buffer.alloc(0)],
    ['no form', { form: '' }, 'GET /p/api/v1/query', undefined, Buffer.alloc(0)],
    [
      'a form in the body',
      { method: 'POST' },
      'POST /p/api/v1/query',
      'application/x-www-form-urlencoded',
      Buffer.from('query=up'),
    ],
    [
      'bytes',
      { method: 'POST', path: '/api/v1/write', form: '', body: snappy },
      'POST /p/api/v1/write',
      snappy.contentType,
      bytes,
    ],
    [
      'bytes beside a form',
      { method: 'POST', path: '/api/v1/write', body: snappy },
      'POST /p/api/v1/write?query=up',
      snappy.contentType,
      bytes,
    ],
  ])('carries %s', async (_, request, line, type, body) => {
    const sent = await send(request, { path: '/p' });
    expect(sent).toMatchObject({ line, body });
    expect(typeof sent === 'object' && sent.headers['content-type']).toBe(type);
  });

  it('carries the headers of the backend and its own, which go before `accept`', async () => {
    const backend = { headers: [['x-scope-orgid', 'acme'] as const] };
    const headers = [['accept', 'text/plain'] as const, ['x-version', '1'] as const];
    expect(await send({ headers }, backend)).toMatchObject({
      headers: {
        accept: 'text/plain',
        'accept-encoding': 'identity',
        'x-scope-orgid': 'acme',
        'x-version': '1',
      },
    });
  });

  it.each([
    ['a value', [['x-scope-orgid', 'acme\r\nx-other: 1']]],
    ['a name', [['x-scope-orgid: acme\r\nx-other', '1']]],
  ] as const)('is not sent with a line break in %s of a header', async (_, headers) => {
    expect(await send({}, { headers })).toBe('unreachable');
    expect(seen).toEqual([]);
  });
});

describe('pools of connections', () => {
  const tls = (serverName: string) => ({ ...DEFAULT_TLS, serverName });
  const open = () => {
    const opened: Agent[] = [];
    const made = new BackendPools(() => {
      const agent = new Agent();
      opened.push(agent);
      return agent;
    });
    return { made, opened };
  };

  it('are one for each origin and TLS settings', async () => {
    const { made, opened } = open();
    const backends = [
      { url: 'https://a.example/x', tls: DEFAULT_TLS },
      { url: 'https://a.example/y', tls: { ...DEFAULT_TLS } },
      { url: 'https://a.example', tls: tls('b') },
      { url: 'https://a.example', tls: tls('c') },
      { url: 'https://b.example', tls: DEFAULT_TLS },
    ];
    const pooled = backends.map((backend) => opened.indexOf(made.dispatcherFor(backend) as Agent));
    expect(pooled).toEqual([0, 0, 1, 2, 3]);
    await made.destroy();
    expect(opened.map(({ destroyed }) => destroyed)).toEqual([true, true, true, true]);
  });

  it('close when their backend is registered no longer', async () => {
    const { made, opened } = open();
    const [a, b] = ['a', 'b'].map((host) => ({ url: `https://${host}.example`, tls: DEFAULT_TLS }));
    if (!a || !b) throw new Error('two backends');
    made.dispatcherFor(a);
    made.dispatcherFor(b);
    made.retain([{ ...a }]);
    expect(opened.map(({ closed }) => closed)).toEqual([false, true]);
    made.dispatcherFor(b);
    expect(opened).toHaveLength(3);
    await made.destroy();
  });
});
