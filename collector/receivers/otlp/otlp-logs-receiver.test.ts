import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../platform/clock/virtual-clock.ts';
import { encodeOtlp } from '../../../test/support/otlp-encoder.ts';
import { noQuota, placeOf, pushOf, tenantStamp } from '../../../test/support/receiver-world.ts';
import { DEFAULT_LINE_LIMITS } from '../loki/check-push.ts';
import { DEFAULT_STREAM_LIMITS } from '../loki/stream-labels.ts';
import { DEFAULT_INDEX_ATTRIBUTES } from './log-streams.ts';
import { createOtlpLogsReceiver } from './otlp-logs-receiver.ts';
import { logsRequest } from './otlp-schema.data.ts';

const clock = new VirtualClock(Date.parse('2026-01-01T00:00:00Z'));
const receiveLogs = createOtlpLogsReceiver({
  clock,
  maxPlainBytes: 1_000_000,
  streamLimits: DEFAULT_STREAM_LIMITS,
  lineLimits: DEFAULT_LINE_LIMITS,
  detectLevel: () => 'unknown',
  indexAttributes: DEFAULT_INDEX_ATTRIBUTES,
  quota: noQuota,
});

const T = '1767225600123456789';
const own = { namespace: 'acme-prod', tenant: 'acme' };

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const service = [
  text('service.namespace', 'shop'),
  text('service.name', 'api'),
  text('service.instance.id', 'i-1'),
];
const asJson = (request: object) =>
  pushOf(JSON.stringify(request), { contentType: 'application/json' });
const asProtobuf = (request: object) =>
  pushOf(encodeOtlp(request, logsRequest), { contentType: 'application/x-protobuf' });

const record = {
  timeUnixNano: T,
  severityNumber: 17,
  severityText: 'Error',
  body: { stringValue: 'boom' },
  attributes: [
    text('http.route', '/x'),
    { key: 'm', value: { kvlistValue: { values: [text('k', 'v')] } } },
    text('tenant', 'umbrella'),
  ],
  traceId: '5B8EFFF798038103D269B633813FC60C',
  spanId: '0000000000000000',
};
const second = {
  observedTimeUnixNano: T,
  body: { kvlistValue: { values: [{ key: 'n', value: { intValue: '1' } }] } },
};
const third = { body: { stringValue: 'no instant' }, severityText: 'WARNING' };
const resource = {
  attributes: [...service, text('host.name', 'h'), text('k8s.pod.name', 'p')],
};
const logs = {
  resourceLogs: [
    { resource, scopeLogs: [{ scope: { name: 'lib' }, logRecords: [record, second, third] }] },
  ],
};

describe.each([
  ['JSON', asJson],
  ['protobuf', asProtobuf],
] as const)('logs in %s', (_, push) => {
  it('become lines with labels of their resource and everything else as metadata', async () => {
    const place = placeOf('acme');
    const answer = await receiveLogs(push(logs), place);
    expect([answer.status, answer.tally]).toEqual([200, { taken: 3, refused: 0 }]);
    const labels = {
      service_name: 'api',
      service_namespace: 'shop',
      service_instance_id: 'i-1',
      k8s_pod_name: 'p',
      ...own,
    };
    const around = { host_name: 'h', scope_name: 'lib' };
    expect(place.entries.stored).toEqual([
      {
        labels,
        timeNs: BigInt(T),
        line: 'boom',
        metadata: {
          ...around,
          http_route: '/x',
          m_k: 'v',
          severity_number: '17',
          severity_text: 'Error',
          trace_id: '5b8efff798038103d269b633813fc60c',
          detected_level: 'error',
        },
      },
      {
        labels,
        timeNs: BigInt(T),
        line: '{"n":1}',
        metadata: { ...around, observed_timestamp: T, detected_level: 'unknown' },
      },
      {
        labels,
        timeNs: 1_767_225_600_000_000_000n,
        line: 'no instant',
        metadata: { ...around, severity_text: 'WARNING', detected_level: 'warn' },
      },
    ]);
  });

  it('without a service are of an unknown one, and of the tenant of the token', async () => {
    for (const tenant of ['acme', 'umbrella'] as const) {
      const place = placeOf(tenant);
      await receiveLogs(
        push({
          resourceLogs: [
            {
              resource: { attributes: [text('tenant', 'other')] },
              scopeLogs: [{ logRecords: [{ timeUnixNano: T }] }],
            },
          ],
        }),
        place,
      );
      expect(place.entries.stored[0]?.labels).toEqual({
        service_name: 'unknown_service',
        namespace: `${tenant}-prod`,
        tenant,
      });
      expect(place.entries.stored[0]?.metadata).toEqual({ detected_level: 'unknown' });
    }
  });
});

it('logs that are not taken are counted in partialSuccess', async () => {
  const place = placeOf('acme');
  place.entries.oldestNs = 10n;
  const logs = {
    resourceLogs: [
      { scopeLogs: [{ logRecords: [{ timeUnixNano: '5' }, { timeUnixNano: '20' }] }] },
    ],
  };
  const answer = await receiveLogs(asJson(logs), place);
  expect([answer.status, JSON.parse(answer.body.toString())]).toEqual([
    200,
    { partialSuccess: { rejectedLogRecords: '1', errorMessage: 'entry has timestamp too old: 5' } },
  ]);
});

it('logs choose a namespace of the token, and no other', async () => {
  const place = placeOf('acme', tenantStamp('acme'));
  const logsOf = (namespace: string) => ({
    resourceLogs: [
      {
        resource: { attributes: [text('k8s.namespace.name', namespace)] },
        scopeLogs: [{ logRecords: [{ timeUnixNano: T }] }],
      },
    ],
  });
  expect((await receiveLogs(asJson(logsOf('acme-test')), place)).status).toBe(200);
  expect((await receiveLogs(asJson(logsOf('umbrella-prod')), place)).status).toBe(400);
  expect(place.entries.stored.map(({ labels }) => labels.namespace)).toEqual(['acme-test']);
});
