import { describe, expect, it } from 'vitest';
import { keepSecrets } from '../service/output-secrets.ts';
import { checkOutput, type OutputRules } from './check-output.ts';
import type { OutputFields } from './output-fields.ts';

const rules: OutputRules = {
  isPlatform: false,
  isEmbedded: false,
  tenancyLabels: ['org', 'kubernetes_namespace_name'],
  folder: null,
};

const findingsOf = (spec: unknown, more: Partial<OutputRules> = {}) => {
  const checked = checkOutput(spec, { ...rules, ...more }, '/spec');
  return checked.kind === 'invalid'
    ? checked.findings.map(({ path, message }) => `${path} ${message}`).join('\n')
    : '';
};

const fieldsOf = (spec: unknown): OutputFields => {
  const checked = checkOutput(spec, rules, '');
  if (checked.kind === 'invalid') throw new Error(JSON.stringify(checked.findings));
  return checked.value;
};

const url = 'https://logs.acme.example';

describe('an output', () => {
  const right: readonly [string, object][] = [
    ['Loki', { loki: { url, labels: { level: '$.parsed.level' }, password: { value: 'a\nb' } } }],
    [
      'Elasticsearch',
      {
        elasticsearch: {
          host: 'es.acme.example',
          password: { secretKeyRef: { name: 'es', key: 'p' } },
        },
      },
    ],
    ['OpenSearch', { opensearch: { host: 'os.acme.example', index_name: 'logs' } }],
    [
      'Kafka',
      {
        kafka: {
          brokers: 'a.example:9092,b.example:9092',
          default_topic: 't',
          format: { type: 'json' },
        },
      },
    ],
    ['S3', { s3: { s3_bucket: 'logs', s3_region: 'eu-west-1', aws_key_id: { value: 'k' } } }],
    ['Fluentd', { forward: { servers: [{ host: 'f.example', shared_key: { value: 'k' } }] } }],
    [
      'HTTP',
      {
        http: {
          endpoint: `${url}/in`,
          auth: { username: { value: 'u' }, password: { value: 'p' } },
        },
      },
    ],
    [
      'syslog',
      {
        syslog: {
          host: 'sys.example',
          port: 6514,
          transport: 'tls',
          buffer: { flush_interval: '5s' },
        },
      },
    ],
  ];
  it.each(right)('of kind %s', (_, spec) => {
    expect(findingsOf(spec)).toBe('');
  });

  const wrong: readonly [string, object, string, Partial<OutputRules>?][] = [
    // They would be taken for secrets, into whose texts nobody looks.
    ...['value', 'stored', 'secretKeyRef'].map((name): [string, object, string] => [
      `a header named ${name}`,
      { http: { endpoint: url, headers: { [name]: 'a\r\n#{evil}' } } },
      `/spec/http/headers/${name} is what secrets`,
    ]),
    [
      'a label named as secrets are, beside another',
      { loki: { url, extra_labels: { stored: 'x', other: 'a\nb' } } },
      '/spec/loki/extra_labels/other holds a line break',
    ],
    [
      'a label of ours',
      { loki: { url, labels: { tenant: '$.x' } } },
      '/spec/loki/labels/tenant is set by',
    ],
    [
      'a fixed label of ours',
      { loki: { url, extra_labels: { namespace: 'x' } } },
      'extra_labels/namespace',
    ],
    ["a label of the store's tenancy", { loki: { url, labels: { org: '$.x' } } }, '/labels/org'],
    [
      'another one',
      { loki: { url, extra_labels: { kubernetes_namespace_name: 'x' } } },
      'is set by',
    ],
    ['removal of the stamp', { loki: { url, remove_keys: ['tenant'] } }, '/remove_keys/0'],
    ['labels of pods', { loki: { url, extract_kubernetes_labels: true } }, 'unknown key'],
    [
      'credentials in the address',
      { loki: { url: 'https://a:b@logs.example' } },
      'without credentials',
    ],
    ['another scheme', { http: { endpoint: 'file:///etc/passwd' } }, '/endpoint'],
    ['a host with a path', { syslog: { host: 'a/b' } }, '/host'],
    [
      'a secret in a header',
      { http: { endpoint: url, headers: { Authorization: 'Bearer x' } } },
      'in clear',
    ],
    ['a secret in the query', { http: { endpoint: `${url}/?token=x` } }, 'in clear'],
    ['a line break', { loki: { url, tenant: 'a\n@include /x' } }, 'line break'],
    ['a file', { file: { path: '/srv/logs/acme/a.log' } }, 'collector.flows.fileFolder'],
    [
      'a file of another',
      { file: { path: '/srv/logs/globex/a.log' } },
      'below /srv/logs/acme',
      { folder: '/srv/logs/acme' },
    ],
    [
      'a file above',
      { file: { path: '/srv/logs/acme/../globex/a' } },
      'below',
      { folder: '/srv/logs/acme' },
    ],
    ['sharing', { shared: true, loki: { url } }, 'only outputs of _platform'],
    ['two kinds', { loki: { url }, syslog: { host: 'a.example' } }, 'exactly one of'],
    [
      'Kafka without a cluster',
      { kafka: { brokers: 'a.example:1', default_topic: 't', format: { type: 'json' } } },
      'needs a Kubernetes cluster',
      { isEmbedded: true },
    ],
    [
      'a Secret without a cluster',
      { loki: { url, password: { secretKeyRef: { name: 'a', key: 'b' } } } },
      'give a value instead',
      { isEmbedded: true },
    ],
  ];
  it.each(wrong)('is refused %s', (_, spec, expected, more = {}) => {
    expect(findingsOf(spec, more)).toContain(expected);
  });

  it('may write a file where an administrator has set a folder', () => {
    const spec = { file: { path: '/srv/logs/acme/a.log' } };
    expect(findingsOf(spec, { folder: '/srv/logs/acme' })).toBe('');
  });
});

describe('secrets of an output', () => {
  const before = {
    fields: fieldsOf({ loki: { url, password: { stored: true } } }),
    values: new Map([['/password', 'hush']]),
  };

  it('are kept while they go to the same place', () => {
    const next = fieldsOf({ loki: { url, password: { stored: true }, tenant: 'x' } });
    expect(keepSecrets(next, before)).toEqual({ kind: 'secrets', values: before.values });
  });

  const elsewhere: readonly [string, object][] = [
    ['another host', { url: 'https://thief.example' }],
    ['another port', { url: `${url}:444` }],
    ['whoever answers', { url, insecure_tls: true }],
    ['nobody knows where', { url: 'http://logs.acme.example' }],
  ];
  it.each(elsewhere)('are not sent to %s', (_, more) => {
    const next = fieldsOf({ loki: { ...more, password: { stored: true } } });
    expect(keepSecrets(next, before)).toMatchObject({
      kind: 'refused',
      findings: [
        { path: '/spec/loki/password', message: expect.stringContaining('enter it again') },
      ],
    });
  });
});
