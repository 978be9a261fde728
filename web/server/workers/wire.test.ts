import { describe, expect, it } from 'vitest';
import type { Authentication } from '../../../platform/identity/authentication.ts';
import type { ClusterSettings } from '../../../platform/tenancy/cluster.ts';
import { DEFAULT_TLS } from '../../../platform/tenancy/cluster-backend.ts';
import { Directory } from '../../../platform/tenancy/directory.ts';
import { readFromWorker, readToWorker } from './messages.ts';
import { printAuthentication, readAuthentication } from './wire-authentication.ts';
import { printTenancy, readTenancy } from './wire-tenancy.ts';

const enforcement = {
  namespaceLabel: 'namespace',
  tenantLabel: null,
  clusterLabel: null,
  tenantHeader: { name: 'X-Scope-OrgID', value: 'tenant', platform: null },
} as const;

const cluster: ClusterSettings = {
  id: 'eu1',
  title: 'Frankfurt',
  metrics: {
    kind: 'prometheus',
    url: 'http://prometheus.example',
    timeoutMs: 30_000,
    auth: { kind: 'basic', user: 'tocsin', password: 'a password' },
    tls: DEFAULT_TLS,
  },
  logs: {
    kind: 'loki',
    url: 'http://loki.example',
    timeoutMs: 30_000,
    auth: { kind: 'none' },
    tls: { ...DEFAULT_TLS, ca: 'a certificate' },
    enforcement: null,
  },
  enforcement: { ...enforcement, exemptMetrics: ['up'], strict: true, guardPast: false },
  kubernetes: { kind: 'kubeconfig', file: '/kubeconfig', context: null },
  collection: { discover: 'both', labels: { release: 'kps' } },
  ruleSink: { kind: 'none' },
  alertNamespaceTrusted: true,
  replicaLabels: ['replica'],
};

const directory = new Directory(7, {
  tenants: ['acme', 'globex'].map((id) => ({
    id,
    title: `${id} Inc.`,
    timeZone: 'Europe/Berlin',
    language: 'en',
    severities: ['critical'],
  })),
  projects: [{ tenant: 'acme', id: 'shop', title: '' }],
  environments: ['acme', 'globex'].map((tenant, index) => ({
    tenant,
    project: 'shop',
    id: 'prod',
    title: '',
    cluster: 'eu1',
    namespace: tenant,
    kind: 'prod',
    bornAtMs: 5,
    readableFromMs: index === 0 ? null : 6,
  })),
  clusters: ['eu1', 'us1'],
});

describe('the tenancy', () => {
  it('is the same at the other end', () => {
    const read = readTenancy(printTenancy({ directory, clusters: new Map([['eu1', cluster]]) }));
    expect(read.clusters).toEqual(new Map([['eu1', cluster]]));
    expect(read.directory).toEqual(directory);
    expect(read.directory.ownerOf('eu1', 'globex')?.readableFromMs).toBe(6);
  });

  it.each([
    ['another version', (text: string) => text.replace('"version":7', '"version":"7"')],
    [
      'an environment of nobody',
      (text: string) => text.replace('"tenant":"globex"', '"tenant":""'),
    ],
    [
      'a cluster without enforcement',
      (text: string) => text.replaceAll('"enforcement"', '"other"'),
    ],
    ['credentials of an unknown kind', (text: string) => text.replace('"basic"', '"other"')],
    ['nothing', () => 'null'],
  ])('is refused with %s', (_, spoil) => {
    const text = printTenancy({ directory, clusters: new Map([['eu1', cluster]]) });
    expect(() => readTenancy(spoil(text))).toThrow('this is no directory');
  });
});

describe('who somebody is', () => {
  const node = { tenant: 'acme', project: null, environment: null };
  const user = { id: 'u', name: 'ann', displayName: '', email: null, language: 'zh' } as const;
  it.each<[string, Authentication]>([
    [
      'a session',
      {
        kind: 'session',
        principal: {
          kind: 'user',
          id: 'u',
          name: 'ann',
          bindings: [
            { role: 'tenant-admin', node },
            { role: 'system-member', node: null },
          ],
        },
        sessionId: 's',
        user,
        mustChangePassword: true,
        expiresAtMs: 9,
      },
    ],
    [
      'a token',
      {
        kind: 'token',
        principal: {
          kind: 'token',
          id: 't',
          name: 'grafana',
          node,
          permissions: new Set(['metrics:read', 'logs:read'] as const),
        },
        expiresAtMs: null,
      },
    ],
    [
      'a sender of alerts',
      {
        kind: 'intake-token',
        tokenId: 't',
        intake: { kind: 'cluster', cluster: 'eu1' },
        expiresAtMs: 9,
      },
    ],
    ['nobody', { kind: 'unauthenticated', reason: 'revoked' }],
  ])('%s is the same at the other end', (_, found) => {
    const answer = printAuthentication(found);
    const message = { kind: 'authenticated', id: 1, sequence: 2, keepMs: null, answer };
    const read = readToWorker(structuredClone(message));
    expect(read).toEqual(message);
    expect(readAuthentication(answer)).toEqual(found);
  });

  it('has no rights that are not known', () => {
    const permissions = ['metrics:read', 'everything'];
    const principal = { kind: 'token', id: 't', name: '', node, permissions };
    const answer = { kind: 'token', principal, expiresAtMs: null };
    const message = { kind: 'authenticated', id: 1, sequence: 2, keepMs: null, answer };
    expect(readToWorker(message)).toBeNull();
  });
});

describe('messages', () => {
  it.each([
    ['of the parent', readToWorker, { kind: 'serve' }],
    ['of the parent', readToWorker, { kind: 'connection', head: 'GET' }],
    [
      'of the parent',
      readToWorker,
      { kind: 'facts', facts: { sequence: 1, tenancy: { kind: 'same' } } },
    ],
    ['of a worker', readFromWorker, { kind: 'ready' }],
    ['of a worker', readFromWorker, { kind: 'acknowledged', sequence: 0 }],
    ['of a worker', readFromWorker, { kind: 'authenticate', id: 0, credentials: {} }],
    ['of a worker', readFromWorker, { kind: 'report', id: 0, metrics: [] }],
  ])('%s are read: %#', (_, read, message) => {
    expect(read(message)).toEqual(message);
  });

  it.each([
    ['of the parent', readToWorker, { kind: 'ready' }],
    ['of the parent', readToWorker, { kind: 'connection' }],
    ['of the parent', readToWorker, { kind: 'facts', facts: { sequence: 1 } }],
    ['of the parent', readToWorker, { kind: 'revoked', sequence: 1, revocation: { kind: 'all' } }],
    ['of the parent', readToWorker, 'serve'],
    ['of a worker', readFromWorker, { kind: 'serve' }],
    ['of a worker', readFromWorker, { kind: 'acknowledged', sequence: 1.5 }],
    [
      'of a worker',
      readFromWorker,
      { kind: 'authenticate', id: 0, credentials: { authorization: 1 } },
    ],
    ['of a worker', readFromWorker, null],
  ])('%s are refused: %#', (_, read, message) => {
    expect(read(message)).toBeNull();
  });
});
