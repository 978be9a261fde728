import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ScopeExplanation } from '../../web/contract/scopes.ts';
import type { ApiClient } from '../support/api-client.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { requires } from '../support/requires.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import { signInAs, twoTenants } from '../support/two-tenants.ts';

requires('prometheus')('a namespace that goes from acme to umbrella', () => {
  let prometheus: Prometheus;
  let service: TocsinProcess;
  let root: ApiClient;
  let umbrella: ApiClient;

  beforeAll(async () => {
    prometheus = await startPrometheus();
    service = await startTocsin({ config: twoTenants({ prometheusUrl: prometheus.url }) });
    root = await signInAs(service.url, 'root');
    umbrella = await signInAs(service.url, 'umbrella-admin');
    const environment = {
      id: 'reused',
      title: '',
      cluster: 'lab',
      namespace: 'reused',
      kind: 'prod',
    };
    await root.post('/api/v1/tenants/acme/projects/shop/environments', environment);
    const atMs = Date.now() - 60_000;
    await prometheus.writeSeries(
      ['reused', 'umbrella-prod'].map((namespace) => ({
        labels: { __name__: 'visits', namespace },
        samples: [[atMs, 7] as const],
      })),
    );
    await root.delete('/api/v1/tenants/acme/projects/shop/environments/reused');
    await root.post('/api/v1/tenants/umbrella/projects/shop/environments', environment);
  });

  afterAll(async () => {
    await service?.remove();
    await prometheus?.stop();
  });

  const ask = (scope: string, query: string) =>
    umbrella.call(
      'GET',
      `/scopes/${scope}/prometheus/api/v1/query?query=${encodeURIComponent(query)}`,
    );

  it('shows umbrella only what it had, and says so', async () => {
    const { status, body } = await ask('umbrella', 'sum by (namespace) (visits)');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      data: { result: [{ metric: { namespace: 'umbrella-prod' } }] },
      warnings: [expect.stringContaining('environment umbrella.shop.reused is left out')],
    });
  });

  it('refuses what would read nothing but the past of acme', async () => {
    const { status, body } = await ask('umbrella.shop.reused', 'visits offset 10s');
    expect(status).toBe(422);
    expect(JSON.stringify(body)).toContain('visits offset 10s reads back to');
  });

  it('explains it', async () => {
    const { leftOut, parts } = await umbrella.post<ScopeExplanation>(
      '/api/v1/scopes/umbrella/explain',
      { language: 'promql', query: 'visits' },
    );
    expect(leftOut.map(({ environment }) => environment)).toEqual(['umbrella.shop.reused']);
    expect(parts[0]?.query).toBe('visits{namespace="umbrella-prod"}');
  });

  it('saves no rule that would always look into the past of acme', async () => {
    const level = { severity: 'critical', operator: '>', threshold: 1, for: '0s' };
    const rule = {
      name: 'visits',
      scope: 'umbrella.shop',
      expression: 'visits @ 1700000000',
      interval: '1m',
      levels: [level],
      labels: {},
      annotations: {},
      channels: [],
      levelChange: 'any',
      enabled: true,
    };
    const answer = await umbrella.call('POST', '/api/v1/tenants/umbrella/rules', rule);
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toContain('environment umbrella.shop.reused');
  });
});
