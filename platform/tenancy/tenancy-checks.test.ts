import { describe, expect, it } from 'vitest';
import { fieldsOfTenant } from '../../test/support/tenancy-world.ts';
import type { ErrorDetail } from '../errors/app-error.ts';
import { checkClusterSettings } from './cluster.ts';
import { resolveCluster } from './cluster-fields.ts';
import { checkTenantFields } from './tenant.ts';
import { checkUserFields, checkUserName } from './user.ts';

const linesOf = (findings: readonly ErrorDetail[]) =>
  findings.map(({ path, message }) => `${path}: ${message}`).join('\n');

const cluster = {
  id: 'lab',
  title: 'Lab',
  metrics: { url: 'http://lab.example:9090/prom/', timeoutMs: 10_000 },
  enforcement: {
    namespaceLabel: 'namespace',
    tenantLabel: null,
    clusterLabel: null,
    exemptMetrics: ['up'],
  },
  ruleSink: { kind: 'none' } as const,
  alertNamespaceTrusted: false,
  replicaLabels: ['replica'],
};

describe('the fields of a tenant', () => {
  it.each([
    ['an unknown time zone', { timeZone: 'Mars/Olympus' }, /timeZone/],
    ['no severities', { severities: [] }, /severities/],
    ['the same severity twice', { severities: ['a', 'a'] }, /severities\/1/],
    ['a severity with outer spaces', { severities: [' a'] }, /severities\/0/],
    ['a title with a line break', { title: 'a\nb' }, /title/],
  ])('refuses %s', (_, wrong, message) => {
    expect(linesOf(checkTenantFields({ ...fieldsOfTenant, ...wrong }))).toMatch(message);
  });

  it('may be all in order', () => {
    expect(checkTenantFields(fieldsOfTenant)).toEqual([]);
  });
});

describe('the settings of a cluster', () => {
  const enforcement = cluster.enforcement;
  const { metrics } = cluster;
  it.each([
    [
      'no enforced label',
      { enforcement: { ...enforcement, namespaceLabel: null } },
      /keep tenants apart/,
    ],
    [
      'only a cluster label',
      { enforcement: { ...enforcement, namespaceLabel: null, clusterLabel: 'cluster' } },
      /keep tenants apart/,
    ],
    ['an empty label', { enforcement: { ...enforcement, namespaceLabel: '' } }, /namespaceLabel/],
    [
      'the metric name as label',
      { enforcement: { ...enforcement, namespaceLabel: '__name__' } },
      /namespaceLabel/,
    ],
    [
      'a label with a quote',
      { enforcement: { ...enforcement, tenantLabel: 'a"} or x{b="' } },
      /tenantLabel/,
    ],
    [
      'one label twice',
      { enforcement: { ...enforcement, tenantLabel: 'namespace' } },
      /must differ/,
    ],
    [
      'a pattern as exempt metric',
      { enforcement: { ...enforcement, exemptMetrics: ['kube_.*'] } },
      /exact metric name/,
    ],
    [
      'a URL with credentials',
      { metrics: { ...metrics, url: 'http://u:p@lab.example' } },
      /metrics\/url/,
    ],
    [
      'a URL with a query',
      { metrics: { ...metrics, url: 'http://lab.example/?a=b' } },
      /metrics\/url/,
    ],
    [
      'a URL with an empty query',
      { metrics: { ...metrics, url: 'http://lab.example/?' } },
      /metrics\/url/,
    ],
    [
      'a URL with a fragment',
      { metrics: { ...metrics, url: 'http://lab.example/#x' } },
      /metrics\/url/,
    ],
    ['another scheme', { metrics: { ...metrics, url: 'file:///etc/passwd' } }, /metrics\/url/],
    ['no timeout', { metrics: { ...metrics, timeoutMs: 0 } }, /metrics\/timeout/],
    ['too long a timeout', { metrics: { ...metrics, timeoutMs: 300_001 } }, /metrics\/timeout/],
    [
      'a token with a line break',
      { metrics: { ...metrics, auth: { kind: 'bearer' as const, token: 'a\r\nb: c' } } },
      /metrics\/auth\/token/,
    ],
    [
      'a relative rule folder',
      { ruleSink: { kind: 'rule-files' as const, directory: 'rules' } },
      /absolute path/,
    ],
    [
      'a relative folder of objects',
      { ruleSink: { kind: 'directory' as const, directory: '/a/../b' } },
      /ruleSink\/directory: expected a folder of its own/,
    ],
    [
      'a label that says whose an object is',
      {
        ruleSink: {
          kind: 'directory' as const,
          directory: '/a',
          labels: { 'app.kubernetes.io/managed-by': 'me', ok: 'not ok' },
        },
      },
      /ruleSink\/labels\/app.kubernetes.io~1managed-by: .*not yours[\s\S]*labels\/ok: expected the value/,
    ],
    [
      'an author without an address',
      {
        ruleSink: {
          kind: 'directory' as const,
          directory: '/a',
          git: { name: 'a <b>', email: 'nobody' },
        },
      },
      /ruleSink\/git\/name[\s\S]*ruleSink\/git\/email/,
    ],
    [
      'a ruler of a backend that has none',
      { ruleSink: { kind: 'ruler-api' as const, namespace: 'A/b', logsPath: '/../x' } },
      /ruleSink\/namespace[\s\S]*ruleSink\/logsPath[\s\S]*ruleSink\/kind: a metrics backend of kind prometheus/,
    ],
    [
      'objects in a cluster without a connection, and half a place for rules on logs',
      { ruleSink: { kind: 'kubernetes' as const, logRules: 'alertingrule' as const } },
      /ruleSink\/lokiTenantId: is needed[\s\S]*ruleSink\/kind: .*needs the cluster's connection/,
    ],
    [
      'what cannot be the name of an object to adopt',
      {
        ruleSink: {
          kind: 'kubernetes' as const,
          adopt: ['*', 'acme/*', 'acme/a.b', 'acme', '*/a'],
        },
      },
      /adopt\/3: expected namespace\/name[\s\S]*adopt\/4/,
    ],
    [
      'a kubeconfig of nowhere',
      { kubernetes: { kind: 'kubeconfig' as const, file: 'kubeconfig' } },
      /kubernetes\/file: expected the absolute path/,
    ],
    [
      'a token that would not be encrypted',
      { kubernetes: { kind: 'direct' as const, url: 'http://10.0.0.1:6443', token: 'a b' } },
      /kubernetes\/url: is not encrypted[\s\S]*kubernetes\/token: expected a token/,
    ],
    ['a wrong replica label', { replicaLabels: ['a-b'] }, /replicaLabels\/0/],
  ])('refuse %s', (_, wrong, message) => {
    const { settings } = resolveCluster('lab', { ...cluster, ...wrong });
    expect(linesOf(checkClusterSettings(settings))).toMatch(message);
  });

  it.each(['none', 'embedded'] as const)('may be all in order, with the rule sink %s', (kind) => {
    const { settings } = resolveCluster('lab', { ...cluster, ruleSink: { kind } });
    expect(checkClusterSettings(settings)).toEqual([]);
  });
});

describe('the name and address of a user', () => {
  const fields = { displayName: '', language: 'en' as const, disabled: false };
  it.each([
    ['ann.lee+alerts@mail.example.com', true],
    ['root@localhost', true],
    [null, true],
    ['nobody', false],
    ['@example.com', false],
    ['a@b@c', false],
    ['a b@example.com', false],
    ['a@example.com\r\nBcc: d@e.f', false],
    ['a@-example.com', false],
    ['<a@example.com>', false],
    [`${'x'.repeat(65)}@example.com`, false],
  ])('address %j: %s', (email, isAddress) => {
    expect(checkUserFields({ ...fields, email }).length === 0).toBe(isAddress);
  });

  it.each([
    ['ann', true],
    ['Ann.Lee@example.com', true],
    ['', false],
    ['.ann', false],
    ['a b', false],
    ['ann\n', false],
    ['é', false],
    ['x'.repeat(121), false],
  ])('name %j: %s', (name, isName) => {
    expect(checkUserName(name, '/name').length === 0).toBe(isName);
  });
});
