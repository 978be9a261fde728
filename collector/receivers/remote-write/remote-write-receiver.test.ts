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
import { remoteWriteBody } from '../../../test/support/remote-write-body.ts';
import {
  bytesField,
  doubleField,
  encodeV2,
  varintField,
  type WireRequest,
} from '../../../test/support/remote-write-v2-body.ts';
import { createIngestQuota } from '../ingest-quota.ts';
import { DEFAULT_SERIES_LIMITS } from '../series-labels.ts';
import { createRemoteWriteReceiver } from './remote-write-receiver.ts';

const V2 = 'application/x-protobuf;proto=io.prometheus.write.v2.Request';
const settings = { maxPlainBytes: 1_000_000, seriesLimits: DEFAULT_SERIES_LIMITS, quota: noQuota };
const receive = createRemoteWriteReceiver(settings);

type Label = readonly [string | Buffer, string | Buffer];

const labelField = ([name, value]: Label) =>
  bytesField(
    1,
    Buffer.concat([bytesField(1, Buffer.from(name)), bytesField(2, Buffer.from(value))]),
  );
const sampleField = (value: number, atMs: number) =>
  bytesField(2, Buffer.concat([doubleField(1, value), varintField(2, atMs)]));

/** A request of 1.0 with one series and any labels in any order. */
function v1(
  labels: readonly Label[],
  samples: readonly (readonly [number, number])[],
  more = '',
): Buffer {
  const fields = [
    ...labels.map(labelField),
    ...samples.map(([value, atMs]) => sampleField(value, atMs)),
    Buffer.from(more, 'hex'),
  ];
  return bytesField(1, Buffer.concat(fields));
}

const push = (...messages: Buffer[]) => pushOf(compressSnappy(Buffer.concat(messages)));
const pushV2 = (request: WireRequest) =>
  pushOf(compressSnappy(encodeV2(request)), { contentType: V2, contentEncoding: 'snappy' });

const UP: readonly Label[] = [
  ['__name__', 'up'],
  ['job', 'a'],
];
const own = { namespace: 'acme-prod', tenant: 'acme' };
const up = { __name__: 'up', job: 'a', ...own };

describe('remote write 1.0', () => {
  it('stores samples under the labels of the token', async () => {
    const place = placeOf('acme');
    const body = remoteWriteBody([
      {
        labels: { __name__: 'up', job: 'a' },
        samples: [
          [1_000, 1],
          [2_000, 0.5],
        ],
      },
      { labels: { __name__: 'up', namespace: 'umbrella-prod' }, samples: [[-1_000, Infinity]] },
    ]);
    expect(said(await receive(pushOf(body), place))).toBe('204');
    expect(place.samples.stored).toEqual([
      { labels: up, timeMs: 1_000, value: 1 },
      { labels: up, timeMs: 2_000, value: 0.5 },
      { labels: { __name__: 'up', ...own }, timeMs: -1_000, value: Infinity },
    ]);
  });

  it('tells a staleness marker from any other NaN, also where the fields are the other way round', async () => {
    const place = placeOf('acme');
    const stale = bytesField(
      2,
      Buffer.concat([varintField(2, 1), Buffer.from('09020000000000f07f', 'hex')]),
    );
    const quiet = bytesField(
      2,
      Buffer.concat([Buffer.from('09010000000000f87f', 'hex'), varintField(2, 2)]),
    );
    const series = bytesField(1, Buffer.concat([...UP.map(labelField), stale, quiet]));
    expect(said(await receive(push(series), place))).toBe('204');
    expect(place.samples.stored.map(({ value }) => value)).toEqual(['stale', Number.NaN]);
  });

  it('hands the same Labels object over again, and another to another tenant', async () => {
    const acme = placeOf('acme');
    const umbrella = placeOf('umbrella');
    for (const at of [1, 2]) {
      await receive(push(v1(UP, [[1, at]])), acme);
      await receive(push(v1(UP, [[1, at]])), umbrella);
    }
    const [first, second] = acme.samples.batches;
    expect(first?.series[0]).toBe(second?.series[0]);
    expect(umbrella.samples.stored[0]?.labels).toEqual({
      ...up,
      namespace: 'umbrella-prod',
      tenant: 'umbrella',
    });
  });

  it('sorts labels, and finds them when they are not side by side', async () => {
    const place = placeOf('acme');
    const [name, job] = UP.map(labelField);
    const split = [job, sampleField(1, 5), name].map((part) => part ?? Buffer.alloc(0));
    await receive(push(bytesField(1, Buffer.concat(split))), place);
    expect(place.samples.stored).toEqual([{ labels: up, timeMs: 5, value: 1 }]);
    expect([...(place.samples.batches[0]?.series[0]?.keys() ?? [])]).toEqual([
      '__name__',
      'job',
      'namespace',
      'tenant',
    ]);
  });

  it.each<[string, readonly Label[], string]>([
    ['no labels', [], 'invalid metric name or labels, got {}'],
    ['no metric name', [['job', 'a']], 'invalid metric name or labels, got {job="a"}'],
    ['an empty metric name', [['__name__', '']], 'invalid metric name or labels'],
    ['an empty label name', [...UP, ['', 'a']], 'invalid metric name or labels'],
    ['a label twice', [...UP, ['job', 'a']], 'duplicated label "job"'],
    [
      'a tenancy label twice',
      [...UP, ['namespace', 'acme-prod'], ['namespace', 'umbrella-prod']],
      'duplicated label "namespace"',
    ],
    [
      'a label that is not UTF-8',
      [...UP, ['a', Buffer.from([0xff])]],
      'a label of a series is not UTF-8',
    ],
    ['a long name', [...UP, ['a'.repeat(1_025), 'b']], 'label name is longer than the 1024 bytes'],
    [
      'a long value',
      [...UP, ['a', 'é'.repeat(4_097)]],
      'value of label a is longer than the 8192 bytes',
    ],
    [
      'many labels',
      [...UP, ...Array.from({ length: 63 }, (_, n): Label => [`l${n}`, 'x'])],
      'series has 65 labels',
    ],
  ])('refuses a series with %s and stores the others', async (_, labels, message) => {
    const place = placeOf('acme');
    const answer = await receive(
      push(
        v1(labels, [
          [1, 1],
          [2, 2],
        ]),
        v1(UP, [[3, 3]]),
      ),
      place,
    );
    expect(said(answer)).toContain(`400 `);
    expect(said(answer)).toContain(message);
    expect(said(answer)).toContain('2 of 3 were refused, the others are stored');
    expect(place.samples.stored).toEqual([{ labels: up, timeMs: 3, value: 3 }]);
    expect(answer.tally).toEqual({ taken: 1, refused: 2 });
  });

  it.each([
    [
      'out of order',
      [
        [1, 9],
        [1, 8],
      ],
      '400 out of order sample for series {__name__="up", job="a", namespace="acme-prod", tenant="acme"}',
    ],
    [
      'a duplicate',
      [
        [1, 9],
        [2, 9],
      ],
      '400 duplicate sample for timestamp for series {__name__="up"',
    ],
    [
      'out of bounds',
      [
        [1, 9],
        [2, 9_000],
      ],
      '400 out of bounds for series {__name__="up"',
    ],
  ] as const)('names what is %s', async (_, samples, text) => {
    const place = placeOf('acme');
    place.samples.maxMs = 1_000;
    expect(said(await receive(push(v1(UP, samples)), place))).toContain(text);
    expect(place.samples.stored).toHaveLength(1);
  });

  it('refuses histograms, passes over exemplars and unknown fields, hands metadata on', async () => {
    const place = placeOf('acme');
    const withHistogram = v1(UP, [[1, 1]], '22021001' + '1a021001' + 'fa0601aa');
    const metadata = bytesField(
      3,
      Buffer.concat([
        varintField(1, 1),
        bytesField(2, Buffer.from('up')),
        bytesField(4, Buffer.from('Help.')),
        bytesField(5, Buffer.from('s')),
      ]),
    );
    const answer = await receive(push(withHistogram, metadata, varintField(30, 1)), place);
    expect(said(answer)).toBe('400 native histograms are not supported');
    expect(place.samples.stored).toHaveLength(1);
    expect(place.metadata.noted).toEqual([
      { name: 'up', type: 'counter', help: 'Help.', unit: 's' },
    ]);
  });

  it('stores nothing for a tenant that names the namespace of a neighbour', async () => {
    const place = placeOf('acme', tenantStamp('acme'));
    const good = v1([...UP, ['namespace', 'acme-test']], [[1, 1]]);
    const bad = v1([...UP, ['namespace', 'umbrella-prod']], [[1, 1]]);
    const answer = await receive(push(good, bad), place);
    expect(said(answer)).toBe(
      '400 the label namespace names "umbrella-prod", which this token may not write to; it may write to: acme-prod, acme-test; nothing was stored',
    );
    expect(place.samples.stored).toEqual([]);
    expect(said(await receive(push(good), place))).toBe('204');
  });
});

describe('remote write 2.0', () => {
  const symbols = [
    '',
    '__name__',
    'up',
    'job',
    'a',
    'Help.',
    's',
    'namespace',
    'umbrella-prod',
    'x_bucket',
  ];
  const written = (answer: { headers: Readonly<Record<string, string>> }) =>
    ['samples', 'histograms', 'exemplars'].map(
      (what) => answer.headers[`x-prometheus-remote-write-${what}-written`],
    );

  it('stores samples, says how many, and hands metadata on', async () => {
    const place = placeOf('acme');
    const answer = await receive(
      pushV2({
        symbols,
        series: [
          {
            labelsRefs: [1, 2, 3, 4, 7, 8],
            samples: [
              [1, 1_000],
              [2, 2_000, 500],
            ],
            metadata: { type: 2, helpRef: 5, unitRef: 6 },
          },
          {
            labelsRefs: [1, 9],
            samples: [[3, 1_000]],
            metadata: { type: 3, helpRef: 5, unitRef: 0 },
          },
        ],
      }),
      place,
    );
    expect(said(answer)).toBe('204');
    expect(written(answer)).toEqual(['3', '0', '0']);
    expect(place.samples.stored.map(({ labels }) => labels)).toEqual([
      up,
      up,
      { __name__: 'x_bucket', ...own },
    ]);
    expect(place.metadata.noted).toEqual([
      { name: 'up', type: 'gauge', help: 'Help.', unit: 's' },
      { name: 'x', type: 'histogram', help: 'Help.', unit: '' },
    ]);
  });

  it('says what was stored of a request that was refused in part', async () => {
    const place = placeOf('acme');
    const answer = await receive(
      pushV2({
        symbols,
        series: [
          {
            labelsRefs: [1, 2],
            samples: [
              [1, 5],
              [1, 4],
            ],
            histograms: [Buffer.alloc(0)],
          },
          { labelsRefs: [3, 4], samples: [[1, 5]] },
        ],
      }),
      place,
    );
    expect(said(answer)).toContain(
      '400 invalid metric name or labels, got {job="a"}; 3 of 4 were refused',
    );
    expect(written(answer)).toEqual(['1', '0', '0']);
  });

  it.each<[string, WireRequest]>([
    ['a reference beyond the table', { symbols, series: [{ labelsRefs: [1, 99] }] }],
    ['an odd number of references', { symbols, series: [{ labelsRefs: [1, 2, 3] }] }],
    ['a first symbol that is not empty', { symbols: ['a'], series: [] }],
    ['a field of 1.0', { symbols, series: [], more: bytesField(1, Buffer.alloc(0)) }],
    ['a negative reference', { symbols, series: [{ labelsRefs: [1, -1] }] }],
  ])('refuses %s', async (_, request) => {
    const answer = await receive(pushV2(request), placeOf('acme'));
    expect(said(answer)).toContain('400 the write request has');
  });
});

describe('what a remote write is refused for', () => {
  const good = push(v1(UP, [[1, 1]]));

  it.each([
    ['another encoding', { contentEncoding: 'gzip' }, '415 "gzip" encoding'],
    ['another type', { contentType: 'application/json' }, '415 expected application/x-protobuf'],
    [
      'another message',
      { contentType: 'application/x-protobuf;proto=a.B' },
      '415 only remote write 1.0',
    ],
    ['a type alone', { contentType: 'application/x-protobuf', contentEncoding: 'snappy' }, '204'],
    ['nothing said', {}, '204'],
  ])('%s', async (_, rest, text) => {
    expect(said(await receive({ ...good, ...rest }, placeOf('acme')))).toContain(text);
  });

  it.each([
    ['no snappy', Buffer.from('up 1'), '400 the body is not a snappy block'],
    ['nothing at all', Buffer.alloc(0), '400 the body is not a snappy block'],
    [
      'four gigabytes declared',
      Buffer.from('ffffffff0f00', 'hex'),
      '413 the body holds 4294967295 bytes',
    ],
    [
      'no protobuf',
      compressSnappy(Buffer.from('hello')),
      '400 the body is not the protobuf message',
    ],
  ])('%s', async (_, body, text) => {
    expect(said(await receive(pushOf(body), placeOf('acme')))).toContain(text);
  });

  it('is told when to come again', async () => {
    const place = placeOf('acme');
    place.samples.isFull = true;
    const full = await receive(good, place);
    expect([full.status, full.headers['retry-after']]).toEqual([503, '5']);
    const clock = new VirtualClock();
    const quota = createIngestQuota(clock, { perSecond: 1, burst: 2, unit: 'samples' });
    const limited = createRemoteWriteReceiver({ ...settings, quota });
    const three = push(
      v1(UP, [
        [1, 1],
        [2, 2],
        [3, 3],
      ]),
    );
    expect((await limited(three, placeOf('acme'))).status).toBe(204);
    const again = await limited(three, placeOf('acme'));
    expect([again.status, again.headers['retry-after']]).toEqual([429, '3']);
    expect((await limited(three, placeOf('umbrella'))).status).toBe(204);
    await clock.advance(3_000);
    expect((await limited(three, placeOf('acme'))).status).toBe(204);
  });
});
