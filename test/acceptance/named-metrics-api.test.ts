import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Board } from '../../dashboards/catalogue/board.ts';
import { TOCSIN } from '../../dashboards/catalogue/boards/platform.data.ts';
import { parsePromql } from '../../queries/promql/parse.ts';
import { selectorsOf } from '../../queries/promql/selectors-of.ts';
import type { MetricCatalogue, NamedMetricsResult } from '../../web/contract/named-metrics.ts';
import { type ApiClient, anonymousClient } from '../support/api-client.ts';
import { requires } from '../support/requires.ts';
import { waitUntil } from '../support/wait-until.ts';
import { AT_MS } from './named-metrics-fixture.ts';
import { AT, type NamedMetricsLab, startNamedMetricsLab } from './named-metrics-lab.ts';

type Body = Readonly<Record<string, unknown>>;

const INSTANT = { kind: 'instant', at: AT };
const RANGE = {
  kind: 'range',
  start: new Date(AT_MS - 120_000).toISOString(),
  end: AT,
  step: '1m',
};

/** Declared from the start, but with a sample only once there was something to count, and why. */
const ONLY_WITH_USE: ReadonlySet<string> = new Set([
  // By the outcome of an alert: none came.
  'tocsin_alerting_alerts_total',
  // By the reason of a decision, and by the kind of channel: nothing was to be told.
  'tocsin_alerting_decisions_total',
  'tocsin_alerting_delivery_seconds_bucket',
  // By the outcome of a request to an address that people gave: none was made.
  'tocsin_outbound_requests_total',
]);

function metricsReadBy(board: Board): ReadonlySet<string> {
  const queries = board.rows.flatMap(({ panels }) => panels.flatMap((panel) => panel.queries));
  const texts = [
    ...queries.map(([promql]) => promql),
    ...board.variables.map((one) => one.selector),
  ];
  return new Set(
    texts.flatMap((text) => {
      const parsed = parsePromql(text.replaceAll('$__rate_interval', '5m'));
      if (parsed.kind === 'error') throw new Error(`${parsed.error.text} in ${text}`);
      return selectorsOf(parsed.expr).map(({ name }) => name ?? `no name in ${text}`);
    }),
  );
}

requires('prometheus')('named metrics of the built service', () => {
  let lab: NamedMetricsLab;
  let acme: ApiClient;

  beforeAll(async () => {
    lab = await startNamedMetricsLab();
    acme = lab.reader('acme');
  });
  afterAll(() => lab?.stop());

  const ask = (scope: string, body: Body, client: ApiClient = acme) =>
    client.call('POST', `/api/v1/scopes/${scope}/named-metrics`, { time: INSTANT, ...body });
  const table = async (scope: string, body: Body, client: ApiClient = acme) => {
    const { status, body: answer } = await ask(scope, body, client);
    expect([status, answer]).toEqual([200, expect.objectContaining({ rows: expect.anything() })]);
    return answer as NamedMetricsResult;
  };
  const names = ({ rows }: NamedMetricsResult, label = 'namespace') =>
    rows.map(({ labels }) => labels[label]);
  const cellsOf = ({ metrics }: NamedMetricsResult, id: string) =>
    metrics.find((metric) => metric.id === id)?.cells ?? [];
  const errorOf = ({ status, body }: { readonly status: number; readonly body: unknown }) => {
    const { error } = body as {
      readonly error: { readonly kind: string; readonly message: string };
    };
    return [status, error.kind, error.message] as const;
  };

  describe('the catalogue', () => {
    const list = (query = '') => acme.get<MetricCatalogue>(`/api/v1/named-metrics${query}`);

    it('names every level with title, unit and labels in both languages', async () => {
      const { levels, items } = await list();
      expect(levels.map(({ level }) => level).sort()).toEqual(
        'cluster component container ingress namespace node pod project tenant volume workload'.split(
          ' ',
        ),
      );
      expect(items.length).toBeGreaterThan(290);
      expect(items.find(({ id }) => id === 'pod_cpu_usage')).toEqual({
        id: 'pod_cpu_usage',
        level: 'pod',
        component: null,
        title: { en: 'CPU usage', zh: 'CPU 用量' },
        unit: { plain: 'cores', grafana: 'short' },
        labels: ['namespace', 'pod'],
        filters: ['namespace', 'pod', 'workload', 'workload_kind', 'node'],
        idle: 'none',
        metering: false,
      });
    });

    it('is filtered by level, and searched in names and titles', async () => {
      const volumes = await list('?level=volume');
      expect(volumes.levels.map(({ level }) => level)).toEqual(['volume']);
      expect(new Set(volumes.items.map(({ level }) => level))).toEqual(new Set(['volume']));
      const found = await list(`?level=pod&search=${encodeURIComponent('内存')}`);
      expect(found.items.map(({ id }) => id)).toContain('pod_memory_usage');
      expect((await list('?search=no+such+thing')).items).toEqual([]);
      expect((await acme.call('GET', '/api/v1/named-metrics?level=galaxy')).status).toBe(400);
      expect((await acme.call('GET', '/api/v1/named-metrics?x=1')).status).toBe(400);
    });
  });

  it('answer one metric of an instant with a zero for what is idle, and the PromQL', async () => {
    const answer = await table('acme', { level: 'namespace', metrics: ['namespace_cpu_usage'] });
    expect(answer).toMatchObject({ time: INSTANT, totalRows: 4, page: 1, pageSize: 20 });
    expect(names(answer)).toEqual(['acme-blog', 'acme-idle', 'acme-odd', 'acme-shop']);
    const zero = { idle: true, value: 0 };
    const [blog, idle, odd, shop] = cellsOf(answer, 'namespace_cpu_usage');
    expect([idle, odd]).toEqual([zero, zero]);
    expect(blog).toEqual({ idle: false, value: expect.any(Number) });
    expect(Number(blog && 'value' in blog && blog.value)).toBeCloseTo(
      2 * Number(shop && 'value' in shop && shop.value),
    );
    const [metric] = answer.metrics;
    expect(metric).toMatchObject({
      unit: { plain: 'cores' },
      title: { zh: 'CPU 用量' },
      error: null,
    });
    expect(metric?.promql).not.toContain('acme');
    expect(metric?.sent).toContain('namespace=~"acme-blog|acme-idle|acme-odd|acme-shop"');
    const direct = await lab.prometheus.get('/api/v1/query', {
      query: metric?.sent ?? '',
      time: AT,
    });
    expect(JSON.stringify(direct)).toContain('acme-blog');
  });

  it('answer several over a range, with a zero at every step of the idle', async () => {
    const metrics = ['namespace_memory_usage', 'namespace_pod_count'];
    const answer = await table('acme.shop', { level: 'namespace', metrics, time: RANGE });
    expect(answer.time).toEqual({ kind: 'range', start: RANGE.start, end: AT, stepMs: 60_000 });
    expect(names(answer)).toEqual(['acme-idle', 'acme-odd', 'acme-shop']);
    const steps = [AT_MS - 120_000, AT_MS - 60_000, AT_MS];
    const [idle, odd, shop] = cellsOf(answer, 'namespace_memory_usage');
    expect(idle).toEqual({ idle: true, atMs: steps, values: [0, 0, 0] });
    expect(odd).toEqual({ idle: false, atMs: [AT_MS], values: ['NaN'] });
    expect(shop).toMatchObject({
      idle: false,
      atMs: steps,
      values: [30, 30, 30].map(() => expect.any(Number)),
    });
    expect(cellsOf(answer, 'namespace_pod_count')).toHaveLength(3);
  });

  it('rank by one metric, the others following; NaN and missing last, either way', async () => {
    const metrics = ['namespace_memory_usage', 'namespace_memory_limit_hard'];
    const by = 'namespace_memory_usage';
    const ranked = async (order: string) =>
      names(await table('acme', { level: 'namespace', metrics, ranking: { by, order } }));
    expect(await ranked('desc')).toEqual(['acme-blog', 'acme-shop', 'acme-idle', 'acme-odd']);
    expect(await ranked('asc')).toEqual(['acme-idle', 'acme-shop', 'acme-blog', 'acme-odd']);
    const other = 'namespace_memory_limit_hard';
    const missing = await table('acme', { level: 'namespace', metrics, ranking: { by: other } });
    expect(names(missing).slice(0, 2).sort()).toEqual(['acme-blog', 'acme-shop']);
    expect(names(missing).slice(2)).toEqual(['acme-idle', 'acme-odd']);
    expect(cellsOf(missing, other).slice(2)).toEqual([null, null]);
    expect(cellsOf(missing, by).at(-1)).toEqual({ idle: false, value: 'NaN' });
  });

  it('are paged after ranking, without overlap', async () => {
    const of = (page: number) =>
      table('acme', {
        level: 'namespace',
        metrics: ['namespace_memory_usage'],
        ranking: { by: 'namespace_memory_usage' },
        page,
        pageSize: 3,
      });
    const [first, second, third] = [await of(1), await of(2), await of(3)];
    expect([first, second, third].map(({ totalRows }) => totalRows)).toEqual([4, 4, 4]);
    expect([names(first), names(second), names(third)]).toEqual([
      ['acme-blog', 'acme-shop', 'acme-idle'],
      ['acme-odd'],
      [],
    ]);
  });

  it('are found by a pattern, narrowed by names, and detailed', async () => {
    const answer = await table('acme', {
      level: 'pod',
      metrics: ['pod_memory_*', 'pod_cpu_usage'],
      filters: { namespace: ['acme-s*'], pod: ['web-1', 'nothing'] },
      withDetails: true,
    });
    expect(answer.rows.map(({ labels }) => labels)).toEqual([
      { namespace: 'acme-shop', pod: 'web-1' },
    ]);
    expect(answer.rows[0]?.details).toMatchObject({ node: expect.stringMatching(/^node-/) });
    expect(answer.metrics.map(({ id }) => id)).toContain('pod_memory_usage_wo_cache');
    const resources = [
      { namespace: 'acme-shop', pod: 'web-1' },
      { namespace: 'acme-blog', pod: 'web-2' },
    ];
    const exact = await table('acme', { level: 'pod', metrics: ['pod_cpu_usage'], resources });
    expect(exact.rows.map(({ labels }) => labels)).toEqual(expect.arrayContaining(resources));
    expect(exact.totalRows).toBe(2);
  });

  it('fail one by one', async () => {
    const globex = lab.reader('globex');
    const metrics = ['pod_memory_usage', 'pod_cpu_usage', 'pod_no_such', 'node_cpu_usage'];
    const answer = await table('globex', { level: 'pod', metrics }, globex);
    expect(answer.metrics.map(({ error }) => error)).toEqual([
      {
        kind: 'unprocessable',
        message: expect.stringContaining('the answer is larger than 65536 bytes'),
      },
      null,
      {
        kind: 'not_found',
        message: 'no metric is called pod_no_such; see GET /api/v1/named-metrics',
      },
      { kind: 'invalid', message: 'node_cpu_usage is a metric of level node, not pod' },
    ]);
    expect(answer.rows.length).toBeGreaterThan(0);
  });

  it('keep to the limits of the tenant', async () => {
    const start = new Date(AT_MS - 2 * 3_600_000).toISOString();
    const body = { level: 'pod', metrics: ['pod_cpu_usage'], time: { ...RANGE, start } };
    const limited = await table('globex', body, lab.reader('globex'));
    expect(limited.metrics[0]?.error).toEqual({
      kind: 'unprocessable',
      message: 'the range is 2h long, more than the 1h allowed; ask for less time',
    });
    expect((await table('acme', body)).metrics[0]?.error).toBeNull();
  });

  it('show nothing of the neighbour, whatever is asked', async () => {
    const { levels } = await acme.get<MetricCatalogue>('/api/v1/named-metrics');
    for (const { level } of levels) {
      const answer = await table('acme', { level, pageSize: 500 });
      expect(JSON.stringify(answer), level).not.toMatch(/globex|nobodys|umbrella/);
    }
    const foreign = (filters: Body, level = 'namespace') =>
      ask('acme', { level, filters }).then(({ status, body }) => [status, JSON.stringify(body)]);
    for (const filter of ['globex-web', 'nobody-web', 'globex-*', '*']) {
      const [status, text] = await foreign({ namespace: [filter] });
      expect(status).toBe(200);
      expect(text).not.toMatch(/"namespace":"(globex|nobody)/);
    }
    const [, named] = await foreign({ tenant: ['globex'] }, 'tenant');
    const [, unknown] = await foreign({ tenant: ['nobody'] }, 'tenant');
    expect(String(named).replaceAll('globex', 'nobody')).toBe(unknown);
    const owners = await table('acme', { level: 'project', metrics: ['project_memory_usage'] });
    expect(names(owners, 'project')).toEqual(['acme.blog', 'acme.shop']);
    const sums = await table(
      '_platform@eu1',
      { level: 'tenant', metrics: ['tenant_pod_count'] },
      lab.reader('_platform'),
    );
    expect(names(sums, 'tenant')).toEqual(['acme', 'globex', 'umbrella']);
  });

  it('keep what is written into names inside their matcher', async () => {
    const hostile = ['"} or up{x="', '.*', '{__name__=~".+"}', '\\', '`', 'a|globex-web'];
    const answer = await table('acme', { level: 'namespace', filters: { namespace: hostile } });
    expect([answer.totalRows, JSON.stringify(answer.rows)]).toEqual([0, '[]']);
    for (const { error, sent } of answer.metrics) {
      expect(error).toBeNull();
      expect(sent).toMatch(/namespace=~"acme-blog\|acme-idle\|acme-odd\|acme-shop",/);
    }
  });

  it('are refused alike in a scope of others and in one that nobody has', async () => {
    const body = { level: 'namespace' };
    const [status, kind, message] = errorOf(await ask('globex', body));
    expect([status, kind]).toEqual([403, 'scope_denied']);
    const [, , unknown] = errorOf(await ask('nobody', body));
    expect(message.replaceAll('globex', 'nobody')).toBe(unknown);
    expect((await ask('_platform', body)).status).toBe(403);
    expect((await ask('acme', body, anonymousClient(lab.service.url))).status).toBe(401);
  });

  it('are refused where there is not one backend to ask, with the choices', async () => {
    const umbrella = lab.reader('umbrella');
    const [status, kind, message] = errorOf(
      await ask('umbrella', { level: 'namespace' }, umbrella),
    );
    expect([status, kind]).toEqual([422, 'unprocessable']);
    expect(message).toContain('name a cluster: umbrella@eu1, umbrella@far');
    const one = await table(
      'umbrella@eu1',
      { level: 'namespace', metrics: ['namespace_cpu_usage'] },
      umbrella,
    );
    expect(names(one)).toEqual(['umbrella-prod']);
    const empty = errorOf(await ask('empty', { level: 'namespace' }, lab.reader('empty')));
    expect(empty).toEqual([
      422,
      'unprocessable',
      expect.stringContaining('holds no environment yet'),
    ]);
  });

  it('leave out what was before an environment, and refuse contradictions in strict mode', async () => {
    const careful = lab.reader('careful');
    const metrics = ['namespace_memory_usage'];
    const past = await table('careful', { level: 'namespace', metrics }, careful);
    expect([past.totalRows, past.metrics[0]?.error]).toEqual([
      0,
      { kind: 'unprocessable', message: expect.stringContaining('became its own') },
    ]);
    const contradicted = { level: 'namespace', metrics, filters: { namespace: ['globex-web'] } };
    const now = new Date(Date.now() + 24 * 3_600_000).toISOString();
    const time = { kind: 'instant', at: now };
    const strict = await table('careful', { ...contradicted, time }, careful);
    expect(strict.metrics[0]?.error).toEqual({
      kind: 'unprocessable',
      message: expect.stringContaining('can match nothing: of label namespace'),
    });
  });

  it('are cancelled at the backend when the client goes away', async () => {
    lab.far.forget();
    lab.far.answer(() => undefined);
    const leaving = new AbortController();
    const url = `${lab.service.url}/api/v1/scopes/umbrella@far/named-metrics`;
    const { headers } = lab.reader('umbrella');
    const gone = fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ level: 'namespace' }),
      signal: leaving.signal,
    });
    await waitUntil(() => lab.far.seen.length >= 4, { what: 'questions under way' });
    const asked = lab.far.seen.length;
    leaving.abort();
    await expect(gone).rejects.toThrow();
    await waitUntil(() => lab.far.aborted() === asked, { what: 'their end' });
    expect(lab.far.seen.length).toBe(asked);
    expect(lab.service.log()).not.toContain('"level":50');
  });

  it('end with the right to them, at the backend too', async () => {
    lab.far.forget();
    lab.far.answer(() => undefined);
    const { root, token } = await lab.newReader('umbrella');
    const ended = expect(
      ask('umbrella@far', { level: 'namespace' }, token.client),
    ).rejects.toThrow();
    await waitUntil(() => lab.far.seen.length >= 4, { what: 'questions under way' });
    await root.delete(`/api/v1/tenants/umbrella/tokens/${token.id}`);
    await ended;
    await waitUntil(() => lab.far.aborted() === lab.far.seen.length, { what: 'their end' });
  });

  it.each<[string, Body]>([
    ['another member', { level: 'pod', surprise: 1 }],
    ['no level', {}],
    ['another filter', { level: 'pod', filters: { planet: ['x'] } }],
    ['a filter that the level has not', { level: 'namespace', filters: { pod: ['x'] } }],
    ['no time', { level: 'pod', time: { kind: 'instant', at: 'noon' } }],
    ['half a range', { level: 'pod', time: { kind: 'range', start: AT } }],
    ['a step of nothing', { level: 'pod', time: { ...RANGE, step: '0s' } }],
    ['a range backwards', { level: 'pod', time: { ...RANGE, start: AT, end: RANGE.start } }],
    ['too many steps', { level: 'pod', time: { ...RANGE, step: '1ms' } }],
    ['a ranking by nothing', { level: 'pod', ranking: { by: 'pod_x' } }],
    ['page 0', { level: 'pod', page: 0 }],
    ['a large page', { level: 'pod', pageSize: 501 }],
    ['many metrics', { level: 'pod', metrics: Array.from({ length: 101 }, () => 'x') }],
  ])('refuse %s', async (_name, body) => {
    const [status, kind] = errorOf(await ask('acme', body));
    expect([status, kind]).toEqual([400, 'invalid']);
  });

  it('are counted by route and outcome', async () => {
    const metrics = await (await fetch(`${lab.service.url}/metrics`)).text();
    expect(metrics).toMatch(
      /tocsin_scoped_requests_total\{route="named-metrics",outcome="success"\} \d/,
    );
  });

  it('the built-in dashboard of tocsin reads nothing that the service does not expose', async () => {
    const metrics = await (await fetch(`${lab.service.url}/metrics`)).text();
    const read = [...metricsReadBy(TOCSIN)].sort();
    const declared = new Set([...metrics.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name));
    const familyOf = (name: string) => name.replace(/_(?:bucket|sum|count)$/, '');
    expect(read.filter((name) => !declared.has(familyOf(name)))).toEqual([]);
    const sampled = new Set([...metrics.matchAll(/^(\w+)[{ ]/gm)].map(([, name]) => name));
    const silent = read.filter((name) => !sampled.has(name));
    expect(silent.filter((name) => !ONLY_WITH_USE.has(name))).toEqual([]);
    expect(read.length).toBeGreaterThan(10);
  });
});
