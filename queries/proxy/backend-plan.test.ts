import { describe, expect, it } from 'vitest';
import type { MetricsBackend } from '../../platform/tenancy/cluster.ts';
import { Directory } from '../../platform/tenancy/directory.ts';
import { scopeOfRule } from '../../platform/tenancy/rule-scope.ts';
import { parseScopeName } from '../../platform/tenancy/scope-name.ts';
import { enforcementWith, metricsBackend } from '../../test/support/backends.ts';
import { type AskedCluster, planBackends } from './backend-plan.ts';

const cluster = (
  id: string,
  url: string | null,
  enforcement: Partial<AskedCluster['enforcement']> = {},
  particular: Partial<MetricsBackend> = {},
): AskedCluster => ({
  id,
  backend: url === null ? null : metricsBackend(url, particular),
  enforcement: enforcementWith(enforcement),
});
const tenant = (id: string) => ({
  id,
  title: '',
  timeZone: 'UTC',
  language: 'en' as const,
  severities: ['critical'],
});
const pair = (path: string, at: string) => {
  const [owner = '', project = '', id = ''] = path.split('.');
  const [on = '', namespace = ''] = at.split('/');
  return {
    tenant: owner,
    project,
    id,
    title: '',
    cluster: on,
    namespace,
    kind: 'prod' as const,
    bornAtMs: 0,
    readableFromMs: null,
  };
};

function plan(
  scope: string,
  pairs: readonly (readonly [string, string])[],
  clusters: readonly AskedCluster[],
) {
  const directory = new Directory(1, {
    tenants: [tenant('acme'), tenant('globex')],
    projects: [
      { tenant: 'acme', id: 'shop', title: '' },
      { tenant: 'globex', id: 'shop', title: '' },
    ],
    environments: pairs.map(([path, at]) => pair(path, at)),
    clusters: clusters.map(({ id }) => id),
  });
  const name = parseScopeName(scope);
  if (!name) throw new Error(scope);
  return planBackends(scopeOfRule(directory, name), directory, clusters);
}

function matchersOf(outcome: ReturnType<typeof plan>) {
  return outcome.kind === 'parts' ? outcome.parts.map((part) => part.matchers) : outcome;
}

const two = [
  ['acme.shop.dev', 'eu1/shop-dev'],
  ['acme.shop.prod', 'eu1/shop'],
  ['globex.shop.prod', 'eu1/globex'],
] as const;

describe('planBackends', () => {
  it('enforces one namespace, or several as alternatives', () => {
    const eu = [cluster('eu1', 'http://p')];
    expect(matchersOf(plan('acme.shop.prod', two, eu))).toEqual([
      [{ name: 'namespace', op: '=', value: 'shop' }],
    ]);
    expect(matchersOf(plan('acme', two, eu))).toEqual([
      [{ name: 'namespace', op: '=~', values: ['shop', 'shop-dev'] }],
    ]);
    expect(matchersOf(plan('globex', two, eu))).toEqual([
      [{ name: 'namespace', op: '=', value: 'globex' }],
    ]);
  });

  it('adds tenant and cluster labels where the cluster has them', () => {
    const eu = [cluster('eu1', 'http://p', { tenantLabel: 'tenant', clusterLabel: 'cluster' })];
    expect(matchersOf(plan('acme.shop.prod', two, eu))).toEqual([
      [
        { name: 'namespace', op: '=', value: 'shop' },
        { name: 'tenant', op: '=', value: 'acme' },
        { name: 'cluster', op: '=', value: 'eu1' },
      ],
    ]);
  });

  it('lets only whole tenants onto a cluster that knows nothing but a tenant label', () => {
    const eu = [cluster('eu1', 'http://p', { namespaceLabel: null, tenantLabel: 'tenant' })];
    expect(matchersOf(plan('acme', two, eu))).toEqual([
      [{ name: 'tenant', op: '=', value: 'acme' }],
    ]);
    expect(plan('acme.shop.prod', two, eu)).toMatchObject({ kind: 'refused' });
  });

  it('refuses tenants on a cluster that knows no label at all', () => {
    expect(plan('acme', two, [cluster('eu1', 'http://p', { namespaceLabel: null })]).kind).toBe(
      'refused',
    );
  });

  const spread = [
    ['acme.shop.a', 'eu1/shop'],
    ['acme.shop.b', 'us1/blog'],
    ['globex.shop.a', 'us1/shop'],
  ] as const;
  it('refuses a product of clusters and namespaces that reaches beyond the scope', () => {
    const shared = ['eu1', 'us1'].map((id) => cluster(id, 'http://p', { clusterLabel: 'cluster' }));
    expect(plan('acme', spread, shared)).toEqual({
      kind: 'refused',
      message:
        'the namespaces of this scope differ by cluster, so one query would reach beyond it; name one cluster: acme@eu1, acme@us1',
    });
    expect(matchersOf(plan('acme@us1', spread, shared))).toEqual([
      [
        { name: 'namespace', op: '=', value: 'blog' },
        { name: 'cluster', op: '=', value: 'us1' },
      ],
    ]);
  });

  it('refuses clusters on one backend that nothing tells apart, even when one is named', () => {
    const shared = ['eu1', 'us1'].map((id) => cluster(id, 'http://p'));
    expect(plan('acme@eu1', spread, shared).kind).toBe('refused');
    expect(plan('_platform@eu1', spread, shared).kind).toBe('refused');
  });

  it('splits a scope over several backends', () => {
    const apart = [cluster('eu1', 'http://a'), cluster('us1', 'http://b')];
    expect(matchersOf(plan('acme', spread, apart))).toEqual([
      [{ name: 'namespace', op: '=', value: 'shop' }],
      [{ name: 'namespace', op: '=', value: 'blog' }],
    ]);
  });

  it('enforces nothing but the cluster on the platform', () => {
    const eu = [
      cluster('eu1', 'http://p', { clusterLabel: 'cluster' }),
      cluster('us1', 'http://q'),
    ];
    expect(matchersOf(plan('_platform', two, eu))).toEqual([
      [{ name: 'cluster', op: '=', value: 'eu1' }],
      [],
    ]);
  });

  it('names what is missing', () => {
    expect(plan('acme', [], [cluster('eu1', 'http://p')])).toEqual({ kind: 'empty' });
    expect(plan('acme', two, [cluster('eu1', null)])).toEqual({ kind: 'missing', cluster: 'eu1' });
  });
});
