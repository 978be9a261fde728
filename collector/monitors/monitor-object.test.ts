import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { addressPolicy } from '../../platform/outbound/address-policy.ts';
import { parseAllowList } from '../../platform/outbound/allow-list.ts';
import { compileRelabel } from '../relabel/relabel.ts';
import { seriesLabels } from '../scrape/series-labels.ts';
import { type MonitorContent, NO_LIMITS, PLAIN_ENDPOINT } from './monitor.ts';
import { monitorJobs } from './monitor-jobs.ts';
import { monitorObject } from './monitor-object.ts';
import type { MonitorsConfig } from './monitors-config.ts';
import { readMonitorObject } from './read-monitor-object.ts';
import { readMonitorYaml } from './read-monitor-yaml.ts';
import { validateMonitor } from './validate-monitor.ts';

const config: MonitorsConfig = {
  maxPerTenant: 10,
  minInterval: '5s',
  sampleLimit: 1_000,
  targetLimit: 50,
  labelLimit: 30,
  labelNameLengthLimit: 100,
  labelValueLengthLimit: 500,
  probers: [{ name: 'http', address: 'blackbox.monitoring:9115', path: '/probe', scheme: 'http' }],
};
const tenancy = new Map([
  ['namespace', 'acme'],
  ['tenant', 'acme'],
]);
const place = { name: 'api', namespace: 'acme', labels: { release: 'kps' } };
const secret = (key: string) => ({ name: 'api', key });

const base = { name: 'api', environment: 'acme.shop.prod', enabled: true, limits: NO_LIMITS };
const selector = {
  matchLabels: { app: 'api' },
  matchExpressions: [{ key: 'tier', operator: 'In', values: ['web'] }],
} as const;
const whole = {
  ...PLAIN_ENDPOINT,
  port: 'web',
  path: '/stats',
  scheme: 'https',
  interval: '30s',
  timeout: '10s',
  params: { format: ['prometheus'] },
  auth: { kind: 'basic', username: secret('user'), password: secret('password') },
  tls: {
    ca: secret('ca'),
    cert: secret('crt'),
    key: secret('key'),
    serverName: 'api',
    insecureSkipVerify: true,
  },
  honorTimestamps: false,
  relabelings: [{ action: 'replace', targetLabel: 'team', replacement: 'a' }],
  metricRelabelings: [{ action: 'drop', sourceLabels: ['__name__'], regex: 'go_.*' }],
} as const;
const plain = { ...PLAIN_ENDPOINT, interval: '1m' };
const contents: Readonly<Record<string, MonitorContent>> = {
  service: { ...base, source: { kind: 'service', selector }, endpoints: [whole] },
  pod: {
    ...base,
    source: { kind: 'pod', selector },
    endpoints: [{ ...plain, port: '8080', auth: { kind: 'bearer', credentials: secret('token') } }],
    limits: { ...NO_LIMITS, samples: 100 },
  },
  probe: {
    ...base,
    source: {
      kind: 'probe',
      prober: 'http',
      module: 'http_2xx',
      targets: ['https://shop.example.com/'],
      labels: { page: 'home' },
    },
    endpoints: [plain],
  },
  scrape: {
    ...base,
    source: { kind: 'scrape', targets: ['db.example.com:9187'], labels: { role: 'main' } },
    endpoints: [{ ...whole, port: '' }],
  },
};
const options = { namespace: 'acme', tenancy, probers: config.probers, mode: 'written' } as const;
const rules = {
  config,
  tenancy: new Set(tenancy.keys()),
  guard: {
    judge: addressPolicy('tenant', parseAllowList([])),
    namespace: 'acme',
    namespaces: new Set<string>(),
  },
};

describe('a monitor as an object', () => {
  it.each(Object.entries(contents))('of kind %s reads back as it was', (_, content) => {
    expect(validateMonitor(content, rules)).toEqual([]);
    const style = { tenancy, config, forPeople: true };
    const object = monitorObject(content, { ...place, labels: {} }, style);
    const yaml = readMonitorYaml(stringify(object));
    if (yaml.kind === 'refused') throw new Error(JSON.stringify(yaml.findings));
    const read = readMonitorObject(yaml.value, options);
    if (read.kind === 'refused') throw new Error(JSON.stringify(read.findings));
    const { namespaces, jobLabel, ...monitor } = read.monitor;
    expect([namespaces, jobLabel]).toEqual([null, '']);
    const { environment, enabled } = content;
    expect({ ...monitor, environment, enabled }).toEqual(content);
  });

  it.each(['service', 'pod', 'scrape'])('of kind %s is stamped last, twice', (kind) => {
    const content = contents[kind];
    if (content === undefined) throw new Error(kind);
    const object = monitorObject(content, place, { tenancy, config, forPeople: false });
    const text = JSON.stringify(object);
    const stamps =
      '{"action":"replace","targetLabel":"namespace","replacement":"acme"},{"action":"replace","targetLabel":"tenant","replacement":"acme"}]';
    expect(text.split(stamps)).toHaveLength(3);
    expect(text).toContain('"honorLabels":false');
    expect(text.includes('"followRedirects":false')).toBe(kind !== 'scrape');
    expect(text).toContain(`"sampleLimit":${kind === 'pod' ? 100 : 1_000}`);
    expect(object.metadata.labels).toEqual({ release: 'kps' });
  });

  it('says field by field what is not taken', () => {
    const object = {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata: { name: 'x', namespace: 'globex', labels: { a: 'b' } },
      spec: {
        selector: {},
        namespaceSelector: { any: true },
        targetLabels: ['__address__'],
        endpoints: [
          {
            port: 'web',
            bearerTokenFile: '/var/run/secrets/kubernetes.io/serviceaccount/token',
            honorLabels: true,
            followRedirects: true,
            proxyUrl: 'http://10.0.0.1',
            tlsConfig: { caFile: '/etc/passwd' },
            authorization: { credentialsFile: '/etc/passwd' },
            relabelings: [{ action: 'steal' }, { tmp: 1 }],
          },
        ],
      },
    };
    const read = readMonitorObject(object, options);
    const paths = read.kind === 'refused' ? read.findings.map(({ path }) => path) : [];
    const at = '/spec/endpoints/0';
    expect(paths.sort()).toEqual(
      [
        '/metadata/labels',
        '/metadata/namespace',
        '/spec/namespaceSelector',
        '/spec/targetLabels',
        `${at}/authorization/credentials`,
        `${at}/authorization/credentialsFile`,
        `${at}/bearerTokenFile`,
        `${at}/followRedirects`,
        `${at}/honorLabels`,
        `${at}/proxyUrl`,
        `${at}/relabelings/0/action`,
        `${at}/relabelings/1/tmp`,
        `${at}/tlsConfig/caFile`,
      ].sort(),
    );
  });

  it.each([
    ['another kind', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x' }, spec: {} }],
    ['a list', []],
    ['service discovery', { ...scrapeWith({ kubernetesSDConfigs: [{ role: 'Node' }] }) }],
    ['a prober of its own', probeOf('10.0.0.1:9115')],
  ])('refuses %s', (_, object) => {
    expect(readMonitorObject(object, options).kind).toBe('refused');
  });

  it.each([
    'a: b: c',
    '{'.repeat(5_000),
    '- '.repeat(3_000),
    '---\na: 1\n---\nb: 2',
    'a: &a [*a]',
    'a: &a [1]\nb: *a',
  ])('refuses YAML such as %.20s', (text) =>
    expect(readMonitorYaml(text).kind === 'read' ? text : 'refused').toBe('refused'),
  );

  it('is judged by the administrator’s limits, and never clear of its environment', () => {
    const bad: MonitorContent = {
      ...base,
      name: 'Not a name',
      source: { kind: 'scrape', targets: ['10.0.0.1:80'], labels: { namespace: 'globex' } },
      endpoints: [{ ...plain, interval: '1s', path: 'metrics', params: { '': [] } }],
      limits: { ...NO_LIMITS, samples: 5_000 },
    };
    expect(validateMonitor(bad, rules).map(({ path }) => path)).toEqual([
      '/name',
      '/source/targets/0',
      '/source/labels/namespace',
      '/endpoints/0/path',
      '/endpoints/0/interval',
      '/endpoints/0/params',
      '/limits/samples',
    ]);
  });
});

describe('a monitor as jobs', () => {
  const jobPlace = {
    id: 'monitor/1',
    tenant: 'acme',
    ownLabels: tenancy,
    cluster: 'blue',
    generation: 1,
    namespace: 'acme',
    isTenants: true,
  };
  const jobOptions = {
    config,
    intervalMs: 15_000,
    timeoutMs: 10_000,
    secretOf: ({ key }: { readonly key: string }) => (key === 'token' ? null : `${key}!\n`),
  };

  it('asks services and pods of its namespace only, with what Secrets hold', () => {
    const { jobs } = monitorJobs(contents.service ?? fail(), jobPlace, jobOptions);
    const search = { find: 'endpoints', selector, isTenants: true };
    const discovery = {
      kind: 'kubernetes',
      cluster: 'blue',
      generation: 1,
      namespace: 'acme',
      search,
    };
    expect(jobs).toMatchObject([
      {
        source: { kind: 'discovered', discoveries: [discovery] },
        auth: { kind: 'basic', user: 'user!', password: 'password!' },
        tls: { ca: 'ca!\n', servername: 'api', rejectUnauthorized: false },
        limits: { samples: 1_000, targets: 50 },
        honorLabels: false,
        outbound: 'administrator',
      },
    ]);
    const without = monitorJobs(contents.pod ?? fail(), jobPlace, jobOptions);
    expect(without).toEqual({ jobs: [], problems: ['cannot be read: key token of Secret api'] });
  });

  it('judges addresses of tenants as a tenant’s, and asks probers as the administrator', () => {
    const [scrape] = monitorJobs(contents.scrape ?? fail(), jobPlace, jobOptions).jobs;
    expect(scrape?.outbound).toBe('tenant');
    const [probe] = monitorJobs(contents.probe ?? fail(), jobPlace, jobOptions).jobs;
    expect(probe).toMatchObject({
      outbound: 'administrator',
      isProber: true,
      metricsPath: '/probe',
      params: { module: ['http_2xx'] },
    });
  });

  it('keeps the labels of tenancy whatever a target exposes and a step keeps', () => {
    const metricRelabel = compileRelabel([{ action: 'labelkeep', regex: '__name__' }]);
    const exposed = new Map([
      ['__name__', 'm'],
      ['namespace', 'globex'],
    ]);
    const limits = { samples: 0, labels: 0, labelNameBytes: 0, labelValueBytes: 0, targets: 0 };
    const labels = seriesLabels(exposed, {
      targetLabels: tenancy,
      ownLabels: tenancy,
      honorLabels: false,
      metricRelabel,
      limits: { ...limits, bodyBytes: 1 },
    });
    expect(Object.fromEntries(labels ?? [])).toEqual({
      __name__: 'm',
      namespace: 'acme',
      tenant: 'acme',
    });
  });
});

function scrapeWith(more: object) {
  return {
    apiVersion: 'monitoring.coreos.com/v1alpha1',
    kind: 'ScrapeConfig',
    metadata: { name: 'x' },
    spec: { staticConfigs: [{ targets: ['db.example.com:1'] }], ...more },
  };
}

function probeOf(url: string) {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Probe',
    metadata: { name: 'x' },
    spec: { prober: { url }, module: 'm', targets: { staticConfig: { static: ['https://x.y/'] } } },
  };
}

function fail(): never {
  throw new Error('there is no such fixture');
}
