import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClusterDrift } from '../../web/contract/drift.ts';
import type { Cluster } from '../../web/contract/tenancy.ts';
import type { ApiAnswer, ApiClient } from '../support/api-client.ts';
import { makeAuthority } from '../support/certificates.ts';
import { metadataOf } from '../support/kubernetes/model/metadata.ts';
import { startTwoTenantCluster } from '../support/kubernetes/two-tenant-cluster.ts';
import { ruleOf } from '../support/neighbour-world.ts';
import { type ScriptedBackend, startScriptedBackend } from '../support/scripted-backend.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import { signInAs, twoTenants } from '../support/two-tenants.ts';
import { waitUntil } from '../support/wait-until.ts';

const authority = makeAuthority('Backends CA');
const ours = authority.issue('tocsin');
const SECRETS = [
  'a-bearer-secret',
  'a-basic-secret',
  'a-header-secret',
  'PRIVATE KEY',
  'token-of-tocsin',
];

const common = {
  title: '',
  ruleSink: { kind: 'none' },
  alertNamespaceTrusted: false,
  replicaLabels: [],
};
const labels = { namespaceLabel: 'namespace', tenantLabel: null, clusterLabel: null };
const noTls = { ca: null, clientCert: null, serverName: null, insecureSkipVerify: false };
const orgId = { name: 'X-Scope-OrgID', value: 'tenant', platform: null };

describe('the settings of a cluster over REST', () => {
  let service: TocsinProcess;
  let root: ApiClient;
  let backend: ScriptedBackend;
  const answers: string[] = [];

  beforeAll(async () => {
    backend = await startScriptedBackend({
      ...authority.issue('backend', ['127.0.0.1']),
      ca: authority.ca,
      requestCert: true,
      rejectUnauthorized: true,
    });
    service = await startTocsin({ config: twoTenants({ prometheusUrl: 'http://127.0.0.1:1' }) });
    root = await signInAs(service.url, 'root');
  });
  afterAll(async () => {
    await service?.remove();
    await backend?.stop();
  });

  const kept = <T extends object>(answer: T): T => {
    answers.push(JSON.stringify(answer));
    return answer;
  };
  const create = async (id: string, settings: object) =>
    kept(await root.post<Cluster>('/api/v1/clusters', { id, ...common, ...settings }));
  const change = async (id: string, settings: object) => {
    const { revision } = await root.get<Cluster>(`/api/v1/clusters/${id}`);
    return kept(
      await root.put<Cluster>(`/api/v1/clusters/${id}`, { ...common, ...settings }, revision),
    );
  };
  const refused = async (settings: object): Promise<ApiAnswer> =>
    kept(await root.call('POST', '/api/v1/clusters', { id: 'wrong', ...common, ...settings }));

  const enforcement = { ...labels, exemptMetrics: [] };
  const plain = { url: 'http://metrics.example', timeout: '10s' };

  it('takes the short form as ever', async () => {
    const metrics = { ...plain, bearerToken: SECRETS[0] };
    const created = await create('short', { metrics, enforcement });
    expect(created).toMatchObject({
      metrics: { kind: 'prometheus', ...plain, auth: { kind: 'bearer' }, tls: noTls },
      logs: null,
      enforcement: { ...enforcement, tenantHeader: null },
    });
    expect((await change('short', { metrics: plain, enforcement })).metrics?.auth.kind).toBe(
      'bearer',
    );
    const without = { ...plain, bearerToken: '' };
    expect((await change('short', { metrics: without, enforcement })).metrics?.auth.kind).toBe(
      'none',
    );
  });

  const full = {
    metrics: {
      kind: 'mimir',
      url: 'https://mimir.example/prometheus',
      timeout: '20s',
      auth: { kind: 'basic', user: 'ann', password: SECRETS[1] },
      tls: { ca: authority.ca, clientCert: ours.cert, clientKey: ours.key },
    },
    logs: {
      kind: 'loki',
      url: 'https://loki.example',
      timeout: '30s',
      auth: { kind: 'header', name: 'X-API-Key', value: SECRETS[2] },
      enforcement: { ...labels, namespaceLabel: null, tenantHeader: orgId },
    },
    enforcement: { ...enforcement, tenantHeader: orgId },
  };

  it('takes and shows everything but secrets', async () => {
    const { metrics, logs } = await create('full', full);
    expect(metrics).toEqual({
      kind: 'mimir',
      url: full.metrics.url,
      timeout: '20s',
      auth: { kind: 'basic', user: 'ann' },
      tls: { ...noTls, ca: authority.ca, clientCert: ours.cert },
    });
    expect(logs).toEqual({
      ...full.logs,
      auth: { kind: 'header', name: 'X-API-Key' },
      tls: noTls,
    });
  });

  it('can be given back as it was shown, and keeps its secrets', async () => {
    const { metrics, logs } = await root.get<Cluster>('/api/v1/clusters/full');
    const { enforcement: shown } = await root.get<Cluster>('/api/v1/clusters/full');
    const again = await change('full', { metrics, logs, enforcement: shown });
    expect([again.metrics, again.logs, again.enforcement]).toEqual([metrics, logs, shown]);
  });

  it.each([
    [
      { kind: 'directory', directory: '/srv/rules', labels: { release: 'stack' } },
      { namespace: null, lokiTenantId: null, git: null, allowMassRemoval: false },
    ],
    [
      { kind: 'ruler-api', metricsPath: '/api/v1/rules' },
      { namespace: 'tocsin', logsPath: null, logRules: 'loki' },
    ],
    [
      { kind: 'kubernetes', labels: { release: 'stack' }, adopt: ['acme-prod/*'] },
      {
        namespace: null,
        logRules: 'embedded',
        lokiTenantId: null,
        alertmanager: { mode: 'none' },
        allowMassRemoval: false,
      },
    ],
  ])('fills in a rule sink %j', async (ruleSink, rest) => {
    const { metrics, logs, enforcement: shown } = await root.get<Cluster>('/api/v1/clusters/full');
    const kubernetes = { kind: 'kubeconfig', file: '/etc/kubeconfig', context: null };
    const settings = { metrics, logs, kubernetes, enforcement: shown };
    const after = await change('full', { ...settings, ruleSink });
    expect(after.ruleSink).toEqual({ ...ruleSink, ...rest });
    const again = await change('full', { ...settings, ruleSink: after.ruleSink });
    expect(again.ruleSink).toEqual(after.ruleSink);
  });

  it('keeps what is left out', async () => {
    const { url, timeout } = full.metrics;
    const after = await change('full', { metrics: { url, timeout }, enforcement });
    expect(after.logs?.enforcement?.tenantHeader).toEqual(orgId);
    expect(after.enforcement.tenantHeader).toEqual(orgId);
    expect(after.metrics).toMatchObject({ kind: 'mimir', auth: { kind: 'basic', user: 'ann' } });
  });

  it('does not let kept secrets go to another server', async () => {
    const { revision } = await root.get<Cluster>('/api/v1/clusters/full');
    const metrics = { ...plain, url: 'https://evil.example', auth: { kind: 'basic', user: 'ann' } };
    const put = root.put(
      '/api/v1/clusters/full',
      { ...common, metrics, logs: null, enforcement },
      revision,
    );
    await expect(put).rejects.toThrow(/\/metrics\/auth\/password.*another server/s);
  });

  it.each([
    [
      'bearer and short form',
      { ...plain, bearerToken: 'x', auth: { kind: 'bearer', token: 'y' } },
      '/metrics/bearerToken',
    ],
    ['no password', { ...plain, auth: { kind: 'basic', user: 'ann' } }, '/metrics/auth/password'],
    [
      'a header of ours',
      { ...plain, auth: { kind: 'header', name: 'Host', value: 'x' } },
      '/metrics/auth/name',
    ],
    ['TLS settings over HTTP', { ...plain, tls: { ca: authority.ca } }, '/metrics/tls'],
    [
      "somebody's key",
      {
        ...plain,
        url: 'https://m.example',
        tls: { clientCert: ours.cert, clientKey: authority.issue('x').key },
      },
      '/metrics/tls/clientKey',
    ],
    ['a kind of logs', { ...plain, kind: 'loki' }, '/metrics'],
    [
      'a line break in a token',
      { ...plain, bearerToken: `${SECRETS[0]}\n` },
      '/metrics/bearerToken',
    ],
    [
      'too long a password',
      { ...plain, auth: { kind: 'basic', user: 'ann', password: `${SECRETS[1]}`.repeat(400) } },
      '/metrics/auth/password',
    ],
  ])('refuses %s, saying where', async (_, metrics, path) => {
    const { status, body } = await refused({ metrics, enforcement });
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain(`"${path}`);
  });

  const reaches = (more: object) => ({
    metrics: null,
    logs: null,
    enforcement,
    kubernetes: { kind: 'direct', ca: authority.ca, ...more },
  });

  it.each([
    ['no token', { url: 'https://k8s.example' }, '/kubernetes/token'],
    ['no encryption', { url: 'http://k8s.example', token: 'x' }, '/kubernetes/url'],
  ])('refuses a connection to a cluster with %s', async (_, given, path) => {
    const { status, body } = await refused(reaches(given));
    expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining(`"${path}`)]);
  });

  it('refuses objects in a cluster that cannot be reached', async () => {
    const { body } = await refused({
      metrics: null,
      enforcement,
      ruleSink: { kind: 'kubernetes' },
    });
    expect(JSON.stringify(body)).toContain('"/ruleSink/kind');
  });

  it('keeps rules as objects of a cluster, and tells its administrators who changed them', async () => {
    const k8s = await startTwoTenantCluster({ own: true });
    try {
      const token = k8s.token('tocsin');
      const kubernetes = { kind: 'direct', url: k8s.url, ca: k8s.caPem };
      const ruleSink = { kind: 'kubernetes', labels: { release: 'stack' } };
      const given = { ...reaches({ ...kubernetes, token }), ruleSink };
      const { kubernetes: shown } = await create('k8s', given);
      expect(shown).toEqual({ ...kubernetes, serverName: null });
      const again = await change('k8s', { ...given, kubernetes: shown });
      expect(again.kubernetes).toEqual(shown);
      const moved = { ...given, kubernetes: { ...shown, url: 'https://evil.example' } };
      await expect(change('k8s', moved)).rejects.toThrow(/\/kubernetes\/token/);
      for (const tenant of ['acme', 'umbrella']) {
        await root.post(`/api/v1/tenants/${tenant}/projects/shop/environments`, {
          ...{ id: 'k8s', title: '', cluster: 'k8s', kind: 'prod' },
          namespace: tenant === 'acme' ? 'acme' : 'globex',
        });
      }
      const acme = await signInAs(service.url, 'acme-admin');
      await acme.post('/api/v1/tenants/acme/rules', ruleOf({ scope: 'acme.shop.k8s' }));
      const rules = () => k8s.objects.list('PrometheusRule');
      const [made] = await waitUntil(() => (rules().length === 1 ? rules() : null), {
        what: 'the object of the rule',
      });
      const { name } = metadataOf(made ?? {});
      k8s.objects.remove({ kind: 'PrometheusRule', namespace: 'acme', name: String(name) });
      const repaired = await waitUntil(
        async () => {
          const { items } = await root.get<ClusterDrift>('/api/v1/clusters/k8s/drift');
          return items.find(({ repairedAt }) => repairedAt !== null);
        },
        { what: 'the repair' },
      );
      expect(repaired).toMatchObject({ part: 'rules', namespace: 'acme', change: 'deleted' });
      expect(rules()).toHaveLength(1);
      expect((await acme.call('GET', '/api/v1/clusters/k8s/drift')).status).toBe(403);
      expect((await root.call('GET', '/api/v1/clusters/none/drift')).status).toBe(404);
    } finally {
      await k8s.stop();
    }
  });

  it('asks with the credentials that it keeps, and shows them nowhere', async () => {
    const tls = { ca: authority.ca, clientCert: ours.cert, clientKey: ours.key };
    const auth = { kind: 'bearer', token: SECRETS[0] };
    const metrics = { url: backend.url, timeout: '2s', auth, tls };
    await create('live', { metrics, enforcement });
    await root.post('/api/v1/tenants/acme/projects/shop/environments', {
      id: 'live',
      title: '',
      cluster: 'live',
      namespace: 'acme-live',
      kind: 'prod',
    });
    const path = '/scopes/acme.shop.live/prometheus/api/v1/query?query=up';
    const { status } = await root.call('GET', path);
    expect(status).toBe(200);
    expect(backend.seen.map(({ headers }) => headers.authorization)).toEqual([
      `Bearer ${SECRETS[0]}`,
    ]);
    for (const secret of SECRETS) {
      expect(answers.join('\n')).not.toContain(secret);
      expect(service.log()).not.toContain(secret);
    }
  });
});
