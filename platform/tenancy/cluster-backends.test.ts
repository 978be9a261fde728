import { describe, expect, it } from 'vitest';
import { makeAuthority } from '../../test/support/certificates.ts';
import { parseKeyRing } from '../secrets/key-ring.ts';
import { createSecretBox } from '../secrets/secret-box.ts';
import type { AuthFields, BackendFields, TlsFields } from './backend-fields.ts';
import { type ClusterSettings, checkClusterSettings, type TenantHeader } from './cluster.ts';
import type { MetricsBackendKind } from './cluster-backend.ts';
import { type ClusterFields, resolveCluster } from './cluster-fields.ts';
import { openCluster, sealedCluster, sealSecrets } from './sealed-cluster.ts';
import { newlyStored } from './stored.ts';

const authority = makeAuthority('Test CA');
const client = authority.issue('tocsin');
const stranger = authority.issue('somebody');
const box = createSecretBox(parseKeyRing('A'.repeat(43).concat('='), 'test'));

const metrics: BackendFields<MetricsBackendKind> = {
  url: 'https://metrics.example',
  timeoutMs: 1_000,
};
const logs = { url: 'https://logs.example', timeoutMs: 1_000 };
const labels = { namespaceLabel: 'namespace', tenantLabel: null, clusterLabel: null };
const fields: ClusterFields = {
  title: '',
  metrics,
  logs,
  enforcement: { ...labels, exemptMetrics: [] },
  ruleSink: { kind: 'none' },
  alertNamespaceTrusted: false,
  replicaLabels: [],
};
const orgId: TenantHeader = { name: 'X-Scope-OrgID', value: 'tenant', platform: null };

function findingsOf(change: Partial<ClusterFields>, before: ClusterSettings | null = null) {
  const { settings, findings } = resolveCluster('lab', { ...fields, ...change }, before);
  return [...checkClusterSettings(settings), ...findings].map(
    ({ path, message }) => `${path} ${message}`,
  );
}

const withAuth = (auth: AuthFields) => ({ metrics: { ...metrics, auth } });
const withTls = (tls: TlsFields, url = metrics.url) => ({ metrics: { ...metrics, url, tls } });
const pair = { clientCert: client.cert, clientKey: client.key };

describe('settings of backends', () => {
  it.each<[string, Partial<ClusterFields>]>([
    ['nothing but URLs', {}],
    ['basic', withAuth({ kind: 'basic', user: 'ann', password: 'pässword: with all' })],
    ['a header', withAuth({ kind: 'header', name: 'X-API-Key', value: 'a key' })],
    ['the header Authorization', withAuth({ kind: 'header', name: 'Authorization', value: 'k' })],
    ['an authority', withTls({ ca: authority.ca })],
    ['two authorities', withTls({ ca: authority.ca + makeAuthority('Other').ca })],
    ['a client certificate', withTls(pair)],
    ['another name', withTls({ serverName: 'inside.example' })],
    ['nobody verified', withTls({ insecureSkipVerify: true })],
    [
      'a header alone, on Mimir',
      {
        metrics: { ...metrics, kind: 'mimir' },
        logs: null,
        enforcement: { ...fields.enforcement, namespaceLabel: null, tenantHeader: orgId },
      },
    ],
    [
      'a header alone, on Loki',
      { logs: { ...logs, enforcement: { ...labels, namespaceLabel: null, tenantHeader: orgId } } },
    ],
  ])('may be %s', (_, change) => {
    expect(findingsOf(change)).toEqual([]);
  });

  it.each<[string, Partial<ClusterFields>, RegExp]>([
    ['no token', withAuth({ kind: 'bearer' }), /^\/metrics\/auth\/token /],
    ['a colon in the user', withAuth({ kind: 'basic', user: 'a:b', password: 'p' }), /auth\/user /],
    [
      'a line break in the password',
      withAuth({ kind: 'basic', user: 'a', password: 'p\n' }),
      /auth\/password /,
    ],
    ['no password', withAuth({ kind: 'basic', user: 'a' }), /auth\/password /],
    ['a name with a space', withAuth({ kind: 'header', name: 'X Y', value: 'v' }), /auth\/name /],
    ['a name of ours', withAuth({ kind: 'header', name: 'Host', value: 'v' }), /auth\/name /],
    [
      'somebody else’s name',
      withAuth({ kind: 'header', name: 'x-forwarded-for', value: 'v' }),
      /auth\/name /,
    ],
    [
      'a second header in the value',
      withAuth({ kind: 'header', name: 'X-Key', value: 'v\r\nX-Scope-OrgID: b' }),
      /auth\/value /,
    ],
    ['an empty value', withAuth({ kind: 'header', name: 'X-Key', value: '' }), /auth\/value /],
    ['TLS without TLS', withTls({ ca: authority.ca }, 'http://metrics.example'), /tls TLS needs/],
    ['an authority that is none', withTls({ ca: 'trust me' }), /tls\/ca /],
    ['a certificate that is none', withTls({ ...pair, clientCert: 'me' }), /tls\/clientCert /],
    ['a certificate without key', withTls({ clientCert: client.cert }), /tls\/clientKey /],
    ['a key without certificate', withTls({ clientKey: client.key }), /tls\/clientCert /],
    ["another's key", withTls({ ...pair, clientKey: stranger.key }), /tls\/clientKey /],
    ['a name that is none', withTls({ serverName: 'a b' }), /tls\/serverName /],
    [
      'a header alone, on Prometheus',
      { enforcement: { ...fields.enforcement, namespaceLabel: null, tenantHeader: orgId } },
      /^\/enforcement .*prometheus has no tenants/,
    ],
    [
      'nothing that separates streams',
      {
        metrics: null,
        enforcement: { ...fields.enforcement, namespaceLabel: null },
      },
      /^\/enforcement .*nothing would keep tenants apart/,
    ],
    [
      'streams with nothing of their own',
      { logs: { ...logs, enforcement: { ...labels, namespaceLabel: null } } },
      /^\/logs\/enforcement .*nothing would keep/,
    ],
    [
      'a tenancy header that the credentials are in',
      {
        ...withAuth({ kind: 'header', name: 'x-scope-orgid', value: 'v' }),
        enforcement: { ...fields.enforcement, tenantHeader: orgId },
      },
      /tenantHeader\/name .*credentials/,
    ],
    [
      'several tenants for the platform',
      { enforcement: { ...fields.enforcement, tenantHeader: { ...orgId, platform: 'a|b' } } },
      /tenantHeader\/platform .*one tenant/,
    ],
    ['logs at no URL', { logs: { ...logs, url: 'logs.example' } }, /^\/logs\/url /],
  ])('refuse %s', (_, change, finding) => {
    const found = findingsOf(change);
    expect(found.join('\n')).toMatch(finding);
    expect(found.join('\n')).not.toContain('PRIVATE KEY');
  });
});

describe('what is left out when a cluster is changed', () => {
  const { settings: before } = resolveCluster('lab', {
    ...fields,
    metrics: {
      ...metrics,
      kind: 'mimir',
      auth: { kind: 'basic', user: 'ann', password: 'first' },
      tls: { ca: authority.ca, ...pair },
    },
    logs: { ...logs, auth: { kind: 'bearer', token: 't0p' } },
    enforcement: { ...fields.enforcement, tenantHeader: orgId, strict: true, guardPast: true },
  });
  const changed = (change: Partial<ClusterFields>) =>
    resolveCluster('lab', { ...fields, ...change }, before);

  it('stays as it is', () => {
    const { logs: _, ...rest } = fields;
    expect(resolveCluster('lab', rest, before)).toEqual({ settings: before, findings: [] });
  });

  it('stays where the rest is said again', () => {
    const auth = { kind: 'basic', user: 'ann' } as const;
    const tls = { ca: authority.ca, clientCert: client.cert };
    expect(changed({ metrics: { ...metrics, auth, tls } })).toEqual({
      settings: before,
      findings: [],
    });
  });

  it('is neither strict nor guarded on a new cluster', () => {
    const { enforcement } = resolveCluster('lab', fields).settings;
    expect(enforcement).toMatchObject({ strict: false, guardPast: false });
  });

  it('goes when it is said to', () => {
    const { settings } = changed({ logs: null, ...withAuth({ kind: 'none' }) });
    expect([settings.logs, settings.metrics?.auth]).toEqual([null, { kind: 'none' }]);
    const { tls } = changed(withTls({ ca: authority.ca })).settings.metrics ?? {};
    expect(tls).toMatchObject({ clientCert: null, clientKey: null });
    const enforcement = { ...fields.enforcement, strict: false };
    expect(changed({ enforcement }).settings.enforcement).toMatchObject({
      strict: false,
      guardPast: true,
    });
  });

  const kept = /give it again, because/;
  it.each<[string, Partial<ClusterFields>, RegExp | null]>([
    ['a URL on the same server', { metrics: { ...metrics, url: `${metrics.url}/mimir` } }, null],
    ['another server', { metrics: { ...metrics, url: 'https://evil.example' } }, kept],
    ['another port', { metrics: { ...metrics, url: `${metrics.url}:8443` } }, kept],
    ['no TLS', { metrics: { ...metrics, url: 'http://metrics.example', tls: {} } }, kept],
    ['nobody verified', withTls({ ca: authority.ca, ...pair, insecureSkipVerify: true }), kept],
    ['another authority', withTls({ ca: makeAuthority('Mine').ca, ...pair }), kept],
    ['another user', withAuth({ kind: 'basic', user: 'bob' }), /same user/],
    ['another way', withAuth({ kind: 'bearer' }), /auth\/token/],
    ['logs on another server', { logs: { ...logs, url: 'https://evil.example' } }, kept],
    [
      'another server, told anew',
      {
        metrics: {
          ...metrics,
          url: 'https://new.example',
          auth: { kind: 'bearer', token: 'new' },
          tls: { ca: authority.ca },
        },
      },
      null,
    ],
  ])('is no secret that then goes elsewhere: %s', (_, change, finding) => {
    const found = findingsOf(change, before).join('\n');
    if (finding === null) expect(found).toBe('');
    else expect(found).toMatch(finding);
  });
});

describe('secrets of backends', () => {
  const { settings } = resolveCluster('lab', {
    ...fields,
    metrics: { ...metrics, auth: { kind: 'bearer', token: 'of-metrics' }, tls: pair },
    logs: { ...logs, auth: { kind: 'header', name: 'X-Key', value: 'of-logs' } },
    kubernetes: { kind: 'direct', url: 'https://k8s.example', token: 'of-kubernetes' },
  });
  const stored = sealedCluster(settings, sealSecrets(settings, box), newlyStored(0));

  it('are stored in envelopes only', () => {
    expect(JSON.stringify(stored)).not.toMatch(/of-metrics|of-logs|of-kubernetes|PRIVATE KEY/);
    expect(openCluster(stored, box)).toMatchObject({ settings, unopened: [] });
  });

  it.each([
    ['exchanged', { metrics: stored.sealed.logs, logs: stored.sealed.metrics }],
    ['lost', { metrics: null, logs: null }],
  ])('make no backend when they are %s', (_, sealed) => {
    const opened = openCluster({ ...stored, sealed: { ...sealed, kubernetes: 'x' } }, box);
    const { metrics, logs, kubernetes } = opened.settings;
    expect(opened.unopened).toEqual(['metrics', 'logs', 'kubernetes']);
    expect([metrics, logs, kubernetes]).toEqual([null, null, null]);
  });

  it('open for their own cluster only', () => {
    const { unopened } = openCluster({ ...stored, id: 'other' }, box);
    expect(unopened).toEqual(['metrics', 'logs', 'kubernetes']);
  });
});
