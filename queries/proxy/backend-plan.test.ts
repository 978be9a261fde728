import { describe, expect, it } from 'vitest';
import { authorize } from '../../platform/tenancy/authorize.ts';
import type { MetricsBackend, TenantHeader } from '../../platform/tenancy/cluster.ts';
import type { Role } from '../../platform/tenancy/roles.ts';
import { parseNodePath, parseScopeName } from '../../platform/tenancy/scope-name.ts';
import { enforcementWith, metricsBackend } from '../../test/support/backends.ts';
import { directoryOf, scopeIn } from '../../test/support/directory-of.ts';
import { inLabelScope } from '../scope/label-scope.ts';
import { asLogsCluster } from './asked-cluster.ts';
import { type AskedCluster, partReadingNothing, planBackends } from './backend-plan.ts';

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
function plan(
  scope: string,
  pairs: readonly (readonly [string, string])[],
  clusters: readonly AskedCluster[],
) {
  const directory = directoryOf({
    environments: Object.fromEntries(pairs),
    tenants: ['acme', 'globex'],
    clusters: clusters.map(({ id }) => id),
  });
  return planBackends(scopeIn(directory, scope), directory, clusters);
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

const orgId = { name: 'X-Scope-OrgID', value: 'tenant', platform: null } as const;
const byNamespace = { ...orgId, value: 'namespace' } as const;

function partsOf(outcome: ReturnType<typeof plan>) {
  if (outcome.kind !== 'parts') throw new Error(JSON.stringify(outcome));
  return outcome.parts;
}

function headersOf(outcome: ReturnType<typeof plan>) {
  return partsOf(outcome).map(({ backend }) => backend.headers);
}

describe('planBackends with a tenancy header', () => {
  const mimir = (header: TenantHeader, labels: Partial<AskedCluster['enforcement']> = {}) => [
    cluster('eu1', 'http://m', { tenantHeader: header, ...labels }, { kind: 'mimir' }),
  ];
  const alone = { namespaceLabel: null };

  it('sends the tenant beside the matchers', () => {
    const planned = plan('acme.shop.prod', two, mimir(orgId));
    expect(matchersOf(planned)).toEqual([[{ name: 'namespace', op: '=', value: 'shop' }]]);
    expect(headersOf(planned)).toEqual([[['x-scope-orgid', 'acme']]]);
    expect(headersOf(plan('globex', two, mimir(orgId)))).toEqual([[['x-scope-orgid', 'globex']]]);
  });

  it('lets whole tenants onto a backend that the header alone divides, and no part of one', () => {
    const planned = plan('acme', two, mimir(orgId, alone));
    expect(matchersOf(planned)).toEqual([[]]);
    expect(headersOf(planned)).toEqual([[['x-scope-orgid', 'acme']]]);
    expect(plan('acme.shop.prod', two, mimir(orgId, alone))).toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/X-Scope-OrgID.*ask for acme$/),
    });
  });

  it('refuses what would need several values, and names the choices', () => {
    const planned = plan('acme.shop.prod', two, mimir(byNamespace, alone));
    expect(headersOf(planned)).toEqual([[['x-scope-orgid', 'shop']]]);
    expect(plan('acme', two, mimir(byNamespace, alone))).toEqual({
      kind: 'refused',
      message:
        'cluster eu1 takes one namespace per question (header X-Scope-OrgID), and this scope holds several; ask for one environment: acme.shop.dev@eu1, acme.shop.prod@eu1',
    });
    expect(plan('acme', two, mimir(byNamespace)).kind).toBe('refused');
  });

  it('never joins values', () => {
    for (const header of [orgId, byNamespace]) {
      for (const scope of ['acme', 'acme.shop', 'acme.shop.prod', 'globex', '_platform']) {
        const planned = plan(scope, two, mimir(header));
        const values = planned.kind === 'parts' ? headersOf(planned).flat() : [];
        for (const [, value] of values) expect(value).not.toContain('|');
      }
    }
  });

  it('lets the platform in under its own value only', () => {
    expect(plan('_platform', two, mimir(orgId)).kind).toBe('refused');
    const planned = plan('_platform', two, mimir({ ...orgId, platform: 'operations' }));
    expect(headersOf(planned)).toEqual([[['x-scope-orgid', 'operations']]]);
  });

  it('refuses clusters of one backend with different headers', () => {
    const shared = ['eu1', 'us1'].map((id, index) =>
      cluster(
        id,
        'http://m',
        { clusterLabel: 'cluster', tenantHeader: index === 0 ? orgId : byNamespace },
        { kind: 'mimir' },
      ),
    );
    const pairs = [...two, ['acme.far.prod', 'us1/shop']] as const;
    expect(plan('acme', pairs, shared).kind).toBe('refused');
    expect(plan('acme@us1', pairs, shared)).toMatchObject({ kind: 'parts' });
  });

  it('tells caches whose data they keep', () => {
    const identities = ['acme', 'globex'].map((tenant) =>
      partsOf(plan(tenant, two, mimir(orgId, alone))).map(({ identity }) => identity),
    );
    expect(identities).toEqual([
      [['http://m', 'X-Scope-OrgID', 'acme']],
      [['http://m', 'X-Scope-OrgID', 'globex']],
    ]);
  });

  it.each([
    ['mimir', 'everything'],
    ['loki', 'everything'],
    ['thanos', 'nothing'],
  ] as const)('shows lists of %s without labels: %s', (kind, expected) => {
    const only = [
      {
        ...cluster('eu1', 'http://m', { tenantHeader: orgId, ...alone }),
        backend: { ...metricsBackend('http://m'), kind },
      },
    ];
    expect(partsOf(plan('acme', two, only)).map(({ labels }) => labels.kind)).toEqual([expected]);
  });
});

describe('planBackends where audit is stored', () => {
  const hidden = { name: 'tocsin_audit', op: 'absent' } as const;
  const namespace = { name: 'namespace', op: '=', value: 'globex' } as const;
  const logs = (particular: Partial<AskedCluster['enforcement']> = {}): AskedCluster =>
    asLogsCluster({
      id: 'eu1',
      logs: { ...metricsBackend('embedded://local'), kind: 'embedded', enforcement: null },
      enforcement: enforcementWith(particular),
    });
  const directory = directoryOf({ environments: Object.fromEntries(two) });
  const planFor = (role: Role, node: string | null, scope: string, clusters = [logs()]) => {
    const name = parseScopeName(scope);
    if (!name) throw new Error(scope);
    const bound = { role, node: node === null ? null : (parseNodePath(node) ?? null) };
    const principal = { kind: 'user', id: 'u', name: 'u', bindings: [bound] } as const;
    const answer = authorize(directory, principal, name, 'logs:read');
    if (answer.kind === 'denied') throw new Error('denied');
    return planBackends(answer.scope, directory, clusters);
  };

  it('hides it from who may not read it, behind what the tenancy says', () => {
    expect(matchersOf(planFor('tenant-admin', 'globex', 'globex'))).toEqual([[namespace]]);
    expect(matchersOf(planFor('tenant-member', 'globex', 'globex'))).toEqual([[namespace, hidden]]);
    expect(matchersOf(planFor('system-admin', null, '_platform'))).toEqual([[]]);
    expect(matchersOf(planFor('system-member', null, '_platform'))).toEqual([[hidden]]);
  });

  it('hides it from rules, and where nothing but the header tells tenants apart', () => {
    expect(matchersOf(plan('globex', two, [logs()]))).toEqual([[namespace, hidden]]);
    const bare = [logs({ namespaceLabel: null })];
    const part = planFor('tenant-member', 'globex', 'globex', bare);
    expect(matchersOf(part)).toEqual([[hidden]]);
    // An absence says nothing about whose a rule is.
    expect(part).toMatchObject({ parts: [{ labels: { kind: 'nothing' } }] });
  });

  it('knows of none in other stores', () => {
    const loki = asLogsCluster({
      id: 'eu1',
      logs: { ...metricsBackend('http://loki'), kind: 'loki', enforcement: null },
      enforcement: enforcementWith(),
    });
    expect(matchersOf(planFor('tenant-member', 'globex', 'globex', [loki]))).toEqual([[namespace]]);
  });
});

describe('a question that reads nothing', () => {
  it('goes to some backend, as the tenant where it has tenants', () => {
    const scope = scopeIn(directoryOf({ environments: {}, tenants: ['acme'] }), 'acme');
    const clusters = [
      cluster('none', null),
      cluster('eu1', 'http://m', { tenantHeader: orgId }, { kind: 'mimir' }),
    ];
    expect(partReadingNothing(clusters, scope)?.backend).toMatchObject({
      url: 'http://m',
      headers: [['x-scope-orgid', 'acme']],
    });
    expect(partReadingNothing([cluster('none', null)], scope)).toBeNull();
  });
});

describe('planBackends on VictoriaMetrics', () => {
  const vm = (labels: Partial<AskedCluster['enforcement']> = {}) =>
    ['eu1', 'us1'].map((id) =>
      cluster(id, 'http://v', { clusterLabel: 'cluster', ...labels }, { kind: 'victoriametrics' }),
    );
  const spread = [
    ['acme.shop.a', 'eu1/shop'],
    ['acme.shop.b', 'us1/blog'],
    ['acme.shop.c', 'us1/wiki'],
    ['globex.shop.a', 'us1/shop'],
  ] as const;
  const filtersOf = (outcome: ReturnType<typeof plan>) =>
    partsOf(outcome).map((part) =>
      new URLSearchParams(part.enforcedForm).getAll('extra_filters[]'),
    );

  it('sends the exact pairs where their product reaches beyond, and splices the product', () => {
    const planned = plan('acme', spread, vm());
    expect(filtersOf(planned)).toEqual([
      ['{namespace="shop",cluster="eu1"}', '{namespace=~"blog|wiki",cluster="us1"}'],
    ]);
    expect(matchersOf(planned)).toEqual([
      [
        { name: 'namespace', op: '=~', values: ['blog', 'shop', 'wiki'] },
        { name: 'cluster', op: '=~', values: ['eu1', 'us1'] },
      ],
    ]);
  });

  it('judges lists by the exact pairs', () => {
    const [part] = partsOf(plan('acme', spread, vm()));
    const lies = (namespace: string, on: string) =>
      part && inLabelScope({ namespace, cluster: on }, part.labels);
    expect([lies('shop', 'eu1'), lies('blog', 'us1')]).toEqual([true, true]);
    expect([lies('shop', 'us1'), lies('blog', 'eu1')]).toEqual([false, false]);
  });

  it('sends them where the product is exact as well', () => {
    expect(filtersOf(plan('acme@us1', spread, vm()))).toEqual([
      ['{namespace=~"blog|wiki",cluster="us1"}'],
    ]);
  });

  it('lets exempt metrics pass its filters', () => {
    const planned = plan('globex', spread, vm({ exemptMetrics: ['up', 'node_load1'] }));
    expect(filtersOf(planned)).toEqual([
      ['{namespace="shop",cluster="us1"}', '{__name__="up"}', '{__name__="node_load1"}'],
    ]);
  });

  it('sends none where nothing is enforced', () => {
    const [only] = vm({ clusterLabel: null });
    expect(filtersOf(plan('_platform@eu1', two, only ? [only] : []))).toEqual([[]]);
  });

  it('refuses where nothing tells the clusters apart', () => {
    expect(plan('acme', spread, vm({ clusterLabel: null })).kind).toBe('refused');
  });
});

describe('planBackends with credentials', () => {
  it.each([
    [{ kind: 'none' }, []],
    [{ kind: 'bearer', token: 't0p' }, [['authorization', 'Bearer t0p']]],
    [
      { kind: 'basic', user: 'ann', password: 'pässword:x' },
      [['authorization', `Basic ${Buffer.from('ann:pässword:x').toString('base64')}`]],
    ],
    [{ kind: 'header', name: 'X-API-Key', value: 'k' }, [['x-api-key', 'k']]],
  ] as const)('%j', (auth, headers) => {
    expect(headersOf(plan('acme', two, [cluster('eu1', 'http://p', {}, { auth })]))).toEqual([
      headers,
    ]);
  });

  const pairs = [...two, ['acme.far.prod', 'us1/shop']] as const;
  const keyed = (name: string) =>
    ['eu1', 'us1'].map((id) =>
      cluster(id, 'http://m', {}, { kind: 'mimir', auth: { kind: 'header', name, value: id } }),
    );

  it('takes a fixed tenancy header for another store under the same URL', () => {
    expect(headersOf(plan('acme', pairs, keyed('X-Scope-OrgID')))).toEqual([
      [['x-scope-orgid', 'eu1']],
      [['x-scope-orgid', 'us1']],
    ]);
  });

  it('does not take other credentials for another store', () => {
    expect(plan('acme', pairs, keyed('X-API-Key')).kind).toBe('refused');
  });
});
