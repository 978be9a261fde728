import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EmptyExplanation } from '../../web/contract/explain-empty.ts';
import { type ApiClient, anonymousClient } from '../support/api-client.ts';
import { requires } from '../support/requires.ts';
import { AT_MS } from './named-metrics-fixture.ts';
import { AT, type NamedMetricsLab, startNamedMetricsLab } from './named-metrics-lab.ts';

type Body = Readonly<Record<string, unknown>>;

const HOUR_MS = 3_600_000;
const instant = (atMs: number) => new Date(atMs).toISOString();
const NOW = { kind: 'instant', at: AT };
const LATER = { kind: 'instant', at: instant(AT_MS + HOUR_MS) };
const RANGE = { kind: 'range', start: instant(AT_MS - 300_000), end: AT, step: '1m' };

requires('prometheus')('an empty answer of the built service', () => {
  let lab: NamedMetricsLab;
  let acme: ApiClient;

  beforeAll(async () => {
    lab = await startNamedMetricsLab();
    acme = lab.reader('acme');
  });
  afterAll(() => lab?.stop());

  const ask = (scope: string, body: Body, client: ApiClient = acme) =>
    client.call('POST', `/api/v1/scopes/${scope}/explain-empty`, { time: NOW, ...body });
  const explain = async (body: Body, scope = 'acme', client: ApiClient = acme) => {
    const answer = await ask(scope, body, client);
    expect([answer.status, answer.body]).toEqual([200, expect.anything()]);
    return answer.body as EmptyExplanation;
  };

  it.each<[string, Body, Body]>([
    ['kube_pod_info', NOW, { kind: 'not_empty' }],
    [
      'sum(kube_pod_info{namespace="globex-web"})',
      NOW,
      {
        kind: 'removed_by_scope',
        selector: 'kube_pod_info{namespace="globex-web"}',
        matcher: 'namespace="globex-web"',
        label: 'namespace',
        allowed: ['acme-blog', 'acme-idle', 'acme-odd', 'acme-shop'],
      },
    ],
    [
      'kube_pods_info',
      NOW,
      { kind: 'unknown_metric', similar: expect.arrayContaining(['kube_pod_info']) },
    ],
    ['node_load1', NOW, { kind: 'never_scraped', exporter: 'node-exporter', metric: 'node_load1' }],
    ['acme_stopped_3h', NOW, { kind: 'stopped', lastSeenAt: instant(AT_MS - 3 * HOUR_MS) }],
    ['acme_stopped_10h', NOW, { kind: 'stopped', lastSeenAt: instant(AT_MS - 10 * HOUR_MS) }],
    ['sum by (pod) (kube_pod_info)', LATER, { kind: 'stopped', lastSeenAt: AT }],
    [
      'kube_pod_info{node="node-3",namespace="acme-shop"}',
      NOW,
      {
        kind: 'matcher_matched_nothing',
        matcher: 'node="node-3"',
        label: 'node',
        values: ['node-1', 'node-2'],
      },
    ],
    ['kube_pod_info{pod="web-1",node="node-2"}', NOW, { kind: 'matchers_exclude_each_other' }],
    ['rate(container_cpu_usage_seconds_total[20s])', NOW, { kind: 'too_few_samples' }],
    ['kube_pod_info > 50', RANGE, { kind: 'operation_left_nothing', operation: 'comparison' }],
  ])('%s', async (query, time, expected) => {
    const { reasons, ...answer } = await explain({ query, time });
    expect(reasons[0]).toMatchObject(expected);
    expect(reasons[0]?.text).toEqual({
      en: expect.stringMatching(/^[^{}]+(\{[^{}]*=.*\})?[^{}]*$/),
      zh: expect.stringMatching(/\p{Script=Han}/u),
    });
    expect(answer).toMatchObject({ query, asked: expect.any(Number), warnings: [] });
    expect(answer.asked).toBeLessThan(30);
  });

  it('is explained selector by selector', async () => {
    const query =
      'kube_pod_info{namespace="nobodys"} or node_load1 or orders or kube_pod_info{a="b"}';
    const { reasons } = await explain({ query });
    expect(reasons.map(({ kind }) => kind)).toEqual([
      'removed_by_scope',
      'never_scraped',
      'unknown_metric',
      'matcher_matched_nothing',
    ]);
  });

  describe('tells nothing of the neighbour', () => {
    /** What globex has, and what nobody has: both must read alike but for the name. */
    const BLIND: readonly (readonly [theirs: string, nobodys: string])[] = [
      ['orders_of_globex', 'orders_of_nobody'],
      ['orders_of_globex{hint="globex-hint"}', 'orders_of_nobody{hint="nobody-hint"}'],
      ['orders_of_globe', 'orders_of_nobod'],
      ['glob_stopped_3h', 'nobo_stopped_3h'],
      ['glob_stopped_10h', 'nobo_stopped_10h'],
      ['rate(orders_of_globex[1d])', 'rate(orders_of_nobody[1d])'],
      ['{__name__=~"orders_of_globex"}', '{__name__=~"orders_of_nobody"}'],
      ['kube_pod_info{pod="globex-many-1"}', 'kube_pod_info{pod="nobody-many-1"}'],
      [
        'container_memory_usage_bytes{pod=~"globex-.+"}',
        'container_memory_usage_bytes{pod=~"nobody-.+"}',
      ],
      ['kube_pod_info{namespace="globex-web"}', 'kube_pod_info{namespace="nobody-web"}'],
      ['kube_pod_info{namespace=~"globex.+"}', 'kube_pod_info{namespace=~"nobody.+"}'],
      ['orders_of_globex{namespace="globex-web"}', 'orders_of_nobody{namespace="nobody-web"}'],
      ['absent(orders_of_globex) > 1', 'absent(orders_of_nobody) > 1'],
      ['orders_of_globex unless kube_pod_info', 'orders_of_nobody unless kube_pod_info'],
      ['kube_pod_info * on (hint) orders_of_globex', 'kube_pod_info * on (hint) orders_of_nobody'],
    ];

    it.each(BLIND)('%s', async (theirs, nobodys) => {
      for (const time of [NOW, LATER, RANGE]) {
        const known = await explain({ query: theirs, time });
        const unknown = await explain({ query: nobodys, time });
        const text = JSON.stringify(known).replaceAll('globex', 'nobody');
        expect(text.replaceAll('globe', 'nobod').replaceAll('glob_', 'nobo_')).toBe(
          JSON.stringify(unknown),
        );
        expect(known.reasons[0]?.kind).not.toBe('undetermined');
      }
    });

    it('while globex itself is told', async () => {
      const globex = lab.reader('globex');
      const own = await explain({ query: 'orders_of_globex' }, 'globex', globex);
      expect(own.reasons[0]?.kind).toBe('not_empty');
      const stopped = await explain({ query: 'glob_stopped_3h' }, 'globex', globex);
      expect(stopped.reasons[0]).toMatchObject({ kind: 'stopped' });
      const similar = await explain({ query: 'orders_of_globe' }, 'globex', globex);
      expect(similar.reasons[0]).toMatchObject({ similar: ['orders_of_globex'] });
    });

    it('in one answer as little as in many', async () => {
      for (const query of [
        'kube_pod_info{a="b"}',
        'kube_pod_info{namespace="x"}',
        'orders',
        '{a="b"}',
      ])
        expect(JSON.stringify(await explain({ query })), query).not.toMatch(
          /globex|nobodys|umbrella/,
        );
    });
  });

  it('of a named metric is explained by its filters', async () => {
    const webb = await explain({ metric: 'pod_cpu_usage', filters: { workload: ['webb'] } });
    expect(webb.query).toContain('owner_name="webb"');
    expect(webb.reasons[0]).toMatchObject({
      kind: 'matcher_matched_nothing',
      matcher: 'owner_name="webb"',
      values: ['web'],
    });
    const namespace = await explain({
      metric: 'namespace_cpu_usage',
      filters: { namespace: ['globex-web'] },
    });
    expect(namespace.reasons[0]).toMatchObject({ kind: 'removed_by_scope', label: 'namespace' });
    const owner = await explain({
      metric: 'project_cpu_usage',
      filters: { project: ['globex.*'] },
    });
    expect(owner).toMatchObject({
      query: null,
      asked: 0,
      reasons: [
        {
          kind: 'removed_by_scope',
          matcher: 'project=~"globex\\\\..*"',
          allowed: ['acme.blog', 'acme.shop'],
        },
      ],
    });
  });

  it('is explained inside of what an environment may read, and where strict mode refuses', async () => {
    const careful = lab.reader('careful');
    const time = { kind: 'instant', at: instant(Date.now() + 2 * HOUR_MS) };
    const never = await explain({ query: 'node_load1', time }, 'careful', careful);
    const [reason] = never.reasons;
    expect(reason).toMatchObject({ kind: 'never_scraped' });
    expect(reason && 'lookBackMs' in reason && reason.lookBackMs).toBeLessThan(2 * HOUR_MS);
    const strict = await explain({ query: 'up{namespace="globex-web"}', time }, 'careful', careful);
    expect(strict.reasons[0]).toMatchObject({ kind: 'removed_by_scope', allowed: ['acme-shop'] });
    const past = await explain({ query: 'kube_pod_info' }, 'careful', careful);
    expect(past.reasons[0]).toMatchObject({
      kind: 'undetermined',
      message: expect.stringContaining('became its own'),
    });
  });

  it('is left unexplained where the backend does not answer', async () => {
    lab.far.answer((response) => {
      response.statusCode = 503;
      response.end('{"status":"error","errorType":"timeout","error":"too slow"}');
    });
    const umbrella = lab.reader('umbrella');
    const { reasons } = await explain({ query: 'up' }, 'umbrella@far', umbrella);
    expect(reasons).toMatchObject([{ kind: 'undetermined', message: 'too slow' }]);
    expect((await ask('umbrella', { query: 'up' }, umbrella)).status).toBe(422);
  });

  it('takes no time for patterns that would stall it', async () => {
    const hostile = Array.from({ length: 9 }, (_, i) => `namespace=~"(?:.*${i}x){90}y"`).join(',');
    const startedAt = performance.now();
    const { reasons } = await explain({ query: `up{${hostile}}` });
    expect(reasons).toHaveLength(1);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  it('is explained to those only who may ask', async () => {
    const foreign = await ask('globex', { query: 'up' });
    const unknown = await ask('nobody', { query: 'up' });
    expect([foreign.status, unknown.status]).toEqual([403, 403]);
    expect((await ask('_platform', { query: 'up' })).status).toBe(403);
    expect((await ask('acme', { query: 'up' }, anonymousClient(lab.service.url))).status).toBe(401);
    const everything = await explain(
      { query: 'orders_of_globex' },
      '_platform@eu1',
      lab.reader('_platform'),
    );
    expect(everything.reasons[0]?.kind).toBe('not_empty');
  });

  it.each<[string, Body]>([
    ['neither query nor metric', {}],
    ['both', { query: 'up', metric: 'pod_cpu_usage' }],
    ['filters of a query', { query: 'up', filters: { pod: ['x'] } }],
    ['a metric that is none', { metric: 'pod_x' }],
    [
      'a filter that the metric has not',
      { metric: 'namespace_cpu_usage', filters: { pod: ['x'] } },
    ],
    ['no PromQL', { query: 'up{' }],
    ['another member', { query: 'up', scope: 'globex' }],
  ])('refuses %s', async (_name, body) => {
    expect((await ask('acme', body)).status).toBe(400);
  });
});
