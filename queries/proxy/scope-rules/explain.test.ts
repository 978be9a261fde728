import { describe, expect, it } from 'vitest';
import { Directory } from '../../../platform/tenancy/directory.ts';
import { scopeOfRule } from '../../../platform/tenancy/rule-scope.ts';
import { parseScopeName } from '../../../platform/tenancy/scope-name.ts';
import { enforcementWith, metricsBackend } from '../../../test/support/backends.ts';
import type { AskedCluster } from '../backend-plan.ts';
import { type ExplainQuestion, explainScope } from './explain.ts';

const NOON = Date.UTC(2026, 0, 1, 12);
const HOUR = 3_600_000;

const tenant = (id: string) => ({
  id,
  title: '',
  timeZone: 'UTC',
  language: 'en' as const,
  severities: ['critical'],
});
const pair = (path: string, at: string, readableFromMs: number | null = null) => {
  const [owner = '', project = '', id = ''] = path.split('.');
  const [cluster = '', namespace = ''] = at.split('/');
  const bornAtMs = readableFromMs ?? 0;
  const place = { cluster, namespace, kind: 'prod' as const, bornAtMs, readableFromMs };
  return { tenant: owner, project, id, title: '', ...place };
};
const cluster = (
  id: string,
  enforcement: Partial<AskedCluster['enforcement']> = {},
): AskedCluster => ({
  id,
  backend: metricsBackend(`http://${id}`),
  enforcement: enforcementWith(enforcement),
});

const EU = cluster('eu1', {
  namespaceLabel: 'ns',
  tenantLabel: 'team',
  clusterLabel: 'site',
  exemptMetrics: ['shared'],
});
const US = cluster('us1', { namespaceLabel: 'ns' });

const DIRECTORY = new Directory(1, {
  tenants: [tenant('acme'), tenant('globex'), tenant('empty')],
  projects: [
    { tenant: 'acme', id: 'shop', title: '' },
    { tenant: 'globex', id: 'shop', title: '' },
  ],
  environments: [
    pair('acme.shop.prod', 'eu1/shop'),
    pair('acme.shop.dev', 'eu1/shop-dev', NOON - HOUR),
    pair('acme.far.prod', 'us1/shop-us'),
    pair('globex.shop.prod', 'eu1/globex'),
  ],
  clusters: ['eu1', 'us1'],
});

function explain(
  scope: string,
  query: string,
  options: Partial<ExplainQuestion> & { readonly isStrict?: boolean } = {},
) {
  const name = parseScopeName(scope);
  if (!name) throw new Error(scope);
  const { isStrict = false, ...rest } = options;
  const asked = { language: 'promql' as const, times: {}, ...rest };
  return explainScope(
    { ...asked, query, scope: scopeOfRule(DIRECTORY, name) },
    { directory: DIRECTORY, clusters: [EU, US], nowMs: NOON, isStrict: () => isStrict },
  );
}

describe('explainScope', () => {
  it('shows the rewritten query and where each matcher comes from', () => {
    const { parts, refusal, leftOut } = explain('acme@eu1', 'up{job="a"} / shared');
    expect([refusal, leftOut]).toEqual([null, []]);
    const matchers = 'ns=~"shop|shop-dev",team="acme",site="eu1"';
    expect(parts).toMatchObject([
      { clusters: ['eu1'], query: `up{${matchers},job="a"} / shared`, refusal: null, filters: [] },
    ]);
    const both = ['acme.shop.prod', 'acme.shop.dev'];
    expect(parts[0]?.matchers).toEqual([
      {
        label: 'ns',
        operator: '=~',
        from: 'namespace',
        values: [
          { value: 'shop', environments: ['acme.shop.prod'] },
          { value: 'shop-dev', environments: ['acme.shop.dev'] },
        ],
      },
      {
        label: 'team',
        operator: '=',
        from: 'tenant',
        values: [{ value: 'acme', environments: both }],
      },
      {
        label: 'site',
        operator: '=',
        from: 'cluster',
        values: [{ value: 'eu1', environments: both }],
      },
    ]);
    expect(parts[0]?.selectors).toEqual([
      {
        text: 'up{job="a"}',
        position: { line: 1, column: 1, start: 0, end: 11 },
        isExempt: false,
        contradiction: null,
      },
      {
        text: 'shared',
        position: { line: 1, column: 15, start: 14, end: 20 },
        isExempt: true,
        contradiction: null,
      },
    ]);
  });

  it('shows the same of LogQL', () => {
    const query = 'sum(rate({app="a"}[5m])) / sum(rate({ns="globex"}[5m]))';
    const { parts } = explain('acme.shop.prod', query, { language: 'logql' });
    const matchers = 'ns="shop",team="acme",site="eu1"';
    expect(parts[0]?.query).toBe(
      `sum(rate({${matchers},app="a"}[5m])) / sum(rate({${matchers},ns="globex"}[5m]))`,
    );
    expect(parts[0]?.selectors.map(({ text, contradiction }) => [text, contradiction])).toEqual([
      ['{app="a"}', null],
      ['{ns="globex"}', expect.stringContaining('of label ns the scope holds "shop"')],
    ]);
  });

  it('names the environments that are left out, and why', () => {
    const { parts, leftOut } = explain('acme@eu1', 'rate(up[2h])');
    expect(parts[0]?.query).toBe('rate(up{ns="shop",team="acme",site="eu1"}[2h])');
    expect(leftOut).toMatchObject([
      {
        environment: 'acme.shop.dev',
        cluster: 'eu1',
        namespace: 'shop-dev',
        readableFromMs: NOON - HOUR,
        message: expect.stringContaining('up reads back to'),
      },
    ]);
  });

  it.each<[string, ExplainQuestion['times'], boolean]>([
    ['now', {}, false],
    ['an instant before its birth', { end: String((NOON - 2 * HOUR) / 1000) }, true],
    ['a range from before its birth', { start: String((NOON - 2 * HOUR) / 1000) }, true],
    ['a range after it', { start: String((NOON - HOUR / 2) / 1000), step: '60' }, false],
  ])('judges the past by the time asked for: %s', (_, times, isLeftOut) => {
    expect(explain('acme@eu1', 'up', { times }).leftOut.length > 0).toBe(isLeftOut);
    const logs = explain('acme@eu1', 'rate({app="a"}[5m])', {
      language: 'logql',
      times: { ...times, ...(Object.keys(times).length === 0 ? { end: String(NOON / 1000) } : {}) },
    });
    expect(logs.leftOut.length > 0).toBe(isLeftOut);
  });

  it.each<[string, string, string, string]>([
    ['a mistake', 'acme@eu1', 'up{', 'parse'],
    ['nobody may read that far', 'acme.shop.dev', 'up offset 2h', 'past'],
    ['several backends', 'acme', 'up', 'several_backends'],
  ])('says why nothing is asked: %s', (_, scope, query, reason) => {
    expect(explain(scope, query).refusal?.reason).toBe(reason);
  });

  it('asks nobody in a scope without environments, and refuses nothing', () => {
    expect(explain('empty', 'up')).toMatchObject({ refusal: null, parts: [] });
  });

  it('shows each backend all the same where there are several', () => {
    const { parts } = explain('acme', 'up');
    expect(parts.map(({ clusters, query }) => [clusters, query])).toEqual([
      [['eu1'], 'up{ns=~"shop|shop-dev",team="acme",site="eu1"}'],
      [['us1'], 'up{ns="shop-us"}'],
    ]);
  });

  it('says why a backend is not asked', () => {
    const info = explain('acme@eu1', 'info(up)').parts[0];
    expect([info?.query, info?.refusal?.reason]).toEqual([null, 'bare_info']);
    const foreign = 'up{ns="globex"}';
    expect(explain('acme@eu1', foreign).parts[0]?.refusal).toBeNull();
    const strict = explain('acme@eu1', foreign, { isStrict: true }).parts[0];
    expect(strict?.query).toBeNull();
    expect(strict?.refusal).toMatchObject({ reason: 'contradiction', position: { column: 1 } });
  });

  it('refuses in strict mode what no backend can answer, as the question itself is', () => {
    const refusals = (query: string) =>
      explain('acme', query, { isStrict: true }).parts.map(({ refusal }) => refusal?.reason);
    expect(refusals('up{ns="globex"}')).toEqual(['contradiction', 'contradiction']);
    expect(refusals('up{ns="shop"}')).toEqual([undefined, undefined]);
  });

  it('shows a query that reads nothing as it is', () => {
    expect(explain('empty', '1 + 1')).toMatchObject({ refusal: null, parts: [] });
    expect(explain('acme@eu1', '1 + 1').parts[0]).toMatchObject({ query: '1 + 1', selectors: [] });
  });
});
