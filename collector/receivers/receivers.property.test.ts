import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { compressSnappy } from '../../platform/wire/snappy-block.ts';
import { encodeOtlp } from '../../test/support/otlp-encoder.ts';
import { propertyRuns } from '../../test/support/property-runs.ts';
import {
  encodeAsV2,
  encodeV1,
  lokiProtobuf,
  type PushedSeries,
} from '../../test/support/push-encoders.ts';
import { noQuota, placeOf, pushOf } from '../../test/support/receiver-world.ts';
import { createAuditReceiver, createEventsReceiver } from './kubernetes/cluster-receivers.ts';
import { DEFAULT_LINE_LIMITS } from './loki/check-push.ts';
import { createLokiPushReceiver } from './loki/loki-push-receiver.ts';
import { parseLabelText } from './loki/parse-label-text.ts';
import { DEFAULT_STREAM_LIMITS } from './loki/stream-labels.ts';
import { DEFAULT_INDEX_ATTRIBUTES } from './otlp/log-streams.ts';
import { createOtlpLogsReceiver } from './otlp/otlp-logs-receiver.ts';
import { createOtlpMetricsReceiver } from './otlp/otlp-metrics-receiver.ts';
import { logsRequest, metricsRequest } from './otlp/otlp-schema.data.ts';
import type { ReceiverAnswer, ReceiverRequest } from './receiver.ts';
import { createRemoteWriteReceiver } from './remote-write/remote-write-receiver.ts';
import { DEFAULT_SERIES_LIMITS } from './series-labels.ts';

const clock = new VirtualClock();
const shared = { clock, maxPlainBytes: 1_000_000, quota: noQuota };
const lines = {
  streamLimits: DEFAULT_STREAM_LIMITS,
  lineLimits: DEFAULT_LINE_LIMITS,
  detectLevel: () => 'unknown',
  indexAttributes: DEFAULT_INDEX_ATTRIBUTES,
};
const resources = {
  promoteResourceAttributes: new Set<string>(['service.name', 'a.b', 'tenant']),
  resourceLabels: new Map([['pod', 'k8s.pod.name']]),
  promoteScopeMetadata: true,
};
const remoteWrite = createRemoteWriteReceiver({ ...shared, seriesLimits: DEFAULT_SERIES_LIMITS });
const lokiPush = createLokiPushReceiver({ ...shared, ...lines });
const otlpMetrics = createOtlpMetricsReceiver({
  ...shared,
  seriesLimits: DEFAULT_SERIES_LIMITS,
  resources,
});
const otlpLogs = createOtlpLogsReceiver({ ...shared, ...lines });
const events = createEventsReceiver(shared);
const audit = createAuditReceiver(shared);

const V2 = 'application/x-protobuf;proto=io.prometheus.write.v2.Request';
const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json';

const word = fc.oneof(
  fc.constantFrom('job', 'zone', 'namespace', 'tenant', '__proto__', 'é'),
  fc.string({ minLength: 1, maxLength: 5 }),
);
const value = fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('umbrella', 'umbrella-prod'));
const labels = fc
  .array(fc.tuple(word, value), { maxLength: 6 })
  .map(
    (pairs) =>
      new Map([...pairs.filter(([name]) => name !== '__name__'), ['__name__', 'm'] as const]),
  );
const written = fc.uniqueArray(
  fc.record({
    labels,
    samples: fc
      .uniqueArray(fc.tuple(fc.double(), fc.integer({ min: -1e12, max: 4e12 })), {
        minLength: 1,
        maxLength: 4,
        selector: ([, atMs]) => atMs,
      })
      .map((samples) => samples.sort(([, a], [, b]) => a - b)),
  }),
  { minLength: 1, maxLength: 4, selector: (one) => stampedKey(one.labels) },
);

function stamped(given: ReadonlyMap<string, string>): Record<string, string> {
  const all = new Map([...given].filter(([, one]) => one !== ''));
  return Object.fromEntries([...all, ['namespace', 'acme-prod'], ['tenant', 'acme']]);
}
const stampedKey = (given: ReadonlyMap<string, string>) =>
  JSON.stringify(Object.entries(stamped(given)).sort());

describe('what is written is what is stored', () => {
  it.each([
    ['1.0', encodeV1, undefined],
    ['2.0', encodeAsV2, V2],
  ] as const)(
    'by remote write %s, under the labels of the token',
    async (_, encode, contentType) => {
      await fc.assert(
        fc.asyncProperty(written, async (all) => {
          const place = placeOf('acme');
          const answer = await remoteWrite(
            pushOf(compressSnappy(encode(all)), { contentType }),
            place,
          );
          expect(answer.status).toBe(204);
          const expected = all.flatMap(({ labels: given, samples }) =>
            samples.map(([one, timeMs]) => ({ labels: stamped(given), timeMs, value: one })),
          );
          expect(place.samples.stored).toEqual(expected);
        }),
        propertyRuns(150, 5_000),
      );
    },
  );

  it('by a Loki push in either form', async () => {
    const streamLabels = fc.dictionary(
      fc.constantFrom('app', 'job', 'tenant', 'namespace', 'zone'),
      value.filter((one) => one !== ''),
      { minKeys: 1 },
    );
    const entries = fc.array(
      fc.tuple(
        fc.bigInt({ min: 0n, max: 2n ** 62n }),
        fc.string(),
        fc.dictionary(fc.constantFrom('a', 'tenant', 'trace'), value),
      ),
      { minLength: 1, maxLength: 3 },
    );
    await fc.assert(
      fc.asyncProperty(streamLabels, entries, async (stream, given) => {
        const json = placeOf('acme');
        const body = {
          streams: [
            { stream, values: given.map(([ns, line, metadata]) => [String(ns), line, metadata]) },
          ],
        };
        expect(
          (await lokiPush(pushOf(JSON.stringify(body), { contentType: JSON_TYPE }), json)).status,
        ).toBe(204);
        const binary = placeOf('acme');
        expect(
          (await lokiPush(pushOf(compressSnappy(lokiProtobuf(stream, given))), binary)).status,
        ).toBe(204);
        expect(binary.entries.stored).toEqual(json.entries.stored);
        expect(json.entries.stored.map(({ timeNs, line }) => [timeNs, line])).toEqual(
          given.map(([ns, line]) => [ns, line]),
        );
        for (const one of json.entries.stored) {
          expect(one.labels).toMatchObject({ tenant: 'acme', namespace: 'acme-prod' });
          expect(one.metadata).not.toHaveProperty('tenant');
        }
      }),
      propertyRuns(150, 5_000),
    );
  });

  it('by labels as text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (one) => {
        const label = `{ a = ${JSON.stringify(one).replaceAll('\u007f', '\\x7f')} }`;
        expect(parseLabelText(label)).toEqual({ kind: 'labels', pairs: [['a', one]] });
      }),
      propertyRuns(300, 10_000),
    );
  });
});

const point = {
  timeUnixNano: '5',
  asDouble: 1,
  attributes: [{ key: 'a', value: { stringValue: 'b' } }],
};
const metrics = {
  resourceMetrics: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 's' } }] },
      scopeMetrics: [
        {
          metrics: [
            { name: 'm', gauge: { dataPoints: [point] } },
            {
              name: 'h',
              histogram: {
                aggregationTemporality: 2,
                dataPoints: [
                  { timeUnixNano: '5', count: '3', bucketCounts: ['1', '2'], explicitBounds: [1] },
                ],
              },
            },
          ],
        },
      ],
    },
  ],
};
const logs = {
  resourceLogs: [
    {
      scopeLogs: [
        {
          logRecords: [
            {
              timeUnixNano: '5',
              body: { kvlistValue: { values: [{ key: 'k', value: { intValue: '-5' } }] } },
              traceId: 'ff',
            },
          ],
        },
      ],
    },
  ],
};
const series: readonly PushedSeries[] = [
  {
    labels: new Map([
      ['__name__', 'up'],
      ['job', 'a'],
    ]),
    samples: [
      [1, 1],
      [Number.NaN, 2],
    ],
  },
];
const event = {
  kind: 'Event',
  metadata: { uid: '1', resourceVersion: '1' },
  involvedObject: { namespace: 'acme-prod', kind: 'Pod' },
  lastTimestamp: '2026-01-01T00:00:00Z',
  reason: 'x',
};

interface Target {
  readonly name: string;
  readonly plain: Buffer;
  readonly request: Partial<ReceiverRequest>;
  readonly pack: (plain: Buffer) => Buffer;
  readonly send: (request: ReceiverRequest) => Promise<ReceiverAnswer>;
}

const place = () => ({ ...placeOf('acme'), placeOf: () => placeOf('acme') });
const asIs = (plain: Buffer) => plain;
const targets: readonly Target[] = [
  {
    name: 'remote write 1.0',
    plain: encodeV1(series),
    request: {},
    pack: compressSnappy,
    send: (one) => remoteWrite(one, place()),
  },
  {
    name: 'remote write 2.0',
    plain: encodeAsV2(series),
    request: { contentType: V2 },
    pack: compressSnappy,
    send: (one) => remoteWrite(one, place()),
  },
  {
    name: 'a Loki push',
    plain: lokiProtobuf({ app: 'x' }, [[5n, 'line', { k: 'v' }]]),
    request: {},
    pack: compressSnappy,
    send: (one) => lokiPush(one, place()),
  },
  {
    name: 'a Loki push in JSON',
    plain: Buffer.from('{"streams":[{"stream":{"a":"b"},"values":[["1","x",{"k":"v"}]]}]}'),
    request: { contentType: JSON_TYPE },
    pack: asIs,
    send: (one) => lokiPush(one, place()),
  },
  {
    name: 'OTLP metrics',
    plain: encodeOtlp(metrics, metricsRequest),
    request: { contentType: PROTOBUF },
    pack: asIs,
    send: (one) => otlpMetrics(one, place()),
  },
  {
    name: 'OTLP metrics in JSON',
    plain: Buffer.from(JSON.stringify(metrics)),
    request: { contentType: JSON_TYPE, contentEncoding: 'gzip' },
    pack: (plain) => gzipSync(plain),
    send: (one) => otlpMetrics(one, place()),
  },
  {
    name: 'OTLP logs',
    plain: encodeOtlp(logs, logsRequest),
    request: { contentType: PROTOBUF },
    pack: asIs,
    send: (one) => otlpLogs(one, place()),
  },
  {
    name: 'OTLP logs in JSON',
    plain: Buffer.from(JSON.stringify(logs)),
    request: { contentType: JSON_TYPE },
    pack: asIs,
    send: (one) => otlpLogs(one, place()),
  },
  {
    name: 'Kubernetes events',
    plain: Buffer.from(JSON.stringify(event)),
    request: {},
    pack: asIs,
    send: (one) => events(one, place()),
  },
  {
    name: 'Kubernetes audit',
    plain: Buffer.from(
      JSON.stringify({ kind: 'EventList', items: [{ verb: 'get', auditID: '1' }] }),
    ),
    request: {},
    pack: asIs,
    send: (one) => audit(one, place()),
  },
];

/** Bytes set, cut out and put in, anywhere. */
const damage = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.nat({ max: 3 }),
    put: fc.oneof(
      fc.uint8Array({ maxLength: 3 }),
      fc
        .constantFrom(
          'ffffffffffffffffff01',
          'ffffffff0f',
          '80808080808080808080',
          '0b0c0b0c',
          '00',
        )
        .map((hex) => Buffer.from(hex, 'hex')),
      fc
        .constantFrom('[[', '{"a":', '"', 'null', '1e999', '\\ud800')
        .map((one) => Buffer.from(one)),
    ),
  }),
  { minLength: 1, maxLength: 4 },
);

function damaged(
  plain: Buffer,
  all: readonly { at: number; cut: number; put: Uint8Array }[],
): Buffer {
  return all.reduce((bytes, { at, cut, put }) => {
    const from = Math.floor(at * bytes.length);
    return Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + cut)]);
  }, plain);
}

const STATUSES = [200, 204, 400, 413, 415, 422];

describe.each(targets)('$name', ({ plain, request, pack, send }) => {
  it('is taken as it is', async () => {
    expect([200, 204]).toContain((await send(pushOf(pack(plain), request))).status);
  });

  it('is answered, whatever was done to its content', async () => {
    await fc.assert(
      fc.asyncProperty(damage, async (all) => {
        expect(STATUSES).toContain((await send(pushOf(pack(damaged(plain, all)), request))).status);
      }),
      propertyRuns(300, 10_000),
    );
  });

  it('is answered, whatever was done to its bytes', async () => {
    await fc.assert(
      fc.asyncProperty(damage, async (all) => {
        expect(STATUSES).toContain((await send(pushOf(damaged(pack(plain), all), request))).status);
      }),
      propertyRuns(300, 10_000),
    );
  });
});
