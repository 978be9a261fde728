import { describe, expect, it } from 'vitest';
import { makeAuthority } from '../../test/support/certificates.ts';
import {
  acme,
  ann,
  environment,
  eu1,
  files,
  findingsOf,
  globex,
  read,
  token,
  whole,
} from '../../test/support/declared-tenancy.ts';

describe('the tenancy part of the configuration', () => {
  it('is accepted with its defaults', () => {
    expect(findingsOf(whole)).toEqual([]);
    expect(findingsOf({})).toEqual([]);
  });

  it('reads every way to identify oneself at a backend, and PEM from files', () => {
    const authority = makeAuthority('Test CA');
    const mine = authority.issue('tocsin');
    files.set('/tls/ca.pem', authority.ca);
    files.set('/tls/key.pem', mine.key);
    const tls = {
      ca: { file: '/tls/ca.pem' },
      clientCert: mine.cert,
      clientKey: { file: '/tls/key.pem' },
    };
    const url = 'https://backend.example';
    const clusters = [
      { id: 'a', metrics: { url, auth: { kind: 'bearer', token: { env: 'BEARER' } }, tls } },
      { id: 'b', metrics: { url, auth: { kind: 'basic', user: 'u', password: 'p' } } },
      { id: 'c', logs: { url, auth: { kind: 'header', name: 'X-Key', value: 'k' } } },
    ];
    const outcome = read({ clusters });
    const [a, b, c] = outcome.kind === 'declared' ? outcome.declared.clusters : [];
    expect(a?.metrics).toEqual({
      kind: 'prometheus',
      url,
      timeoutMs: 30_000,
      auth: { kind: 'bearer', token: 'bearer-of-eu1' },
      tls: {
        ca: authority.ca,
        clientCert: mine.cert,
        clientKey: mine.key,
        serverName: null,
        insecureSkipVerify: false,
      },
    });
    expect(b?.metrics?.auth).toEqual({ kind: 'basic', user: 'u', password: 'p' });
    expect(c?.logs?.auth).toEqual({ kind: 'header', name: 'X-Key', value: 'k' });
  });

  it('reads how the objects of clusters are reached, with tokens from elsewhere', () => {
    const url = 'https://10.0.0.1:6443';
    const clusters = [
      { id: 'a', kubernetes: { kind: 'direct', url, token: { env: 'BEARER' } } },
      { id: 'b', kubernetes: { kind: 'kubeconfig', file: '/etc/kubeconfig' } },
      { id: 'c', kubernetes: { kind: 'in-cluster' }, ruleSink: { kind: 'kubernetes' } },
      { id: 'd' },
    ];
    const outcome = read({ clusters });
    const declared = outcome.kind === 'declared' ? outcome.declared.clusters : [];
    expect(declared.map(({ kubernetes }) => kubernetes)).toEqual([
      { kind: 'direct', url, ca: null, serverName: null, token: 'bearer-of-eu1' },
      { kind: 'kubeconfig', file: '/etc/kubeconfig', context: null },
      { kind: 'in-cluster' },
      null,
    ]);
    const lost = { id: 'a', kubernetes: { kind: 'direct', url, token: { env: 'NONE' } } };
    expect(findingsOf({ clusters: [lost] }).join()).toContain('/clusters/0/kubernetes/token');
  });

  it('tells what is wrong with a backend where it stands', () => {
    const url = 'https://backend.example';
    const auth = { kind: 'basic', user: 'a:b', password: { env: 'NONE' } };
    const clusters = [
      { id: 'a', metrics: { url, bearerToken: 'x', auth: { kind: 'none' } } },
      { id: 'b', metrics: { url, auth, tls: { clientKey: { file: '/none' } } } },
      { id: 'c', logs: { url, enforcement: { namespaceLabel: null } } },
    ];
    expect(findingsOf({ clusters }).map((finding) => finding.split(' ')[0])).toEqual([
      '/clusters/0/metrics/bearerToken',
      '/clusters/1/metrics/auth/password',
      '/clusters/1/metrics/tls/clientKey',
      '/clusters/1/metrics/auth/user',
      '/clusters/1/metrics/tls/clientCert',
      '/clusters/2/logs/enforcement',
    ]);
  });

  it('tells everything that is wrong at once, with paths', () => {
    const findings = findingsOf({
      clusters: [eu1, { ...eu1, metrics: { url: 'ftp://x', timeout: '6m' } }],
      tenants: [
        { ...acme, timeZone: 'Nowhere/Land' },
        {
          ...globex,
          projects: [
            { id: 'p', environments: [environment, { ...environment, id: 'x', cluster: 'mars' }] },
          ],
        },
      ],
      users: [
        ann,
        {
          name: 'ANN',
          password: 'short',
          passwordHash: 'x',
          email: 'no',
          roles: [
            { role: 'tenant-admin', node: 'acme.shop' },
            { role: 'tenant-member', node: 'nobody' },
          ],
        },
      ],
      tokens: [
        token,
        { ...token, secret: { env: 'NOTHING' } },
        { ...token, name: 'other', owner: 'globex', expiresAt: 'tomorrow' },
        { ...token, name: 'c', kind: 'cluster-intake', node: 'mars', secret: 'short' },
      ],
    });
    expect(findings.map((line) => line.split(' ')[0]).sort()).toEqual(
      [
        '/clusters/1/metrics/url',
        '/clusters/1/metrics/timeout',
        '/clusters/1/id',
        '/tenants/0/timeZone',
        '/tenants/1/projects/0/environments/0/namespace',
        '/tenants/1/projects/0/environments/1/cluster',
        '/users/1/name',
        '/users/1/email',
        '/users/1/passwordHash',
        '/users/1/passwordHash',
        '/users/1/roles/0/role',
        '/users/1/roles/1/node',
        '/tokens/1/name',
        '/tokens/1/secret',
        '/tokens/2/expiresAt',
        '/tokens/2/node',
        '/tokens/3/node',
        '/tokens/3/node',
        '/tokens/3/permissions',
        '/tokens/3/secret',
      ].sort(),
    );
    expect(findings.join()).not.toContain('short');
  });
});
