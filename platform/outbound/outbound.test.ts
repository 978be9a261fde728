import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import axios from 'axios';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { createMetrics } from '../observe/metrics.ts';
import { createGuard, type Resolver, refusalIn } from './guard.ts';
import { createGuardedAgents } from './guarded-agents.ts';
import { guardedConnectOptions, TENANT_SMTP_PORTS } from './guarded-connect-options.ts';
import { createGuardedDispatcher } from './guarded-dispatcher.ts';
import { createOutbound, type OutboundOptions } from './outbound.ts';
import { outboundMetrics } from './outbound-metrics.ts';

const requests: {
  method: string;
  url: string;
  headers: NodeJS.Dict<string | string[]>;
  body: string;
}[] = [];
let server: Server;
let port = 0;

function answer(path: string): { status: number; headers: Record<string, string>; body: string } {
  if (path === '/redirect')
    return { status: 302, headers: { location: 'http://169.254.169.254/' }, body: '' };
  if (path === '/long') return { status: 200, headers: {}, body: 'x'.repeat(500_000) };
  if (path === '/error') return { status: 503, headers: { 'Retry-After': '7' }, body: 'later' };
  return { status: 200, headers: {}, body: 'ok' };
}

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    requests.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
    if (url === '/silent') return;
    if (url === '/slow') {
      response.writeHead(200, { 'content-length': '100' });
      response.write('beginning');
      return;
    }
    if (url === '/broken') {
      response.writeHead(200, { 'content-length': '100' });
      response.write('beginning', () => response.destroy());
      return;
    }
    const { status, headers: sent, body } = answer(url);
    response.writeHead(status, sent).end(body);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  port = portOf(server.address());
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function portOf(address: string | AddressInfo | null): number {
  return typeof address === 'object' && address ? address.port : 0;
}

const metrics = outboundMetrics(createMetrics({ version: 'test', withProcessMetrics: false }));
const client = (options: Partial<OutboundOptions> = {}) =>
  createOutbound({
    policy: 'tenant',
    timeoutMs: 5_000,
    maxBytes: 1_024,
    clock: systemClock,
    metrics,
    ...options,
  });
const allowed = (options: Partial<OutboundOptions> = {}) =>
  client({ allow: [`127.0.0.1:${port}`], ...options });
const resolver =
  (...answers: readonly (readonly string[])[]): Resolver =>
  async () => {
    const [next = []] = answers.length > 1 ? [answers[calls++ % answers.length]] : answers;
    return next.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  };
let calls = 0;

describe('outbound to an allow-listed destination', () => {
  it('sends method, headers and body, and reads the answer', async () => {
    const result = await allowed().send({
      method: 'POST',
      url: `http://127.0.0.1:${port}/hook?tenant=acme`,
      headers: { 'content-type': 'application/json', 'X-Tocsin-Delivery': '01J' },
      body: '{"a":"é"}',
    });
    expect(result).toMatchObject({ kind: 'answered', status: 200, isCut: false });
    if (result.kind === 'answered') expect(result.body.toString()).toBe('ok');
    expect(requests.at(-1)).toMatchObject({
      method: 'POST',
      url: '/hook?tenant=acme',
      body: '{"a":"é"}',
      headers: {
        'content-type': 'application/json',
        'content-length': '10',
        'x-tocsin-delivery': '01J',
        'user-agent': 'tocsin',
        connection: 'close',
      },
    });
  });

  it('gives statuses of errors with their headers', async () => {
    const result = await allowed().send({ method: 'GET', url: `http://127.0.0.1:${port}/error` });
    expect(result).toMatchObject({
      kind: 'answered',
      status: 503,
      headers: { 'retry-after': '7' },
    });
  });

  it('does not follow a redirect', async () => {
    const before = requests.length;
    const result = await allowed().send({
      method: 'GET',
      url: `http://127.0.0.1:${port}/redirect`,
    });
    expect(result).toMatchObject({
      kind: 'failed',
      reason: 'redirect',
      cause: { message: 'answered 302' },
    });
    expect(requests).toHaveLength(before + 1);
  });

  it('cuts a body that is too long', async () => {
    const result = await allowed().send({ method: 'GET', url: `http://127.0.0.1:${port}/long` });
    expect(result).toMatchObject({ kind: 'answered', status: 200, isCut: true });
    if (result.kind === 'answered') expect(result.body).toHaveLength(1_024);
  });

  it.each(['/silent', '/slow'])('gives up after the timeout: %s', async (path) => {
    const result = await allowed({ timeoutMs: 80 }).send({
      method: 'GET',
      url: `http://127.0.0.1:${port}${path}`,
    });
    expect(result).toMatchObject({ kind: 'failed', reason: 'timeout' });
  });

  it('gives up when the caller does', async () => {
    const caller = new AbortController();
    const sent = allowed().send({
      method: 'GET',
      url: `http://127.0.0.1:${port}/silent`,
      signal: caller.signal,
    });
    caller.abort();
    expect(await sent).toMatchObject({ kind: 'failed', reason: 'aborted' });
  });

  it('never takes half a body for a whole one', async () => {
    const result = await allowed().send({ method: 'GET', url: `http://127.0.0.1:${port}/broken` });
    expect(result).toMatchObject({ kind: 'failed', reason: 'reset' });
  });

  it('takes no proxy from the environment', async () => {
    process.env.http_proxy = 'http://127.0.0.1:9';
    const result = await allowed().send({ method: 'GET', url: `http://127.0.0.1:${port}/` });
    delete process.env.http_proxy;
    expect(result).toMatchObject({ kind: 'answered' });
  });

  it('tells a port on which nobody listens and a peer that is not HTTP', async () => {
    const garbage = createTcpServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.end('no http\r\n\r\n', () => socket.destroySoon());
    });
    await new Promise<void>((resolve) => {
      garbage.listen(0, '127.0.0.1', resolve);
    });
    const garbagePort = portOf(garbage.address());
    const open = client({ allow: ['127.0.0.1'] });
    const noise = await open.send({ method: 'GET', url: `http://127.0.0.1:${garbagePort}/` });
    expect(noise).toMatchObject({ kind: 'failed', reason: 'protocol' });
    const overTls = await open.send({ method: 'GET', url: `https://127.0.0.1:${garbagePort}/` });
    expect(overTls).toMatchObject({ kind: 'failed', reason: 'tls' });
    await new Promise((resolve) => garbage.close(resolve));
    const nobody = await open.send({ method: 'GET', url: `http://127.0.0.1:${garbagePort}/` });
    expect(nobody).toMatchObject({
      kind: 'failed',
      reason: 'connect',
      cause: { code: 'ECONNREFUSED' },
    });
    if (nobody.kind === 'failed') expect(Object.keys(nobody.cause)).toEqual(['code']);
  });
});

describe('outbound refuses', () => {
  it.each([
    ['loopback', (p: number) => `http://127.0.0.1:${p}/`, 'address'],
    ['hexadecimal', (p: number) => `http://0x7f.1:${p}/`, 'address'],
    ['one number', (p: number) => `http://2130706433:${p}/`, 'address'],
    ['octal', (p: number) => `http://0177.0.0.1:${p}/`, 'address'],
    ['trailing dot', (p: number) => `http://127.0.0.1.:${p}/`, 'address'],
    ['full-width digits', (p: number) => `http://１２７.０.０.１:${p}/`, 'address'],
    ['IPv6 loopback', (p: number) => `http://[::1]:${p}/`, 'address'],
    ['mapped IPv6', (p: number) => `http://[::ffff:127.0.0.1]:${p}/`, 'address'],
    ['NAT64', () => 'http://[64:ff9b::7f00:1]/', 'address'],
    ['a name that resolves to loopback', (p: number) => `http://localhost:${p}/`, 'address'],
    ['metadata', () => 'http://169.254.169.254/latest/', 'address'],
    ['a file', () => 'file:///etc/passwd', 'scheme'],
    ['a user in the URL', () => 'http://joe:pw@example.com/', 'credentials'],
    ['no URL', () => 'hooks.example.com', 'url'],
  ])('%s', async (_name, url, reason) => {
    const before = requests.length;
    const result = await client().send({ method: 'GET', url: url(port) });
    expect(result).toMatchObject({ kind: 'refused', reason });
    expect(requests).toHaveLength(before);
  });

  it.each([
    'Host',
    'content-length',
    'Transfer-Encoding',
    'Connection',
    'Cookie',
    'X-Forwarded-For',
    'Proxy-Authorization',
  ])('the header %s', async (name) => {
    const result = await allowed().send({
      method: 'GET',
      url: `http://127.0.0.1:${port}/`,
      headers: { [name]: 'x' },
    });
    expect(result).toMatchObject({ kind: 'refused', reason: 'header' });
  });

  it('a header value with a line break', async () => {
    const headers = { 'X-A': 'a\r\nHost: b' };
    const result = await allowed().send({
      method: 'GET',
      url: `http://127.0.0.1:${port}/`,
      headers,
    });
    expect(result).toMatchObject({ kind: 'refused', reason: 'header' });
  });

  it('metadata to an administrator, while private addresses are served', async () => {
    const admin = client({ policy: 'administrator' });
    expect(await admin.send({ method: 'GET', url: `http://127.0.0.1:${port}/` })).toMatchObject({
      kind: 'answered',
    });
    expect(await admin.send({ method: 'GET', url: 'http://169.254.169.254/' })).toMatchObject({
      kind: 'refused',
    });
  });

  it('a name of which one address is private', async () => {
    const resolve = resolver(['8.8.8.8', '127.0.0.1']);
    const result = await client({ resolve }).send({
      method: 'GET',
      url: `http://hook.example:${port}/`,
    });
    expect(result).toMatchObject({
      kind: 'refused',
      reason: 'address',
      message: expect.not.stringContaining('127'),
    });
  });

  it('a name that turns private after it was checked (rebinding)', async () => {
    const resolve = resolver(['8.8.8.8'], ['127.0.0.1']);
    const guard = createGuard({ policy: 'tenant', resolve });
    expect(await guard.resolveChecked('rebind.example', port)).toMatchObject({
      address: '8.8.8.8',
    });
    const before = requests.length;
    const result = await client({ resolve }).send({
      method: 'GET',
      url: `http://rebind.example.:${port}/`,
    });
    expect(result).toMatchObject({ kind: 'refused', reason: 'address' });
    expect(requests).toHaveLength(before);
  });

  it('a name without address as a failure to resolve', async () => {
    const result = await client({ resolve: resolver([]) }).send({
      method: 'GET',
      url: 'http://none.example/',
    });
    expect(result).toMatchObject({ kind: 'failed', reason: 'dns' });
  });
});

describe('the connected peer', () => {
  it('is judged even when the look-up has lied, before a byte is sent', async () => {
    const guard = createGuard({ policy: 'tenant' });
    const lying = createGuardedAgents({
      ...guard,
      lookupFor: () => (_host, options, done) =>
        options.all
          ? done(null, [{ address: '127.0.0.1', family: 4 }])
          : done(null, '127.0.0.1', 4),
    });
    const before = requests.length;
    const sent = axios.get(`http://liar.example:${port}/`, { httpAgent: lying.http, proxy: false });
    const thrown = await sent.catch((error: unknown) => error);
    expect(refusalIn(thrown)).toMatchObject({ reason: 'loopback' });
    expect(requests).toHaveLength(before);
  });
});

describe('guardedConnectOptions', () => {
  const guard = (resolve: Resolver) => createGuard({ policy: 'tenant', resolve });

  it('gives an address to connect to and the name for TLS', async () => {
    const options = await guardedConnectOptions(guard(resolver(['2606:4700::1', '8.8.8.8'])), {
      host: 'Mail.Example.',
      port: 587,
    });
    expect(options).toEqual({
      kind: 'allowed',
      host: '8.8.8.8',
      port: 587,
      servername: 'mail.example',
    });
  });

  it.each([
    ['a private address', ['10.0.0.25'], 25, { kind: 'refused', reason: 'address' }],
    ['a port that is not for mail', ['8.8.8.8'], 6379, { kind: 'refused', reason: 'address' }],
    ['no address', [], 25, { kind: 'failed', reason: 'dns' }],
  ])('refuses %s', async (_name, addresses, smtpPort, expected) => {
    const target = { host: 'mail.example', port: smtpPort };
    expect(
      await guardedConnectOptions(guard(resolver(addresses)), target, TENANT_SMTP_PORTS),
    ).toMatchObject(expected);
  });
});

describe('guarded dispatcher', () => {
  const dispatcherFor = (allow: readonly string[], resolve: Resolver) =>
    createGuardedDispatcher({
      policy: 'tenant',
      allow,
      resolve,
      connectTimeoutMs: 1_000,
      headersTimeoutMs: 1_000,
      bodyTimeoutMs: 1_000,
      connections: 2,
    });
  const get = async (allow: readonly string[], host: string, resolve = resolver(['127.0.0.1'])) => {
    const dispatcher = dispatcherFor(allow, resolve);
    const { request } = await import('undici');
    try {
      const { statusCode, body } = await request(`http://${host}:${port}/`, { dispatcher });
      return `${statusCode} ${await body.text()}`;
    } catch (thrown) {
      return refusalIn(thrown)?.reason ?? String(thrown);
    } finally {
      await dispatcher.close();
    }
  };

  it.each([
    ['an allow-listed address', () => [`127.0.0.1:${port}`], '127.0.0.1', '200 ok'],
    ['an allow-listed name', () => [`hook.example:${port}`], 'hook.example', '200 ok'],
    ['a literal', () => [], '127.0.0.1', 'loopback'],
    ['a mapped literal', () => [], '[::ffff:7f00:1]', 'loopback'],
    ['a name that resolves to loopback', () => [], 'hook.example', 'loopback'],
    ['an allow-listed name on another port', () => ['hook.example:1'], 'hook.example', 'loopback'],
  ])('%s', async (_name, allow, host, expected) => {
    expect(await get(allow(), host)).toBe(expected);
  });
});
