import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TailReader } from '../support/loki-client.ts';
import { type LokiLab, startLokiLab } from '../support/loki-lab.ts';
import { ownersIn, STREAMS_AT_S, twoTenantStreams } from '../support/loki-streams.ts';
import { type ScriptedLoki, startScriptedLoki } from '../support/scripted-loki.ts';

const base = '/scopes/acme/loki/loki/api/v1/tail';
const shop = encodeURIComponent('{app="shop"}');
const environments = { 'acme.shop.prod': 'eu1/acme', 'globex.shop.prod': 'eu1/globex' };

let loki: ScriptedLoki;
let lab: LokiLab;

beforeAll(async () => {
  loki = await startScriptedLoki(twoTenantStreams());
});
beforeEach(async () => {
  loki.forget();
  lab = await startLokiLab({ clusters: { eu1: loki.url }, environments });
});
afterEach(async () => {
  await lab.stop();
  await expect.poll(() => loki.tails.size).toBe(0);
});
afterAll(() => loki.stop());

const open = (query = `query=${shop}&start=${STREAMS_AT_S}`) => lab.tail(`${base}?${query}`);
const closed = async (reader: TailReader) => {
  await expect.poll(() => reader.closed()).not.toBeNull();
  return reader.closed();
};
const upstream = async () => {
  await expect.poll(() => loki.tails.size).toBe(1);
  const [tail] = loki.tails;
  if (!tail) throw new Error('no tail');
  return tail;
};

describe('a live tail', () => {
  it('follows own streams, from the start and as they come', async () => {
    const reader = await open();
    await expect.poll(() => ownersIn(reader.messages.join(''))).toEqual(['acme']);
    const { request } = await upstream();
    expect(request.form.get('query')).toBe('{ns="acme",app="shop"}');
    expect(request.headers.authorization).toBe('Bearer backend-token');
    const entries = [{ ns: BigInt(STREAMS_AT_S) * 2_000_000_000n, line: 'new' }];
    loki.store.add({ labels: { ns: 'globex', app: 'shop', secret: 'of-globex' }, entries });
    loki.store.add({ labels: { ns: 'acme', app: 'shop', secret: 'of-acme-new' }, entries });
    await expect.poll(() => reader.messages.join('')).toContain('of-acme-new');
    expect(ownersIn(reader.messages.join(''))).toEqual(['acme']);
    reader.socket.close();
    await expect.poll(() => loki.tails.size).toBe(0);
  });

  it('passes messages untouched, dropped entries too', async () => {
    const reader = await open('query=%7Ba%3D%22b%22%7D');
    const text = '{"streams":[],"dropped_entries":[{"labels":{"a":"b"},"timestamp":"1"}] }';
    (await upstream()).socket.send(text);
    await expect.poll(() => reader.messages).toEqual([text]);
  });

  it('sends limit, delay and a start of an hour ago, and known flags', async () => {
    const reader = await lab.tail(`${base}?query=${shop}&limit=5&delay_for=2&shards=1`, {
      authorization: 'Bearer acme',
      'x-loki-response-encoding-flags': 'categorize-labels,other',
      'x-scope-orgid': 'globex',
      cookie: 'a=b',
    });
    const { request } = await upstream();
    const startMs = Number(BigInt(request.form.get('start') ?? '0') / 1_000_000n);
    expect(Math.abs(Date.now() - 3_600_000 - startMs)).toBeLessThan(60_000);
    expect([request.form.get('limit'), request.form.get('delay_for')]).toEqual(['5', '2']);
    expect([...request.form.keys()].sort()).toEqual(['delay_for', 'limit', 'query', 'start']);
    expect(request.headers['x-loki-response-encoding-flags']).toBe('categorize-labels');
    expect([request.headers['x-scope-orgid'], request.headers.cookie]).toEqual([
      undefined,
      undefined,
    ]);
    expect([request.headers.origin, request.headers['sec-websocket-extensions']]).toEqual([
      undefined,
      undefined,
    ]);
    reader.socket.terminate();
  });

  it.each([
    ['a foreign origin', { cookie: 'tocsin_session=acme', origin: 'https://evil.example' }, 403],
    ['no origin', { cookie: 'tocsin_session=acme' }, 403],
    ['a null origin', { cookie: 'tocsin_session=acme', origin: 'null' }, 403],
    ['no credentials', {}, 401],
    ['an unknown session', { cookie: 'other=acme' }, 401],
  ])('is refused before the handshake with %s', async (_, headers, status) => {
    const { refused } = await lab.tail(`${base}?query=${shop}`, headers as Record<string, string>);
    expect(refused?.status).toBe(status);
    expect(refused?.body).toMatch(/^[^{<]+\n$/);
    expect(loki.seen).toHaveLength(0);
  });

  it('is open to a session of our own origin, and to tokens from anywhere', async () => {
    const session = await lab.tail(`${base}?query=${shop}`, {
      cookie: 'tocsin_session=acme',
      origin: lab.url,
    });
    expect(session.refused).toBeNull();
    const token = await lab.tail(`${base}?query=${shop}`, {
      authorization: 'Bearer acme',
      origin: 'https://grafana.example',
    });
    expect(token.refused).toBeNull();
    await expect.poll(() => loki.tails.size).toBe(2);
  });

  it('takes no token from URL or subprotocol, and echoes none', async () => {
    const inUrl = await lab.tail(`${base}?query=${shop}&access_token=acme`, {});
    expect(inUrl.refused?.status).toBe(401);
    expect(inUrl.refused?.body).not.toContain('access_token');
    const inProtocol = await lab.tail(`${base}?query=${shop}`, {
      'sec-websocket-protocol': 'bearer, acme',
    });
    expect(inProtocol.refused?.status).toBe(401);
    expect(lab.log.join('')).not.toContain('access_token');
  });

  it.each([
    ['a scope that is not held', '/scopes/globex/loki/loki/api/v1/tail', `query=${shop}`, 1008],
    ['an unknown scope', '/scopes/nobody/loki/loki/api/v1/tail', `query=${shop}`, 1008],
    ['no text as scope', '/scopes/%ff/loki/loki/api/v1/tail', `query=${shop}`, 1008],
    ['no query', base, '', 4400],
    ['a query that does not parse', base, 'query=%7B', 4400],
    ['a metric query', base, 'query=vector(1)', 4400],
    ['{}', base, 'query=%7B%7D', 4400],
    ['an unknown parameter', base, `query=${shop}&x=1`, 4400],
    ['a query twice', base, `query=${shop}&query=${shop}`, 4400],
    ['a delay over 5 s', base, `query=${shop}&delay_for=6`, 4400],
    ['a huge limit', base, `query=${shop}&limit=5001`, 4400],
    ['a broken start', base, `query=${shop}&start=x`, 4400],
  ])('is closed, never with 1006, for %s', async (_, path, query, code) => {
    const reader = await lab.tail(`${path}?${query}`);
    const end = await closed(reader);
    expect(end?.code).toBe(code);
    expect(end?.reason).not.toBe('');
    expect(loki.seen).toHaveLength(0);
  });

  it('stays open and silent in a scope without environments', async () => {
    const reader = await lab.tail(`/scopes/empty/loki/loki/api/v1/tail?query=${shop}`, {
      authorization: 'Bearer empty',
    });
    const pong = new Promise((resolve) => reader.socket.once('pong', resolve));
    reader.socket.ping();
    await pong;
    expect([reader.closed(), loki.seen.length]).toEqual([null, 0]);
  });

  it('drops what clients send, and ends with 1009 when it is long', async () => {
    const reader = await open();
    const { socket } = await upstream();
    const heard: string[] = [];
    socket.on('message', (data) => heard.push(String(data)));
    reader.socket.send('{"query":"{ns=\\"globex\\"}"}');
    const pong = new Promise((resolve) => reader.socket.once('pong', resolve));
    reader.socket.ping();
    await pong;
    expect(heard).toEqual([]);
    reader.socket.send('x'.repeat(2_000));
    expect((await closed(reader))?.code).toBe(1009);
  });

  it('is closed when the token is revoked, at once', async () => {
    const reader = await open();
    await upstream();
    lab.revoke('acme');
    expect(await closed(reader)).toEqual({ code: 1008, reason: 'access_changed' });
    await expect.poll(() => loki.tails.size).toBe(0);
  });

  it('stays open when somebody else is revoked', async () => {
    const own = await lab.tail(`/scopes/globex/loki/loki/api/v1/tail?query=${shop}`, {
      authorization: 'Bearer globex',
    });
    await upstream();
    lab.revoke('somebody');
    const pong = new Promise((resolve) => own.socket.once('pong', resolve));
    own.socket.ping();
    await pong;
    expect(own.closed()).toBeNull();
  });

  it('is closed when what the scope holds changes, and only then', async () => {
    const reader = await open();
    await upstream();
    lab.changeEnvironments({ ...environments, 'globex.new.prod': 'eu1/globex-new' });
    const pong = new Promise((resolve) => reader.socket.once('pong', resolve));
    reader.socket.ping();
    await pong;
    expect(reader.closed()).toBeNull();
    lab.changeEnvironments({ ...environments, 'acme.shop.dev': 'eu1/acme-dev' });
    expect(await closed(reader)).toEqual({ code: 1008, reason: 'access_changed' });
  });

  it('is cut without a close frame when the backend goes away: clients come back', async () => {
    for (const end of [1001, 1006, 1011, 1012]) {
      const reader = await open();
      const { socket } = await upstream();
      if (end === 1006) socket.terminate();
      else socket.close(end, end === 1011 ? 'all ingesters closed the connection' : '');
      expect((await closed(reader))?.code).toBe(1006);
      await expect.poll(() => loki.tails.size).toBe(0);
    }
    expect(lab.log.join('')).toContain('log backend ended a live tail');
  });

  it('is closed with a reason when the backend refuses', async () => {
    const limited = await open();
    const said =
      'rpc error: max concurrent tail requests limit exceeded, count > limit (11 > 10) at 10.0.0.1';
    (await upstream()).socket.close(1011, said);
    expect(await closed(limited)).toEqual({
      code: 4400,
      reason: 'max concurrent tail requests limit exceeded, count > limit (11 > 10)',
    });
    await expect.poll(() => loki.tails.size).toBe(0);
    const policy = await open();
    (await upstream()).socket.close(1008, 'secret of 10.0.0.1');
    expect(await closed(policy)).toEqual({ code: 4400, reason: 'the log backend ended the tail' });
  });

  it('has a bound on tails of one caller', async () => {
    const readers = await Promise.all([open(), open(), open()]);
    await expect.poll(() => loki.tails.size).toBe(3);
    const fourth = await open();
    expect(await closed(fourth)).toMatchObject({ code: 4400 });
    for (const { socket } of readers) socket.terminate();
    await expect.poll(() => loki.tails.size).toBe(0);
    expect((await open()).refused).toBeNull();
  });

  it('pauses the backend for a reader that does not read, and loses nothing', async () => {
    const reader = await open('query=%7Ba%3D%22b%22%7D');
    const { socket } = await upstream();
    reader.socket.pause();
    const count = 400;
    for (let at = 0; at < count; at++) {
      socket.send(JSON.stringify({ streams: [], at, text: 'x'.repeat(100_000) }));
    }
    await expect.poll(() => socket.bufferedAmount).toBeGreaterThan(1_000_000);
    reader.socket.resume();
    await expect.poll(() => reader.messages.length, { timeout: 20_000 }).toBe(count);
    expect(reader.messages.map((text) => JSON.parse(text).at)).toEqual([...Array(count).keys()]);
  });

  it('ends all without a close frame when the service stops', async () => {
    const reader = await open();
    await upstream();
    await lab.stop();
    expect((await closed(reader))?.code).toBe(1006);
  });
});

describe('a backend that does not take the upgrade', () => {
  it.each([
    [400, 'parse error at 127.0.0.1:1', 4400, 'parse error at <backend>'],
    [429, 'too many outstanding requests', 4400, 'too many outstanding requests'],
    [503, 'starting', 1006, ''],
    [302, '', 4400, 'the log backend answered with status 302 and nothing that can be shown'],
  ])('%i ends the tail', async (status, body, code, reason) => {
    const { createServer } = await import('node:http');
    const refusing = createServer();
    refusing.on('upgrade', (_, socket) => {
      socket.end(
        `HTTP/1.1 ${status} x\r\nlocation: http://169.254.169.254/\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
      );
    });
    await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve));
    const { port } = refusing.address() as { port: number };
    const other = await startLokiLab({
      clusters: { eu1: `http://127.0.0.1:${port}` },
      environments,
    });
    const reader = await other.tail(`${base}?query=${shop}`);
    const end = await closed(reader);
    expect(end?.code).toBe(code);
    expect(end?.reason.startsWith(reason)).toBe(true);
    await other.stop();
    refusing.close();
  });

  it('cannot be reached', async () => {
    const other = await startLokiLab({ clusters: { eu1: 'http://127.0.0.1:9' }, environments });
    const reader = await other.tail(`${base}?query=${shop}`);
    expect((await closed(reader))?.code).toBe(1006);
    await other.stop();
  });
});
