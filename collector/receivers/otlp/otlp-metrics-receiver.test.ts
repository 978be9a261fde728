import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodeOtlp } from '../../../test/support/otlp-encoder.ts';
import { noQuota, placeOf, pushOf, tenantStamp } from '../../../test/support/receiver-world.ts';
import type { ReceiverAnswer } from '../receiver.ts';
import { DEFAULT_SERIES_LIMITS } from '../series-labels.ts';
import { createOtlpMetricsReceiver } from './otlp-metrics-receiver.ts';
import { metricsRequest } from './otlp-schema.data.ts';

const resources = {
  promoteResourceAttributes: new Set(['k8s.pod.name']),
  resourceLabels: new Map(),
  promoteScopeMetadata: false,
};
const metricsSettings = {
  maxPlainBytes: 1_000_000,
  seriesLimits: DEFAULT_SERIES_LIMITS,
  resources,
  quota: noQuota,
};
const receiveMetrics = createOtlpMetricsReceiver(metricsSettings);

const T = '1767225600123456789';
const TIME_MS = 1_767_225_600_123;
const own = { namespace: 'acme-prod', tenant: 'acme' };

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const service = [
  text('service.namespace', 'shop'),
  text('service.name', 'api'),
  text('service.instance.id', 'i-1'),
];
const metricsOf = (attributes: readonly object[], ...metrics: readonly object[]) => ({
  resourceMetrics: [
    { resource: { attributes }, scopeMetrics: [{ scope: { name: 'lib', version: '1' }, metrics }] },
  ],
});
const gauge = (name: string, ...dataPoints: readonly object[]) => ({ name, gauge: { dataPoints } });
const sum = (more: object = {}) => ({
  name: 'requests',
  sum: {
    aggregationTemporality: 2,
    isMonotonic: true,
    dataPoints: [{ timeUnixNano: T, asInt: '7' }],
    ...more,
  },
});

const asJson = (request: object) =>
  pushOf(JSON.stringify(request), { contentType: 'application/json' });
const asProtobuf = (request: object) =>
  pushOf(encodeOtlp(request, metricsRequest), { contentType: 'application/x-protobuf' });
const jsonOf = ({ status, body }: ReceiverAnswer) => [status, JSON.parse(body.toString())];

describe.each([
  ['JSON', asJson],
  ['protobuf', asProtobuf],
] as const)('metrics in %s', (_, push) => {
  const samplesOf = async (request: object) => {
    const place = placeOf('acme');
    const answer = await receiveMetrics(push(request), place);
    expect(answer.status).toBe(200);
    return place.samples.stored.map(
      ({ labels: { namespace, tenant, ...labels }, value, timeMs }) => {
        expect({ namespace, tenant, timeMs }).toEqual({ ...own, timeMs: TIME_MS });
        return [labels, value];
      },
    );
  };

  it('become samples with the labels of their service, and target_info', async () => {
    const attributes = [...service, text('k8s.pod.name', 'p'), text('host.name', 'h')];
    const point = {
      timeUnixNano: T,
      asDouble: 0.5,
      attributes: [text('a.b', 'x'), text('a_b', 'y')],
    };
    const base = { job: 'shop/api', instance: 'i-1' };
    expect(await samplesOf(metricsOf(attributes, gauge('load', point), sum()))).toEqual([
      [{ __name__: 'load', a_b: 'x;y', k8s_pod_name: 'p', ...base }, 0.5],
      [{ __name__: 'requests_total', k8s_pod_name: 'p', ...base }, 7],
      [{ __name__: 'target_info', k8s_pod_name: 'p', host_name: 'h', ...base }, 1],
    ]);
  });

  it('become buckets and quantiles', async () => {
    const histogram = {
      name: 'duration',
      unit: 's',
      histogram: {
        aggregationTemporality: 2,
        dataPoints: [
          {
            timeUnixNano: T,
            count: '6',
            sum: 1.5,
            bucketCounts: ['1', '2', '3'],
            explicitBounds: [0.1, 1],
          },
        ],
      },
    };
    const summary = {
      name: 'size',
      summary: {
        dataPoints: [
          { timeUnixNano: T, count: '2', sum: 3, quantileValues: [{ quantile: 0.5, value: 1 }] },
        ],
      },
    };
    const name = '__name__';
    expect(await samplesOf(metricsOf([], histogram, summary))).toEqual([
      [{ [name]: 'duration_seconds_sum' }, 1.5],
      [{ [name]: 'duration_seconds_count' }, 6],
      [{ [name]: 'duration_seconds_bucket', le: '0.1' }, 1],
      [{ [name]: 'duration_seconds_bucket', le: '1' }, 3],
      [{ [name]: 'duration_seconds_bucket', le: '+Inf' }, 6],
      [{ [name]: 'size_sum' }, 3],
      [{ [name]: 'size_count' }, 2],
      [{ [name]: 'size', quantile: '0.5' }, 1],
    ]);
  });

  it('are stale where no value was recorded', async () => {
    expect(await samplesOf(metricsOf([], gauge('a', { timeUnixNano: T, flags: 1 })))).toEqual([
      [{ __name__: 'a' }, 'stale'],
    ]);
  });

  it('of every kind of attribute', async () => {
    const attributes = [
      { key: 'b', value: { boolValue: true } },
      { key: 'i', value: { intValue: '-9007199254740993' } },
      { key: 'd', value: { doubleValue: 0.5 } },
      { key: 'l', value: { arrayValue: { values: [{ stringValue: 'x' }, { intValue: '1' }] } } },
      { key: 'm', value: { kvlistValue: { values: [text('k', 'v')] } } },
      { key: 'bytes', value: { bytesValue: 'AQI=' } },
      { key: 'none', value: {} },
    ];
    expect(
      await samplesOf(metricsOf([], gauge('a', { timeUnixNano: T, asInt: '-1', attributes }))),
    ).toEqual([
      [
        {
          __name__: 'a',
          b: 'true',
          i: '"-9007199254740993"',
          d: '0.5',
          l: '["x",1]',
          m: '{"k":"v"}',
          bytes: 'AQI=',
        },
        -1,
      ],
    ]);
  });
});

describe('metrics that are not taken', () => {
  it('are named in partialSuccess, the others are stored', async () => {
    const place = placeOf('acme');
    const delta = sum({ aggregationTemporality: 1 });
    const exponential = {
      name: 'e',
      exponentialHistogram: { aggregationTemporality: 2, dataPoints: [{}, {}] },
    };
    const answer = await receiveMetrics(
      asJson(metricsOf([], delta, exponential, gauge('ok', { timeUnixNano: T }))),
      place,
    );
    expect(jsonOf(answer)).toEqual([
      200,
      {
        partialSuccess: {
          rejectedDataPoints: '3',
          errorMessage: expect.stringContaining('metric "requests" is not cumulative'),
        },
      },
    ]);
    expect(answer.tally).toEqual({ taken: 1, refused: 3 });
    expect(place.samples.stored.map(({ labels }) => labels.__name__)).toEqual(['ok']);
    const binary = await receiveMetrics(asProtobuf(metricsOf([], exponential)), place);
    expect(binary.body.subarray(0, 4).toString('hex')).toBe(
      `0a${(binary.body.length - 2).toString(16)}0802`,
    );
    expect(binary.body.toString()).toContain('exponential histogram');
  });

  it('counts the data points of what the store refuses', async () => {
    const place = placeOf('acme');
    const request = metricsOf(
      [],
      gauge('a', { timeUnixNano: T, asInt: '1' }, { timeUnixNano: T, asInt: '2' }),
    );
    expect(jsonOf(await receiveMetrics(asJson(request), place))).toEqual([
      200,
      {
        partialSuccess: {
          rejectedDataPoints: '1',
          errorMessage: expect.stringContaining(
            'duplicate sample for timestamp for series {__name__="a"',
          ),
        },
      },
    ]);
  });

  it('says nothing of target_info that is there already', async () => {
    const place = placeOf('acme');
    const later = gauge('b', { timeUnixNano: `${T}`, asInt: '1' });
    const earlier = gauge('a', { timeUnixNano: '1767225500000000000', asInt: '1' });
    const attributes = [...service, text('host.name', 'h')];
    for (const metric of [later, earlier]) {
      expect(jsonOf(await receiveMetrics(asJson(metricsOf(attributes, metric)), place))).toEqual([
        200,
        {},
      ]);
    }
  });

  it('answers with nothing but {} when all is well', async () => {
    expect(
      jsonOf(
        await receiveMetrics(
          asJson(metricsOf([], gauge('a', { timeUnixNano: T }))),
          placeOf('acme'),
        ),
      ),
    ).toEqual([200, {}]);
    const binary = await receiveMetrics(asProtobuf({}), placeOf('acme'));
    expect([binary.status, binary.body.length, binary.headers['content-type']]).toEqual([
      200,
      0,
      'application/x-protobuf',
    ]);
  });

  it.each([
    ['no JSON', pushOf('{', { contentType: 'application/json' }), 400, 3],
    ['another type', pushOf('{}', { contentType: 'text/plain' }), 415, null],
    ['a list', pushOf('{"resourceMetrics":[1]}', { contentType: 'application/json' }), 400, 3],
    ['a bad number', asJson(metricsOf([], gauge('a', { timeUnixNano: '1e9' }))), 400, 3],
    ['no protobuf', pushOf('hello', { contentType: 'application/x-protobuf' }), 400, null],
    [
      'a bomb',
      pushOf(gzipSync(Buffer.alloc(2_000_000)), {
        contentType: 'application/json',
        contentEncoding: 'gzip',
      }),
      413,
      3,
    ],
    [
      'deep nesting',
      pushOf(
        `{"resourceMetrics":[{"resource":{"attributes":[{"key":"a","value":${'{"arrayValue":{"values":['.repeat(200)}${']}}'.repeat(200)}}]}}]}`,
        { contentType: 'application/json' },
      ),
      413,
      3,
    ],
  ])('answers with a Status for %s', async (_, request, status, code) => {
    const answer = await receiveMetrics(request, placeOf('acme'));
    expect(answer.status).toBe(status);
    if (code !== null) expect(JSON.parse(answer.body.toString()).code).toBe(code);
  });

  it('may be sent again while the disk is full', async () => {
    const place = placeOf('acme');
    place.samples.isFull = true;
    const answer = await receiveMetrics(
      asJson(metricsOf([], gauge('a', { timeUnixNano: T }))),
      place,
    );
    expect([
      answer.status,
      answer.headers['retry-after'],
      JSON.parse(answer.body.toString()).code,
    ]).toEqual([503, '5', 14]);
  });
});

describe('attributes that become tenancy labels', () => {
  const point = (...attributes: readonly object[]) => ({ timeUnixNano: T, asInt: '1', attributes });

  it.each(['tenant', 'namespace'])('lose against the token: %s', async (name) => {
    const place = placeOf('acme');
    await receiveMetrics(
      asJson(
        metricsOf([...service, text(name, 'umbrella')], gauge('a', point(text(name, 'umbrella')))),
      ),
      place,
    );
    for (const { labels } of place.samples.stored) expect(labels).toMatchObject(own);
  });

  it('lose also by names that only become them', async () => {
    const stamp = { ownLabels: new Map([['tenant_id', 'acme']]), choice: null };
    const place = placeOf('acme', stamp);
    await receiveMetrics(
      asJson(
        metricsOf(
          [],
          gauge('a', point(text('tenant.id', 'umbrella'), text('tenant-id', 'umbrella'))),
        ),
      ),
      place,
    );
    expect(place.samples.stored[0]?.labels).toEqual({ __name__: 'a', tenant_id: 'acme' });
  });

  it.each(['namespace', 'k8s.namespace.name'])(
    'choose a namespace of the token: %s',
    async (key) => {
      const place = placeOf('acme', tenantStamp('acme'));
      const resource = [...service, text('host.name', 'h')];
      const good = metricsOf([...resource, text(key, 'acme-test')], gauge('a', point()));
      expect((await receiveMetrics(asJson(good), place)).status).toBe(200);
      expect(place.samples.stored.map(({ labels }) => [labels.__name__, labels.namespace])).toEqual(
        [
          ['a', 'acme-test'],
          ['target_info', 'acme-test'],
        ],
      );
      const bad = metricsOf([...resource, text(key, 'umbrella-prod')], gauge('a', point()));
      expect((await receiveMetrics(asJson(bad), place)).status).toBe(400);
      expect(place.samples.stored).toHaveLength(2);
    },
  );

  it('are refused where the token may not choose them', async () => {
    const place = placeOf('acme', tenantStamp('acme'));
    const request = metricsOf([], gauge('a', point(text('namespace', 'umbrella-prod'))));
    const answer = await receiveMetrics(asJson(request), place);
    expect(jsonOf(answer)).toEqual([
      400,
      { code: 3, message: expect.stringContaining('names "umbrella-prod"') },
    ]);
    expect(place.samples.stored).toEqual([]);
  });
});
