import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { MetricsBackend, TenantHeader } from '../../platform/tenancy/cluster.ts';
import { type BackendTls, DEFAULT_TLS } from '../../platform/tenancy/cluster-backend.ts';
import type { AskedCluster } from '../../queries/proxy/backend-plan.ts';
import { enforcementWith, metricsBackend } from '../support/backends.ts';
import { makeAuthority } from '../support/certificates.ts';
import { FORM } from '../support/scoped-lab.ts';
import { type ScopedServer, startScopedServer } from '../support/scoped-server.ts';
import { type ScriptedBackend, startScriptedBackend } from '../support/scripted-backend.ts';

const authority = makeAuthority('Backends CA');
const identity = authority.issue('backend', ['127.0.0.1', 'inside.example']);
const ours = authority.issue('tocsin');
const orgId: TenantHeader = { name: 'X-Scope-OrgID', value: 'tenant', platform: null };

let backend: ScriptedBackend;
let strict: ScriptedBackend;
let server: ScopedServer | undefined;

beforeAll(async () => {
  backend = await startScriptedBackend(identity);
  strict = await startScriptedBackend({
    ...identity,
    ca: authority.ca,
    requestCert: true,
    rejectUnauthorized: true,
  });
});
afterAll(() => Promise.all([backend.stop(), strict.stop()]));
afterEach(async () => {
  await server?.stop();
  backend.forget();
  strict.forget();
});

const trusting: BackendTls = { ...DEFAULT_TLS, ca: authority.ca };

const environments = {
  'acme.shop.prod': 'eu1/acme',
  'acme.far.prod': 'us1/acme-far',
  'globex.shop.prod': 'us1/acme',
};

function cluster(
  id: string,
  particular: Partial<MetricsBackend> = {},
  enforcement: Partial<AskedCluster['enforcement']> = {},
  to = backend,
): AskedCluster {
  const registered = metricsBackend(to.url, { tls: trusting, timeoutMs: 2_000, ...particular });
  return { id, backend: registered, enforcement: enforcementWith(enforcement) };
}

interface Asked {
  readonly scope?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly form?: string;
}

/** The real proxy in front of these clusters, asked once. */
async function ask(clusters: readonly AskedCluster[], asked: Asked = {}) {
  server = await startScopedServer({ clusters, environments });
  const { scope = 'acme@eu1', path = 'query', headers = {}, form = 'query=up' } = asked;
  const [tenant = ''] = scope.split(/[.@]/);
  const answer = await fetch(`${server.base(scope)}/api/v1/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tenant}`, 'content-type': FORM, ...headers },
    body: form,
  });
  return { status: answer.status, body: await answer.text(), log: server.log.join('\n') };
}

const seenHeaders = () => backend.seen.map(({ headers }) => headers);
/** What came of a parameter, from URL or body. */
const seenValues = (name: string, of = backend) =>
  of.seen.map(({ url, body }) => {
    const query = new URL(url, 'http://backend').search.slice(1);
    return new URLSearchParams(query || body).getAll(name);
  });

const elsewhere = () => cluster('us1', { url: 'https://127.0.0.1:1' });

describe('credentials', () => {
  it.each([
    ['bearer', { kind: 'bearer', token: 't0p-secret' }, { authorization: 'Bearer t0p-secret' }],
    [
      'basic',
      { kind: 'basic', user: 'ann', password: 't0p-secret' },
      { authorization: `Basic ${btoa('ann:t0p-secret')}` },
    ],
    ['a header', { kind: 'header', name: 'X-API-Key', value: 'a b' }, { 'x-api-key': 'a b' }],
  ] as const)('%s go to the backend over verified TLS', async (_, auth, expected) => {
    const headers = { 'X-API-Key': 'forged', 'Proxy-Authorization': 'Basic forged' };
    const { status } = await ask([cluster('eu1', { auth }), elsewhere()], { headers });
    expect(status).toBe(200);
    expect(seenHeaders()).toEqual([expect.objectContaining(expected)]);
    expect(JSON.stringify(seenHeaders())).not.toContain('forged');
  });

  it('are not told when the backend refuses them', async () => {
    backend.answer((response) => response.writeHead(401).end('who is t0p-secret?'));
    const auth = { kind: 'bearer', token: 't0p-secret' } as const;
    const { status, body, log } = await ask([cluster('eu1', { auth }), elsewhere()]);
    expect(status).toBe(502);
    expect(body + log).not.toContain('t0p-secret');
  });

  it('are sent under the path of the backend', async () => {
    const { status } = await ask([cluster('eu1', { url: `${backend.url}/a/b` }), elsewhere()]);
    expect(status).toBe(200);
    expect(backend.seen.map(({ url }) => url.split('?')[0])).toEqual(['/a/b/api/v1/query']);
  });
});

describe('TLS', () => {
  const otherCa = makeAuthority('Other CA').ca;
  it.each<[string, Partial<BackendTls>, number]>([
    ['the authority of the backend', {}, 200],
    ['no authority of ours', { ca: null }, 502],
    ['another authority', { ca: otherCa }, 502],
    ['another authority, unverified', { ca: otherCa, insecureSkipVerify: true }, 200],
    ['a name of the certificate', { serverName: 'inside.example' }, 200],
    ['another name', { serverName: 'outside.example' }, 502],
  ])('with %s', async (_, tls, expected) => {
    const { status, body } = await ask([
      cluster('eu1', { tls: { ...trusting, ...tls } }),
      elsewhere(),
    ]);
    expect(status).toBe(expected);
    if (expected === 502) {
      expect(backend.seen).toEqual([]);
      expect(body).not.toMatch(/certificate|self.signed|127\.0\.0\.1|inside|outside/i);
    }
  });

  it.each([
    ['our certificate', { clientCert: ours.cert, clientKey: ours.key }, 200],
    ['none', {}, 502],
    [
      'one that it does not know',
      (({ cert, key }) => ({ clientCert: cert, clientKey: key }))(
        makeAuthority('Stranger').issue('tocsin'),
      ),
      502,
    ],
  ])('where the backend asks for a certificate, with %s', async (_, tls, expected) => {
    const mutual = cluster('eu1', { tls: { ...trusting, ...tls } }, {}, strict);
    const { status, log } = await ask([mutual, elsewhere()]);
    expect(status).toBe(expected);
    expect(log).not.toContain('PRIVATE KEY');
  });

  it('shares no connection between backends that are verified differently', async () => {
    const clusters = [
      cluster('eu1', {
        url: `${strict.url}/a`,
        tls: { ...trusting, clientCert: ours.cert, clientKey: ours.key },
      }),
      cluster('us1', { url: `${strict.url}/b` }),
    ];
    server = await startScopedServer({ clusters, environments });
    const statuses: number[] = [];
    for (const scope of ['acme@eu1', 'acme@us1', 'acme@eu1']) {
      const url = `${server.base(scope)}/api/v1/query?query=up`;
      statuses.push((await fetch(url, { headers: { authorization: 'Bearer acme' } })).status);
    }
    expect(statuses).toEqual([200, 502, 200]);
  });
});

describe('a tenancy header', () => {
  const mimir = (enforcement: Partial<AskedCluster['enforcement']> = {}) => [
    cluster('eu1', { kind: 'mimir' }, { tenantHeader: orgId, ...enforcement }),
    elsewhere(),
  ];
  const alone = () => mimir({ namespaceLabel: null });

  it.each([
    ['X-Scope-OrgID', 'globex'],
    ['x-scope-orgid', 'acme|globex'],
    ['X-SCOPE-ORGID', ''],
    ['THANOS-TENANT', 'globex'],
    ['X_Scope_OrgID', 'globex'],
  ])('comes from the scope, whatever the client sends: %s: %s', async (name, value) => {
    const { status } = await ask(alone(), { headers: { [name]: value } });
    expect(status).toBe(200);
    const tenancy = seenHeaders().map((seen) =>
      Object.entries(seen).filter(([header]) => /org.?id|tenant/i.test(header)),
    );
    expect(tenancy).toEqual([[['x-scope-orgid', 'acme']]]);
  });

  it('goes with every kind of question', async () => {
    for (const path of ['query', 'query_range', 'series', 'labels', 'label/job/values']) {
      const form = {
        query: 'query=up',
        query_range: 'query=up&start=1&end=2&step=1',
        series: 'match[]=up',
      }[path];
      server = await startScopedServer({ clusters: alone(), environments });
      await fetch(`${server.base('acme@eu1')}/api/v1/${path}?${form ?? ''}`, {
        headers: { authorization: 'Bearer acme' },
      });
      await server.stop();
    }
    expect(seenHeaders().map((seen) => seen['x-scope-orgid'])).toEqual(Array(5).fill('acme'));
  });

  it('alone lets the query be as it is', async () => {
    await ask(alone());
    expect(seenValues('query')).toEqual([['up']]);
  });

  it('goes beside the matchers', async () => {
    await ask(mimir());
    expect(seenValues('query')).toEqual([['up{namespace="acme"}']]);
    expect(seenHeaders()).toEqual([expect.objectContaining({ 'x-scope-orgid': 'acme' })]);
  });

  it('never holds several values', async () => {
    const header: TenantHeader = { ...orgId, value: 'namespace' };
    const { status, body } = await ask(
      [
        cluster('eu1', { kind: 'mimir' }, { clusterLabel: 'cluster', tenantHeader: header }),
        cluster('us1', { kind: 'mimir' }, { clusterLabel: 'cluster', tenantHeader: header }),
      ],
      { scope: 'acme' },
    );
    expect(status).toBe(422);
    expect(JSON.parse(body).error).toMatch(/acme\.far\.prod@us1/);
    expect(backend.seen).toEqual([]);
  });
});

describe('VictoriaMetrics', () => {
  const both = () =>
    ['eu1', 'us1'].map((id) =>
      cluster(id, { kind: 'victoriametrics' }, { clusterLabel: 'cluster' }),
    );
  const pairs = ['{namespace="acme",cluster="eu1"}', '{namespace="acme-far",cluster="us1"}'];

  it('is told the exact pairs of a scope whose product reaches beyond', async () => {
    const { status } = await ask(both(), { scope: 'acme' });
    expect(status).toBe(200);
    expect(seenValues('extra_filters[]')).toEqual([pairs]);
    expect(seenValues('query')).toEqual([['up{namespace=~"acme|acme-far",cluster=~"eu1|us1"}']]);
  });

  it('is told by GET and for metadata as well', async () => {
    server = await startScopedServer({ clusters: both(), environments });
    const authorization = 'Bearer acme';
    for (const path of ['query?query=up', 'labels', 'label/job/values', 'series?match[]=up']) {
      await fetch(`${server.base('acme')}/api/v1/${path}`, { headers: { authorization } });
    }
    await fetch(`${server.base('acme')}/api/v1/metadata`, { headers: { authorization } });
    const asked = backend.seen.filter(({ url }) => !url.includes('/metadata'));
    expect(asked).toHaveLength(5);
    expect(seenValues('extra_filters[]', { ...backend, seen: asked })).toEqual(
      Array(5).fill(pairs),
    );
  });

  it.each(['extra_filters[]', 'extra_filters', 'extra_label'])(
    'is told only by us: %s of a client goes nowhere',
    async (name) => {
      const form = `query=up&${encodeURIComponent(name)}=${encodeURIComponent('{a="b"}')}`;
      await ask(both(), { scope: 'acme', form });
      expect(backend.seen.map(({ url, body }) => url + body).join()).not.toContain('extra_label');
      expect(seenValues('extra_filters[]')).toEqual([pairs]);
      expect(seenValues('extra_filters')).toEqual([[]]);
    },
  );

  it('is a name for another backend only where it is registered so', async () => {
    const plain = ['eu1', 'us1'].map((id) => cluster(id, {}, { clusterLabel: 'cluster' }));
    const { status, body } = await ask(plain, { scope: 'acme' });
    expect(status).toBe(422);
    expect(JSON.parse(body).error).toMatch(/acme@eu1, acme@us1/);
    expect(backend.seen).toEqual([]);
  });
});
