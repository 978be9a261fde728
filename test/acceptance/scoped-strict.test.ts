import { afterAll, beforeAll, expect, it } from 'vitest';
import { enforcementWith, metricsBackend } from '../support/backends.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { requires } from '../support/requires.ts';
import { type ScopedServer, startScopedServer } from '../support/scoped-server.ts';

const NOW_MS = Date.now() - 60_000;

requires('prometheus')('strict mode', () => {
  let prometheus: Prometheus;
  let strict: ScopedServer;
  let lenient: ScopedServer;

  beforeAll(async () => {
    prometheus = await startPrometheus();
    await prometheus.writeSeries(
      ['acme-prod', 'acme-dev', 'globex-prod'].map((namespace, index) => ({
        labels: { __name__: 'requests', namespace },
        samples: [[NOW_MS, index + 1] as const],
      })),
    );
    const cluster = {
      id: 'eu1',
      backend: metricsBackend(prometheus.url),
      enforcement: enforcementWith({ exemptMetrics: ['shared_info'] }),
    };
    const environments = {
      'acme.shop.prod': 'eu1/acme-prod',
      'acme.shop.dev': 'eu1/acme-dev',
      'globex.shop.prod': 'eu1/globex-prod',
    };
    strict = await startScopedServer({ clusters: [cluster], environments, isStrict: true });
    lenient = await startScopedServer({ clusters: [cluster], environments });
  });

  afterAll(async () => {
    await strict?.stop();
    await lenient?.stop();
    await prometheus?.stop();
  });

  async function ask(server: ScopedServer, path: string, parameters: Record<string, string>) {
    const form = new URLSearchParams(parameters);
    const answer = await fetch(`${server.base('acme.shop')}/api/v1/${path}?${form}`, {
      headers: { authorization: 'Bearer acme' },
    });
    return { status: answer.status, json: await answer.json() };
  }

  it.each([
    'requests{namespace="globex-prod"}',
    'sum(requests) / sum(requests{namespace=~"globex-.*"})',
    'requests{namespace=""}',
    'requests{namespace!~"acme-.*"}',
    'max_over_time(requests{namespace="globex-prod"}[5m:1m]) or vector(0)',
  ])('refuses %s, naming selector and label', async (query) => {
    const time = String(NOW_MS / 1000);
    const { status, json } = await ask(strict, 'query', { query, time });
    expect([status, json.errorType]).toEqual([422, 'execution']);
    expect(json.error).toContain('selector requests{namespace');
    expect(json.error).toContain('of label namespace the scope holds "acme-dev", "acme-prod"');
    const answered = await ask(lenient, 'query', { query, time });
    expect(answered.status).toBe(200);
  });

  it('refuses selectors of lists alike', async () => {
    const selector = { 'match[]': 'requests{namespace="globex-prod"}' };
    expect((await ask(strict, 'series', selector)).status).toBe(422);
    expect((await ask(strict, 'labels', selector)).status).toBe(422);
    expect((await ask(lenient, 'series', selector)).json.data).toEqual([]);
  });

  it.each([
    ['requests', ['1', '2']],
    ['requests{namespace="acme-dev"}', ['2']],
    ['requests{namespace!="globex-prod"}', ['1', '2']],
    ['requests{namespace=~"acme-dev|globex-prod"}', ['2']],
    ['requests or shared_info{namespace="globex-prod"}', ['1', '2']],
    ['1', []],
  ])('answers %s as ever', async (query, values) => {
    const { status, json } = await ask(strict, 'query', { query, time: String(NOW_MS / 1000) });
    expect(status).toBe(200);
    const found =
      Array.isArray(json.data.result[0]) || json.data.resultType === 'scalar'
        ? []
        : json.data.result.map((one: { value: [number, string] }) => one.value[1]).sort();
    expect(found).toEqual(values);
  });
});
