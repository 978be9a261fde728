import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { ScopeExplanation } from '../../web/contract/scopes.ts';
import type { Cluster } from '../../web/contract/tenancy.ts';
import type { ApiClient } from '../support/api-client.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { requires } from '../support/requires.ts';
import { type ScriptedBackend, startScriptedBackend } from '../support/scripted-backend.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import { signInAs, twoTenants } from '../support/two-tenants.ts';

const NAMESPACES = ['acme-prod', 'acme-live', 'umbrella-prod', 'umbrella-live'];

requires('prometheus')('a cluster that is strict, or guards the past', () => {
  let prometheus: Prometheus;
  let loki: ScriptedBackend;
  let service: TocsinProcess;
  let root: ApiClient;
  let acme: ApiClient;

  const config = (lab: object) => {
    const declared = twoTenants({ prometheusUrl: prometheus.url });
    const clusters = (declared.clusters as readonly object[]).map((cluster) => ({
      ...cluster,
      logs: { url: loki.url },
      enforcement: { namespaceLabel: 'namespace', ...lab },
    }));
    return { ...declared, clusters };
  };

  /** Changes the cluster `live`; what is not named stays as it is. */
  const change = async (enforcement: {
    readonly strict?: boolean;
    readonly guardPast?: boolean;
  }) => {
    const { revision, ...shown } = await root.get<Cluster>('/api/v1/clusters/live');
    const { id: _, declared: __, createdAt: ___, updatedAt: ____, ...fields } = shown;
    const { strict: _s, guardPast: _g, ...labels } = fields.enforcement;
    const body = { ...fields, enforcement: { ...labels, ...enforcement } };
    return root.put<Cluster>('/api/v1/clusters/live', body, revision);
  };

  beforeAll(async () => {
    prometheus = await startPrometheus();
    loki = await startScriptedBackend();
    const atMs = Date.now() - 60_000;
    await prometheus.writeSeries(
      NAMESPACES.map((namespace) => ({
        labels: { __name__: 'visits', namespace },
        samples: [[atMs, 7] as const],
      })),
    );
    service = await startTocsin({ config: config({ strict: true }) });
    root = await signInAs(service.url, 'root');
    acme = await signInAs(service.url, 'acme-admin');
    await root.post('/api/v1/clusters', {
      id: 'live',
      title: '',
      // Another name of it, because two clusters under one URL would need a cluster label.
      metrics: { url: prometheus.url.replace('127.0.0.1', 'localhost'), timeout: '10s' },
      enforcement: {
        namespaceLabel: 'namespace',
        tenantLabel: null,
        clusterLabel: null,
        exemptMetrics: [],
      },
      ruleSink: { kind: 'none' },
      alertNamespaceTrusted: false,
      replicaLabels: [],
    });
    for (const tenant of ['acme', 'umbrella']) {
      await root.post(`/api/v1/tenants/${tenant}/projects/shop/environments`, {
        id: 'live',
        title: '',
        cluster: 'live',
        namespace: `${tenant}-live`,
        kind: 'prod',
      });
    }
  });

  beforeEach(() => change({ strict: false, guardPast: false }));

  afterAll(async () => {
    await service?.remove();
    await prometheus?.stop();
    await loki?.stop();
  });

  const ask = (scope: string, path: string, parameters: Readonly<Record<string, string>>) =>
    acme.call(
      'GET',
      `/scopes/${scope}/prometheus/api/v1/${path}?${new URLSearchParams(parameters)}`,
    );
  const query = (scope: string, text: string) => ask(scope, 'query', { query: text });

  const FOREIGN = 'sum(visits{namespace="umbrella-live"})';
  const nothing = { status: 200, body: { data: { result: [] } } };
  const contradiction = (namespace: string) => ({
    status: 422,
    body: {
      status: 'error',
      errorType: 'execution',
      error: expect.stringMatching(
        new RegExp(`visits\\{namespace="umbrella-live"\\}.*namespace.*holds.*"${namespace}"`),
      ),
    },
  });

  it('is strict from the next question on, and no longer after it was taken back', async () => {
    expect(await query('acme.shop.live', FOREIGN)).toMatchObject(nothing);
    expect((await change({ strict: true })).enforcement).toMatchObject({
      strict: true,
      guardPast: false,
    });
    expect(await query('acme.shop.live', FOREIGN)).toMatchObject(contradiction('acme-live'));
    expect(await query('acme.shop.live', 'visits{namespace="acme-live"}')).toMatchObject({
      status: 200,
      body: { data: { result: [{ metric: { namespace: 'acme-live' } }] } },
    });
    await change({ strict: false });
    expect(await query('acme.shop.live', FOREIGN)).toMatchObject(nothing);
  });

  it('refuses contradictions in lists and in ranges alike', async () => {
    const range = { start: '1700000000', end: '1700000060', step: '60' };
    const selector = 'visits{namespace="umbrella-live"}';
    const asked = () =>
      Promise.all([
        ask('acme.shop.live', 'query_range', { query: FOREIGN, ...range }),
        ask('acme.shop.live', 'series', { 'match[]': selector }),
        ask('acme.shop.live', 'labels', { 'match[]': selector }),
        ask('acme.shop.live', 'label/namespace/values', { 'match[]': selector }),
        ask('acme.shop.live', 'query_exemplars', { query: selector, start: '1', end: '2' }),
      ]);
    expect((await asked()).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    await change({ strict: true });
    expect((await asked()).map(({ status }) => status)).toEqual([422, 422, 422, 422, 422]);
  });

  it('keeps what a change leaves out', async () => {
    await change({ strict: true, guardPast: true });
    expect((await change({})).enforcement).toMatchObject({ strict: true, guardPast: true });
  });

  it('explains as it answers', async () => {
    const explained = async () => {
      const question = { language: 'promql', query: FOREIGN };
      const path = '/api/v1/scopes/acme.shop.live/explain';
      return (await acme.post<ScopeExplanation>(path, question)).parts[0]?.refusal?.message ?? null;
    };
    expect(await explained()).toBeNull();
    await change({ strict: true });
    expect(await explained()).toContain('"acme-live"');
  });

  it('leaves out what is older than an environment, naming it, while the past is guarded', async () => {
    const seen = async () =>
      (await ask('acme', 'series', { 'match[]': 'visits' })).body as {
        readonly data: readonly { readonly namespace: string }[];
        readonly warnings?: readonly string[];
      };
    const namespaces = async () => (await seen()).data.map(({ namespace }) => namespace).sort();
    expect(await namespaces()).toEqual(['acme-live', 'acme-prod']);
    expect((await query('acme.shop.live', 'visits')).status).toBe(200);

    await change({ guardPast: true });
    const { status, body } = await query('acme.shop.live', 'visits');
    expect(status).toBe(422);
    expect(JSON.stringify(body)).toContain('visits reads back to');
    expect(JSON.stringify(body)).toContain('acme.shop.live');
    expect(await namespaces()).toEqual(['acme-prod']);
    expect((await seen()).warnings).toEqual([
      expect.stringContaining('environment acme.shop.live is left out'),
    ]);

    await change({ guardPast: false });
    expect(await namespaces()).toEqual(['acme-live', 'acme-prod']);
    expect(await seen()).not.toHaveProperty('warnings');
  });

  const logs = (query: string) => {
    const form = new URLSearchParams({ query });
    return acme.call('GET', `/scopes/acme.shop.prod/loki/loki/api/v1/query_range?${form}`);
  };

  it('is what the configuration file says, too, of metrics and of logs', async () => {
    const { status, body: said } = await logs('{namespace="umbrella-prod"}');
    expect(status).toBe(422);
    expect(String(said)).toContain('of label namespace the scope holds "acme-prod"');
    expect(loki.seen).toEqual([]);
    expect((await logs('{app="a"}')).status).toBe(200);
    expect(loki.seen).toHaveLength(1);
    expect(await query('acme.shop.prod', FOREIGN)).toMatchObject(contradiction('acme-prod'));
    expect(await query('acme.shop.prod', 'visits')).toMatchObject({ status: 200 });
    await service.restart(config({ guardPast: true }));
    root = await signInAs(service.url, 'root');
    acme = await signInAs(service.url, 'acme-admin');
    expect((await query('acme.shop.prod', 'visits')).status).toBe(422);
    const past = await logs('{app="a"}');
    expect(past.status).toBe(422);
    expect(String(past.body)).toContain('acme.shop.prod');
    expect(loki.seen).toHaveLength(1);
    const shown = await root.get<Cluster>('/api/v1/clusters/lab');
    expect(shown.enforcement).toMatchObject({ strict: false, guardPast: true });
    const { body } = await query('acme', 'sum by (namespace) (visits)');
    expect(body).toMatchObject({
      data: { result: [{ metric: { namespace: 'acme-live' } }] },
      warnings: [expect.stringContaining('environment acme.shop.prod is left out')],
    });
  });
});
