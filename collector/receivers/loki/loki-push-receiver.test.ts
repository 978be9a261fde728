import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../platform/clock/virtual-clock.ts';
import { compressSnappy } from '../../../platform/wire/snappy-block.ts';
import {
  noQuota,
  placeOf,
  pushOf,
  said,
  tenantStamp,
} from '../../../test/support/receiver-world.ts';
import { bytesField, varintField } from '../../../test/support/remote-write-v2-body.ts';
import { createIngestQuota } from '../ingest-quota.ts';
import { DEFAULT_LINE_LIMITS } from './check-push.ts';
import { createLokiPushReceiver, type LokiPushOptions } from './loki-push-receiver.ts';
import { DEFAULT_STREAM_LIMITS } from './stream-labels.ts';

const settings: LokiPushOptions = {
  maxPlainBytes: 2_000_000,
  streamLimits: DEFAULT_STREAM_LIMITS,
  lineLimits: DEFAULT_LINE_LIMITS,
  detectLevel: (line) => (line.includes('ERROR') ? 'error' : ''),
  quota: noQuota,
};
const receive = createLokiPushReceiver(settings);

const NS = '1760000000123456789';
const json = { contentType: 'application/json; charset=utf-8' };
type Stream = readonly [labels: object, ...values: readonly unknown[]];
const body = (...streams: readonly Stream[]) =>
  JSON.stringify({ streams: streams.map(([stream, ...values]) => ({ stream, values })) });
const pushJson = (...streams: readonly Stream[]) => pushOf(body(...streams), json);

const text = (number: number, value: string | Buffer) => bytesField(number, Buffer.from(value));
function entry(
  ns: string,
  line: string | Buffer,
  ...metadata: readonly [string, string][]
): Buffer {
  const time = [
    varintField(1, Number(BigInt(ns) / 1_000_000_000n)),
    varintField(2, Number(BigInt(ns) % 1_000_000_000n)),
  ];
  const pairs = metadata.map(([name, value]) =>
    bytesField(3, Buffer.concat([text(1, name), text(2, value)])),
  );
  return bytesField(
    2,
    Buffer.concat([bytesField(1, Buffer.concat(time)), text(2, line), ...pairs]),
  );
}
const stream = (labels: string, ...entries: Buffer[]) =>
  bytesField(1, Buffer.concat([text(1, labels), ...entries]));
const pushProto = (...messages: Buffer[]) =>
  pushOf(compressSnappy(Buffer.concat(messages)), { contentType: 'application/x-protobuf' });

const own = { namespace: 'acme-prod', tenant: 'acme' };
const labels = { app: 'api', service_name: 'api', ...own };

describe('a push in JSON', () => {
  it('is stored under the labels of the token, its nanoseconds exact', async () => {
    const place = placeOf('acme');
    const answer = await receive(
      pushJson(
        [
          { app: 'api' },
          [NS, 'one'],
          ['1760000000123456790', 'ERROR two', { trace: 'x', empty: '' }],
        ],
        [
          { namespace: 'umbrella-prod', tenant: 'umbrella', job: 'j' },
          ['-5', '三', { tenant: 'umbrella' }],
        ],
      ),
      place,
    );
    expect(said(answer)).toBe('204');
    expect(place.entries.stored).toEqual([
      { labels, timeNs: 1_760_000_000_123_456_789n, line: 'one', metadata: {} },
      {
        labels,
        timeNs: 1_760_000_000_123_456_790n,
        line: 'ERROR two',
        metadata: { detected_level: 'error', trace: 'x' },
      },
      { labels: { job: 'j', service_name: 'j', ...own }, timeNs: -5n, line: '三', metadata: {} },
    ]);
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
  ])('may come as %s', async (contentEncoding, pack) => {
    const place = placeOf('acme');
    const plain = body([{ app: 'api' }, [NS, 'one']]);
    expect(said(await receive(pushOf(pack(plain), { ...json, contentEncoding }), place))).toBe(
      '204',
    );
    expect(place.entries.stored).toHaveLength(1);
  });

  it.each([
    ['no JSON', '{', '400 the push cannot be read: the body is not JSON'],
    ['no list', '{"streams":1}', '400 the push cannot be read: streams is no list'],
    [
      'no streams',
      '{"streams":[]}',
      '422 error at least one valid stream is required for ingestion',
    ],
    ['nothing', '{}', '422 error at least one valid stream is required for ingestion'],
    [
      'a number as time',
      body([{ a: 'b' }, [1, 'x']]),
      '400 the push cannot be read: the timestamp of an entry is no text of nanoseconds: 1',
    ],
    [
      'a time with a fraction',
      body([{ a: 'b' }, ['1.5', 'x']]),
      'is no text of nanoseconds: "1.5"',
    ],
    ['a time beyond 64 bits', body([{ a: 'b' }, ['9999999999999999999', 'x']]), 'is out of range'],
    [
      'a line that is none',
      body([{ a: 'b' }, [NS, null]]),
      'the line of an entry is no text: null',
    ],
    ['a label that is no text', body([{ a: 1 }, [NS, 'x']]), 'the label "a" is no text: 1'],
    [
      'metadata that is no text',
      body([{ a: 'b' }, [NS, 'x', { m: {} }]]),
      'the structured metadata "m" is no text: {…}',
    ],
    ['deep nesting', '['.repeat(500_000), '400 the push cannot be read'],
  ])('is refused for %s', async (_, plain, message) => {
    const place = placeOf('acme');
    expect(said(await receive(pushOf(plain, json), place))).toContain(message);
    expect(place.entries.stored).toEqual([]);
  });
});

describe('a push in protobuf', () => {
  it('is stored as one in JSON', async () => {
    const place = placeOf('acme');
    const unknown = Buffer.concat([varintField(3, 77), varintField(99, 1)]);
    const one = stream(
      '{app="api"}',
      entry(NS, 'one'),
      entry(NS, 'ERROR two', ['trace', 'x']),
      unknown,
    );
    const other = stream(
      '{ job="j\\n\\u00e9\\xc3\\xa9", tenant="umbrella", }',
      entry(NS, Buffer.from([0x61, 0xff])),
    );
    expect(said(await receive(pushProto(one, other), place))).toBe('204');
    const timeNs = BigInt(NS);
    const job = 'j\néé';
    expect(place.entries.stored).toEqual([
      { labels, timeNs, line: 'one', metadata: {} },
      { labels, timeNs, line: 'ERROR two', metadata: { detected_level: 'error', trace: 'x' } },
      { labels: { job, service_name: job, ...own }, timeNs, line: 'a\ufffd', metadata: {} },
    ]);
  });

  it.each([
    ['', 'error parsing labels'],
    ['{}', 'error at least one label pair is required per stream'],
    ['{a="b"', 'error parsing labels'],
    ['{a="b"} x', 'error parsing labels'],
    ['{a=~"b"}', 'error parsing labels'],
    ["{a='b'}", 'error parsing labels'],
    ['{a="b" c="d"}', 'error parsing labels'],
    ['{a="\\q"}', 'error parsing labels'],
    ['{a="\\xff"}', 'error parsing labels'],
    ['{a="\\ud800"}', 'error parsing labels'],
    ['{a="b",a="c"}', "has duplicate label name: 'a'"],
    ['{tenant="acme",tenant="umbrella"}', "has duplicate label name: 'tenant'"],
    ['{__error__="b"}', '"__error__" is no label name here'],
  ])('refuses the stream %s and stores the others', async (bad, message) => {
    const place = placeOf('acme');
    const good = stream('{app="api"}', entry(NS, 'one'));
    const answer = await receive(
      pushProto(stream(bad, entry(NS, 'x'), entry(NS, 'y')), good),
      place,
    );
    expect(said(answer)).toContain('400 2 errors like: ');
    expect(said(answer)).toContain(message);
    expect(answer.tally).toEqual({ taken: 1, refused: 2 });
  });
});

describe('lines that are not taken', () => {
  it.each<[string, Stream, string]>([
    [
      'a long line',
      [{ app: 'api' }, [NS, 'é'.repeat(131_073)]],
      `400 max entry size '262144' bytes exceeded for stream '{app="api", namespace="acme-prod", service_name="api", tenant="acme"}' while adding an entry with length '262146' bytes`,
    ],
    [
      'large metadata',
      [{ app: 'api' }, [NS, 'x', { a: 'x'.repeat(70_000) }]],
      "has structured metadata too large: '70001' bytes, limit: '65536' bytes",
    ],
    [
      'many metadata',
      [
        { app: 'api' },
        [NS, 'x', Object.fromEntries(Array.from({ length: 129 }, (_, n) => [`m${n}`, 'x']))],
      ],
      "has too many structured metadata labels: '129', limit: '128'",
    ],
    [
      'many labels',
      [Object.fromEntries(Array.from({ length: 16 }, (_, n) => [`l${n}`, 'x'])), [NS, 'x']],
      'has 16 label names; limit 15',
    ],
    ['a long value', [{ app: 'x'.repeat(2_049) }, [NS, 'x']], 'has label value too long'],
    ['a name with a dot', [{ 'a.b': 'c' }, [NS, 'x']], '"a.b" is no label name here'],
  ])('%s', async (_, bad, message) => {
    const place = placeOf('acme');
    const answer = await receive(pushJson(bad, [{ app: 'api' }, [NS, 'good']]), place);
    expect(said(answer)).toContain(message);
    expect(place.entries.stored.map(({ line }) => line)).toEqual(['good']);
  });

  it('groups what the store says', async () => {
    const place = placeOf('acme');
    place.entries.oldestNs = 10n;
    const answer = await receive(
      pushJson([{ app: 'api' }, ['1', 'a'], ['1', 'b'], ['2', 'c'], ['10', 'd']]),
      place,
    );
    expect(said(answer)).toBe(
      '400 2 errors like: entry has timestamp too old: 1; 1 errors like: entry has timestamp too old: 2',
    );
    expect(answer.tally).toEqual({ taken: 1, refused: 3 });
  });
});

describe('where a push goes', () => {
  it('is not up to a tenant that names a neighbour', async () => {
    const place = placeOf('acme', tenantStamp('acme'));
    const bad = pushJson(
      [{ namespace: 'acme-test' }, [NS, 'x']],
      [{ namespace: 'umbrella-prod' }, [NS, 'x']],
    );
    expect(said(await receive(bad, place))).toContain(
      '400 the label namespace names "umbrella-prod"',
    );
    expect(place.entries.stored).toEqual([]);
  });

  it('keeps two tenants apart that push the same', async () => {
    for (const tenant of ['acme', 'umbrella', 'acme'] as const) {
      const place = placeOf(tenant);
      await receive(pushJson([{ app: 'api' }, [NS, 'x']]), place);
      expect(place.entries.stored[0]?.labels).toMatchObject({
        tenant,
        namespace: `${tenant}-prod`,
      });
    }
  });
});

describe('a push that is refused as a whole', () => {
  const good = pushJson([{ app: 'api' }, [NS, 'x']]);

  it.each([
    ['another type', { contentType: 'text/plain' }, '415 a push in "text/plain"'],
    ['another encoding', { contentEncoding: 'br' }, '415 the content encoding "br"'],
    [
      'an encoding that it is not in',
      { contentEncoding: 'gzip' },
      '400 the body is not in the encoding',
    ],
    ['protobuf that is none', { contentType: undefined }, '400 the body is not a snappy block'],
    [
      'a bomb',
      { contentEncoding: 'gzip', body: gzipSync(Buffer.alloc(3_000_000)) },
      '413 the body holds more than the 2000000 bytes',
    ],
    ['a long body', { body: Buffer.alloc(2_000_001) }, '413 the body holds 2000001 bytes'],
  ])('%s', async (_, rest, message) => {
    expect(said(await receive({ ...good, ...rest }, placeOf('acme')))).toContain(message);
  });

  it('may come again later', async () => {
    const place = placeOf('acme');
    place.entries.isFull = true;
    expect((await receive(good, place)).headers).toMatchObject({ 'retry-after': '5' });
    const quota = createIngestQuota(new VirtualClock(), {
      perSecond: 10,
      burst: 100,
      unit: 'bytes',
    });
    const limited = createLokiPushReceiver({ ...settings, quota });
    expect((await limited(good, placeOf('acme'))).status).toBe(204);
    const again = await limited(good, placeOf('acme'));
    expect(said(again)).toContain(
      '429 ingestion rate limit exceeded for user acme (limit: 10 bytes/sec)',
    );
    expect(Number(again.headers['retry-after'])).toBeGreaterThan(0);
  });
});
