import { afterAll, beforeAll, expect, it } from 'vitest';
import { enforcementWith, metricsBackend } from '../support/backends.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { requires } from '../support/requires.ts';
import { type ScopedServer, startScopedServer } from '../support/scoped-server.ts';

const NOW_MS = Date.now() - 60_000;
const now = String(NOW_MS / 1000);
const enforcement = enforcementWith({ exemptMetrics: ['shared_info'] });

requires('prometheus')('scoped Prometheus API on a real Prometheus', () => {
  let prometheus: Prometheus;
  let second: Prometheus;
  let server: ScopedServer;

  beforeAll(async () => {
    [prometheus, second] = await Promise.all([startPrometheus(), startPrometheus()]);
    await prometheus.writeSeries([
      ...['acme-prod', 'acme-dev', 'globex-prod'].map((namespace, index) =>
        series({ __name__: 'requests', namespace, secret: `of-${namespace}` }, index + 1),
      ),
      series({ __name__: 'requests', secret: 'of-nobody' }, 9),
      series({ __name__: 'shared_info', node: 'n1' }, 1),
      series({ __name__: 'odd.name', namespace: 'globex-prod' }, 5),
    ]);
    await second.writeSeries([
      series({ __name__: 'requests', namespace: 'acme-us', secret: 'of-acme-us' }, 7),
    ]);
    const at = (id: string, url: string) => ({
      id,
      backend: metricsBackend(url),
      enforcement,
    });
    server = await startScopedServer({
      clusters: [at('eu1', prometheus.url), at('us1', second.url)],
      environments: {
        'acme.shop.prod': 'eu1/acme-prod',
        'acme.shop.dev': 'eu1/acme-dev',
        'acme.far.prod': 'us1/acme-us',
        'globex.shop.prod': 'eu1/globex-prod',
      },
    });
  });

  afterAll(async () => {
    await server?.stop();
    await Promise.all([prometheus?.stop(), second?.stop()]);
  });

  async function ask(
    token: string,
    scope: string,
    path: string,
    parameters: Record<string, string> = {},
    method = 'GET',
  ) {
    const form = new URLSearchParams(parameters);
    const url = `${server.base(scope)}/api/v1/${path}`;
    const headers = { authorization: `Bearer ${token}` };
    const answer =
      method === 'GET'
        ? await fetch(`${url}?${form}`, { headers })
        : await fetch(url, { method, headers, body: form });
    const text = await answer.text();
    return {
      status: answer.status,
      text,
      json: text.startsWith('{') ? JSON.parse(text) : null,
      headers: answer.headers,
    };
  }

  const secrets = (text: string) =>
    [...text.matchAll(/of-[a-z-]+/g)].map(([secret]) => secret).sort();

  it.each(['GET', 'POST'])(
    'answers an instant query of each tenant with its own series only (%s)',
    async (method) => {
      const acme = await ask(
        'acme',
        'acme.shop',
        'query',
        { query: 'requests', time: now },
        method,
      );
      expect(secrets(acme.text)).toEqual(['of-acme-dev', 'of-acme-prod']);
      const globex = await ask(
        'globex',
        'globex',
        'query',
        { query: 'requests', time: now },
        method,
      );
      expect(secrets(globex.text)).toEqual(['of-globex-prod']);
      expect(globex.json.data.result[0].value).toEqual([NOW_MS / 1000, '3']);
    },
  );

  it.each([
    'requests{namespace="globex-prod"}',
    'requests{namespace!="acme-prod"}',
    'requests{namespace=~".*"}',
    'requests{namespace=""}',
    '{__name__=~".+"}',
    '{__name__="requests",namespace=~"acme-prod|globex-prod"}',
    'sum by (secret) (requests) or on () requests',
    'requests or {secret!=""}',
    'max_over_time(requests[5m:1m]) and requests{secret=~"of-g.*"}',
    'label_replace(requests, "namespace", "acme-prod", "", "")',
    'topk(10, {"odd.name"} or requests)',
  ])('shows nothing foreign for %s', async (query) => {
    const { status, text } = await ask('acme', 'acme.shop.prod', 'query', { query, time: now });
    expect([200, 400]).toContain(status);
    expect(text).not.toMatch(/globex|of-nobody|acme-dev/);
  });

  it.each(['GET', 'POST'])('answers a range query (%s)', async (method) => {
    const range = {
      query: 'sum(requests)',
      start: String(NOW_MS / 1000 - 60),
      end: now,
      step: '30',
    };
    const { json } = await ask('acme', 'acme.shop', 'query_range', range, method);
    expect(json.data.result[0].values.map(([, value]: [number, string]) => value)).toEqual([
      '3',
      '3',
      '3',
    ]);
  });

  it('scopes series, labels and label values, with and without selectors', async () => {
    const recent = { start: String(NOW_MS / 1000 - 600), end: now };
    const found = await ask(
      'acme',
      'acme.shop.prod',
      'series',
      { ...recent, 'match[]': '{__name__=~".+"}' },
      'POST',
    );
    expect(found.json.data).toEqual([
      { __name__: 'requests', namespace: 'acme-prod', secret: 'of-acme-prod' },
    ]);
    const names = await ask('globex', 'globex', 'label/__name__/values', recent);
    expect(names.json.data).toEqual(['odd.name', 'requests']);
    const values = await ask('acme', 'acme.shop', 'label/secret/values', {
      ...recent,
      'match[]': 'requests',
    });
    expect(values.json.data).toEqual(['of-acme-dev', 'of-acme-prod']);
    const labels = await ask('acme', 'acme.shop', 'labels', recent);
    expect(labels.json.data).toEqual(['__name__', 'namespace', 'secret']);
  });

  it('lets everyone read an exempt metric by its exact name only', async () => {
    expect(
      (await ask('acme', 'acme.shop', 'query', { query: 'shared_info', time: now })).json.data
        .result,
    ).toHaveLength(1);
    const sly = await ask('acme', 'acme.shop', 'query', {
      query: '{__name__=~"shared_info|requests"}',
      time: now,
    });
    expect(sly.text).not.toMatch(/n1|globex|nobody/);
  });

  it('merges metadata of several backends and refuses queries over them with the choices', async () => {
    const { status, json } = await ask('acme', 'acme', 'query', { query: 'requests', time: now });
    expect([status, json.errorType]).toEqual([422, 'execution']);
    expect(json.error).toContain('acme@eu1, acme@us1');
    const values = await ask('acme', 'acme', 'label/secret/values');
    expect(values.json.data).toEqual(['of-acme-dev', 'of-acme-prod', 'of-acme-us']);
    const series = await ask('acme', 'acme', 'series', { 'match[]': 'requests' });
    expect(series.json.data.map((one: { cluster: string }) => one.cluster).sort()).toEqual([
      'eu1',
      'eu1',
      'us1',
    ]);
    expect(
      secrets((await ask('acme', 'acme@us1', 'query', { query: 'requests', time: now })).text),
    ).toEqual(['of-acme-us']);
  });

  it('shows the platform everything of one cluster', async () => {
    const all = await ask('_platform', '_platform@eu1', 'query', { query: 'requests', time: now });
    expect(secrets(all.text)).toEqual([
      'of-acme-dev',
      'of-acme-prod',
      'of-globex-prod',
      'of-nobody',
    ]);
  });

  it('evaluates queries in an empty scope over nothing', async () => {
    expect(
      (await ask('empty', 'empty', 'query', { query: 'vector(1)+vector(1)' })).json.data.result[0]
        .value[1],
    ).toBe('2');
    const resultOf = async (query: string, path = 'query', more = {}) =>
      (await ask('empty', 'empty', path, { query, ...more })).json.data.result;
    expect(await resultOf('requests')).toEqual([]);
    expect(await resultOf('absent(requests{namespace="acme-prod"})')).toMatchObject([
      { metric: { namespace: 'acme-prod' } },
    ]);
    const range = { start: '0', end: '60', step: '30' };
    expect(await resultOf('requests or vector(3)', 'query_range', range)).toEqual([
      {
        metric: {},
        values: [
          [0, '3'],
          [30, '3'],
          [60, '3'],
        ],
      },
    ]);
    const wrong = await ask('empty', 'empty', 'query', { query: 'sum(requests' });
    expect([wrong.status, wrong.json.errorType]).toEqual([400, 'bad_data']);
    expect((await ask('empty', 'empty', 'labels')).json).toEqual({ status: 'success', data: [] });
  });

  it('passes errors of evaluation in their own envelope', async () => {
    const { status, json } = await ask('acme', 'acme.shop', 'query', {
      query: 'requests * on () requests',
      time: now,
    });
    expect([status, json.status, json.errorType]).toEqual([422, 'error', 'execution']);
    expect(json.error).not.toContain('globex');
  });

  it('is gone when Prometheus is down, and back when it is back', async () => {
    await second.stop();
    const down = await ask('acme', 'acme@us1', 'query', { query: 'requests', time: now });
    expect([down.status, down.json.status]).toEqual([502, 'error']);
    expect(down.text).not.toContain('127.0.0.1');
    const merged = await ask('acme', 'acme', 'labels');
    expect(merged.status).toBe(502);
    second = await startPrometheus({ port: second.port });
    expect((await ask('acme', 'acme@us1', 'query', { query: 'vector(1)' })).status).toBe(200);
  });
});

function series(labels: Record<string, string>, value: number) {
  const samples = [-120, -60, -30, 0].map((seconds): [number, number] => [
    NOW_MS + seconds * 1000,
    value,
  ]);
  return { labels, samples };
}
