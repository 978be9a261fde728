import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { delimited } from '../../platform/wire/protobuf.ts';
import { compressSnappy, uncompressSnappy } from '../../platform/wire/snappy-block.ts';
import { type LokiLab, startLokiLab } from '../support/loki-lab.ts';
import { type ScriptedLoki, startScriptedLoki } from '../support/scripted-loki.ts';

let loki: ScriptedLoki;
let lab: LokiLab;

beforeAll(async () => {
  loki = await startScriptedLoki([]);
  lab = await startLokiLab({
    clusters: { eu1: loki.url, us1: 'http://127.0.0.1:9' },
    environments: {
      'acme.shop.prod': 'eu1/acme',
      'acme.shop.dev': 'eu1/acme-dev',
      'globex.shop.prod': 'eu1/globex',
      'globex.far.prod': 'us1/globex-us',
    },
  });
});
beforeEach(() => loki.forget());
afterAll(async () => {
  await lab.stop();
  await loki.stop();
});

type Labels = Readonly<Record<string, unknown>>;

const NS = '1700000000000000001';
const bodyOf = (...streams: readonly Labels[]) =>
  JSON.stringify({ streams: streams.map((stream) => ({ stream, values: [[NS, 'hello']] })) });

function push(
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
  scope = 'acme.shop.prod',
) {
  const tenant = scope.split('.', 1)[0];
  return lab.send({
    method: 'POST',
    path: `/scopes/${scope}/loki/loki/api/v1/push`,
    headers: {
      authorization: `Bearer ${tenant}+`,
      'content-type': 'application/json',
      ...headers,
    },
    body,
  });
}

/** Labels of each stream that left for the backend, as JSON. */
function stored(): readonly Labels[] {
  return loki.seen.flatMap(({ body }) =>
    (JSON.parse(body.toString('utf8')).streams as { stream: Labels }[]).map(({ stream }) => stream),
  );
}

function protobufOf(...streams: readonly string[]): Buffer {
  const entry = Buffer.concat([
    ...delimited(1, Buffer.from([8, 1])),
    ...delimited(2, Buffer.from('hello')),
  ]);
  const message = streams.flatMap((labels) => [
    ...delimited(1, Buffer.concat([...delimited(1, Buffer.from(labels)), ...delimited(2, entry)])),
  ]);
  return compressSnappy(Buffer.concat(message));
}

const PROTOBUF = { 'content-type': 'application/x-protobuf' };

describe('push', () => {
  it('sets the label that is missing, and keeps lines, nanoseconds and metadata', async () => {
    const values = [
      [NS, 'a "line"\nwith \u{1f600}', { trace: 'x' }],
      ['0', ''],
    ];
    const body = JSON.stringify({ streams: [{ stream: { app: 'shop', empty: '' }, values }] });
    const answer = await push(body);
    expect([answer.status, answer.body]).toEqual([204, '']);
    expect(JSON.parse(loki.seen[0]?.body.toString('utf8') ?? '')).toEqual({
      streams: [{ stream: { app: 'shop', ns: 'acme' }, values }],
    });
    expect(loki.seen[0]?.headers.authorization).toBe('Bearer backend-token');
  });

  it('keeps a label of the scope', async () => {
    expect((await push(bodyOf({ ns: 'acme' }))).status).toBe(204);
    expect((await push(bodyOf({ ns: 'acme-dev' }), {}, 'acme.shop')).status).toBe(204);
    expect(stored()).toEqual([{ ns: 'acme' }, { ns: 'acme-dev' }]);
  });

  it.each([
    ['a label outside the scope', bodyOf({ app: 'a' }, { ns: 'globex' })],
    ['the neighbour environment', bodyOf({ ns: 'acme-dev' })],
    ['a label that is no name', bodyOf({ 'a-b': 'c' })],
    ["one of Loki's own labels", bodyOf({ __stream_shard__: '1' })],
    ['a label that is no text', bodyOf({ ns: 1 })],
    ['a label as list', bodyOf({ ns: ['acme', 'globex'] })],
    ['no streams', '{"streams":[]}'],
    ['no JSON', '{'],
    ['another shape', '[]'],
    ['an unknown member', '{"streams":[],"tenant":"globex"}'],
    [
      'an unknown member of a stream',
      '{"streams":[{"stream":{},"values":[],"labels":"{ns=\\"globex\\"}"}]}',
    ],
    ['the old shape', '{"streams":[{"labels":"{ns=\\"globex\\"}","entries":[]}]}'],
    ['a number for a timestamp', '{"streams":[{"stream":{},"values":[[1,"x"]]}]}'],
    ['an entry without line', '{"streams":[{"stream":{},"values":[["1"]]}]}'],
    ['metadata that is no text', '{"streams":[{"stream":{},"values":[["1","x",{"a":{}}]]}]}'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
  ])('refuses %s with 400 and stores nothing', async (_, body) => {
    const answer = await push(body);
    expect([answer.status, answer.headers['content-type']]).toEqual([
      400,
      'text/plain; charset=utf-8',
    ]);
    expect(loki.seen).toHaveLength(0);
  });

  it('takes the last of two members of one name, as the check does', async () => {
    await push(
      '{"streams":[{"stream":{"ns":"globex"},"stream":{"ns":"acme"},"values":[["1","x"]]}]}',
    );
    expect(stored()).toEqual([{ ns: 'acme' }]);
    await push('{"streams":[{"stream":{"ns":"globex","ns":"acme"},"values":[["1","x"]]}]}');
    expect(stored()).toEqual([{ ns: 'acme' }, { ns: 'acme' }]);
  });

  it('asks for the label where the scope has several values', async () => {
    const answer = await push(bodyOf({ app: 'a' }), {}, 'acme.shop');
    expect([answer.status, loki.seen.length]).toEqual([400, 0]);
    expect(answer.body).toContain('name one environment');
  });

  it('refuses scopes on several backends and without environments with 422', async () => {
    expect((await push(bodyOf({ app: 'a' }), {}, 'globex')).status).toBe(422);
    expect((await push(bodyOf({ app: 'a' }), {}, 'empty')).status).toBe(422);
  });

  it('takes protobuf in snappy, entries untouched', async () => {
    const answer = await push(protobufOf('{app="shop", pod="a\\"b"}', '{ns="acme"}'), PROTOBUF);
    expect(answer.status).toBe(204);
    const [one] = loki.seen;
    expect(one?.headers['content-type']).toBe('application/x-protobuf');
    const plain = uncompressSnappy(one?.body ?? Buffer.alloc(0), 10_000);
    const expected = uncompressSnappy(
      protobufOf('{app="shop", ns="acme", pod="a\\"b"}', '{ns="acme"}'),
      10_000,
    );
    expect(plain.equals(expected)).toBe(true);
  });

  it('drops the hash that another part of Loki would trust', async () => {
    const stream = Buffer.concat([
      ...delimited(1, Buffer.from('{app="a"}')),
      Buffer.from([3 * 8, 42]),
    ]);
    const body = compressSnappy(Buffer.concat([...delimited(1, stream)]));
    expect((await push(body, PROTOBUF)).status).toBe(204);
    const plain = uncompressSnappy(loki.seen[0]?.body ?? Buffer.alloc(0), 10_000);
    expect(plain.toString('latin1')).toContain('{app="a", ns="acme"}');
    expect(plain.includes(42)).toBe(false);
  });

  it.each([
    ['foreign labels', protobufOf('{app="a"}', '{ns="globex"}')],
    ['a label twice', protobufOf('{ns="globex", ns="acme"}')],
    ['another operator', protobufOf('{ns=~"acme|globex"}')],
    ['no labels that can be read', protobufOf('ns="acme"')],
    [
      'labels twice',
      compressSnappy(
        Buffer.concat([
          ...delimited(
            1,
            Buffer.concat([
              ...delimited(1, Buffer.from('{a="b"}')),
              ...delimited(1, Buffer.from('{ns="globex"}')),
            ]),
          ),
        ]),
      ),
    ],
    ['an unknown field', compressSnappy(Buffer.concat([...delimited(2, Buffer.from('x'))]))],
    ['no streams', compressSnappy(Buffer.alloc(0))],
    ['half a message', compressSnappy(Buffer.from([0x0a, 0x50, 0x01]))],
    ['no snappy', Buffer.from('hello')],
  ])('refuses protobuf with %s', async (_, body) => {
    expect([(await push(body, PROTOBUF)).status, loki.seen.length]).toEqual([400, 0]);
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
  ])('takes JSON in %s', async (encoding, pack) => {
    const answer = await push(pack(bodyOf({ app: 'a' })), { 'content-encoding': encoding });
    expect(answer.status).toBe(204);
    expect(stored()).toEqual([{ app: 'a', ns: 'acme' }]);
    expect(loki.seen[0]?.headers['content-encoding']).toBeUndefined();
  });

  it('takes protobuf whose encoding is named', async () => {
    for (const [encoding, body] of [
      ['snappy', protobufOf('{app="a"}')],
      ['gzip', gzipSync(protobufOf('{app="a"}'))],
    ] as const) {
      expect((await push(body, { ...PROTOBUF, 'content-encoding': encoding })).status).toBe(204);
    }
  });

  it.each([
    ['a type it does not know', 415, 'x', { 'content-type': 'application/x-ndjson' }],
    ['an encoding it does not know', 415, 'x', { 'content-encoding': 'br' }],
    ['what is not in its encoding', 400, 'x', { 'content-encoding': 'gzip' }],
    ['a large body', 413, 'x'.repeat(250_000), {}],
    ['a bomb', 413, gzipSync(Buffer.alloc(5_000_000, 32)), { 'content-encoding': 'gzip' }],
    ['a snappy bomb', 413, compressSnappy(Buffer.alloc(500_000)), PROTOBUF],
  ])('refuses %s with %i', async (_, status, body, headers: Record<string, string>) => {
    expect([(await push(body, headers)).status, loki.seen.length]).toEqual([status, 0]);
  });

  it('is for those who may write, and reads no body of others', async () => {
    const reader = await push(bodyOf({ app: 'a' }), { authorization: 'Bearer acme' });
    expect([reader.status, reader.headers['content-type']]).toEqual([
      403,
      'text/plain; charset=utf-8',
    ]);
    const stranger = await push(bodyOf({ ns: 'acme' }), { authorization: 'Bearer globex+' });
    expect(stranger.status).toBe(403);
    const nobody = await push('x'.repeat(1_000_000), { authorization: '' });
    expect(nobody.status).toBe(401);
    expect(loki.seen).toHaveLength(0);
  });

  it('takes no parameters', async () => {
    const answer = await lab.send({
      method: 'POST',
      path: '/scopes/acme.shop.prod/loki/loki/api/v1/push?tenant=globex',
      headers: { authorization: 'Bearer acme+', 'content-type': 'application/json' },
      body: bodyOf({ app: 'a' }),
    });
    expect([answer.status, loki.seen.length]).toEqual([400, 0]);
  });

  it.each([
    [400, 400, 'entry for stream has timestamp too old'],
    [429, 429, 'ingestion rate limit exceeded'],
    [500, 502, 'disk full on 10.0.0.1'],
    [503, 503, 'no room just now'],
  ])('hands %i of the backend on as %i', async (given, status, said) => {
    loki.answer((response) => {
      response.writeHead(given).end(said);
      return true;
    });
    const answer = await push(bodyOf({ app: 'a' }));
    expect(answer.status).toBe(status);
    expect(answer.body.includes(said)).toBe(status !== 502);
  });
});
