import { afterAll, beforeAll, expect, it } from 'vitest';
import { enforcementWith, metricsBackend } from '../support/backends.ts';
import { requires } from '../support/requires.ts';
import { type ScopedServer, startScopedServer } from '../support/scoped-server.ts';
import { startVictoriaMetrics, type VictoriaMetrics } from '../support/victoria-metrics.ts';

const AT_S = 1_700_000_000;

/** Each tenant holds what the product of the other's clusters and namespaces would reach. */
const environments = {
  'acme.shop.prod': 'eu1/web',
  'acme.far.prod': 'us1/api',
  'globex.shop.prod': 'us1/web',
  'globex.far.prod': 'eu1/api',
};
const owners = Object.entries(environments).map(([path, pair]) => {
  const [tenant = ''] = path.split('.');
  const [cluster = '', namespace = ''] = pair.split('/');
  return { tenant, cluster, namespace };
});
type Tenant = 'acme' | 'globex';

requires('victoria-metrics')('a real VictoriaMetrics that holds two clusters', () => {
  let store: VictoriaMetrics;
  let server: ScopedServer;

  beforeAll(async () => {
    store = await startVictoriaMetrics();
    await store.writeSeries(
      owners.flatMap(({ tenant, cluster, namespace }) =>
        ['requests_total', `only_${tenant}_total`].map((name) => ({
          labels: {
            __name__: name,
            cluster,
            namespace,
            pod: `${tenant}-pod`,
            [`${tenant}_label`]: `${tenant}-value`,
          },
          samples: Array.from({ length: 60 }, (_, index): [number, number] => [
            (AT_S - index * 15) * 1000,
            tenant === 'acme' ? 1 : 1_000_000,
          ]),
        })),
      ),
    );
    const backend = metricsBackend(store.url, { kind: 'victoriametrics', timeoutMs: 5_000 });
    server = await startScopedServer({
      clusters: ['eu1', 'us1'].map((id) => ({
        id,
        backend,
        enforcement: enforcementWith({ clusterLabel: 'cluster' }),
      })),
      environments,
    });
  }, 60_000);
  afterAll(async () => {
    await server?.stop();
    await store?.stop();
  });

  async function ask(tenant: Tenant, rest: string, method: 'GET' | 'POST' = 'GET') {
    const [path = '', form = ''] = rest.split('?');
    const url = `${server.base(tenant)}/${path}`;
    const headers = { authorization: `Bearer ${tenant}` };
    const response =
      method === 'GET'
        ? await fetch(`${url}?${form}`, { headers })
        : await fetch(url, { method, headers, body: new URLSearchParams(form) });
    return { status: response.status, text: await response.text() };
  }
  const form = (query: string) => new URLSearchParams({ query, time: `${AT_S}` });
  const range = `start=${AT_S - 600}&end=${AT_S}`;

  const questions: readonly (readonly [string, string])[] = [
    ['a query', `api/v1/query?${form('requests_total')}`],
    ['a sum', `api/v1/query?${form('sum by (pod) (requests_total)')}`],
    ['a range', `api/v1/query_range?query=requests_total&${range}&step=60`],
    ['series', `api/v1/series?match[]=requests_total&${range}`],
    ['series of everything', `api/v1/series?match[]={__name__!=""}&${range}`],
    ['labels', `api/v1/labels?${range}`],
    ['values of a label', `api/v1/label/pod/values?${range}`],
    ['names', `api/v1/label/__name__/values?${range}`],
    ['a name that only the neighbour has', `api/v1/query?${form('{__name__=~"only_.*"}')}`],
    ['a matcher of the neighbour', `api/v1/query?${form('requests_total{cluster=~".*"}')}`],
    [
      'filters of one’s own',
      `api/v1/query?${form('requests_total')}&extra_filters[]=${encodeURIComponent('{pod=~".+"}')}`,
    ],
    ['a label of one’s own', `api/v1/query?${form('requests_total')}&extra_label=namespace=web`],
  ];

  it.each(questions)(
    'shows a tenant its own of both clusters, and nothing else: %s',
    async (_, rest) => {
      for (const [tenant, neighbour] of [
        ['acme', 'globex'],
        ['globex', 'acme'],
      ] as const) {
        for (const method of ['GET', 'POST'] as const) {
          if (method === 'POST' && rest.includes('/label/')) continue;
          const { status, text } = await ask(tenant, rest, method);
          expect([status, text]).toEqual([200, expect.stringContaining(tenant)]);
          expect(text).not.toContain(neighbour);
        }
      }
    },
  );

  it('counts only the tenant’s own', async () => {
    const { text } = await ask('acme', `api/v1/query?${form('sum(requests_total)')}`);
    expect(JSON.parse(text).data.result).toMatchObject([{ value: [AT_S, '2'] }]);
  });

  it.each([
    ['alternative matchers', 'requests_total{pod="a" or pod="b"}'],
    ['a template', 'WITH (f = {namespace="web"}) requests_total{f}'],
    ['an argument that is left out', 'rate(requests_total)'],
    ['a keyword behind a function', 'rate(requests_total[5m]) keep_metric_names'],
  ])('refuses what MetricsQL has beyond PromQL: %s', async (_, query) => {
    const { status, text } = await ask('acme', `api/v1/query?${form(query)}`);
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ status: 'error', errorType: 'bad_data' });
  });
});
