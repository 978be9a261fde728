import { describe, expect, it } from 'vitest';
import { Directory } from '../../../platform/tenancy/directory.ts';
import { scopeOfRule } from '../../../platform/tenancy/rule-scope.ts';
import { parseScopeName } from '../../../platform/tenancy/scope-name.ts';
import { enforcementWith, metricsBackend } from '../../../test/support/backends.ts';
import { GuardedScopes } from './guarded-scopes.ts';

const pair = (path: string, readableFromMs: number | null) => {
  const [tenant = '', project = '', id = ''] = path.split('.');
  const place = { cluster: 'eu1', namespace: path.replaceAll('.', '-'), kind: 'prod' as const };
  return { tenant, project, id, title: '', ...place, bornAtMs: 0, readableFromMs };
};

function scopeOf(text: string) {
  const directory = new Directory(1, {
    tenants: ['acme', 'globex'].map((id) => ({
      id,
      title: '',
      timeZone: 'UTC',
      language: 'en',
      severities: [],
    })),
    projects: [],
    environments: [
      pair('acme.shop.a', null),
      pair('acme.shop.b', 1_000),
      pair('acme.shop.c', 2_000),
      pair('globex.shop.a', null),
    ],
    clusters: ['eu1'],
  });
  const name = parseScopeName(text);
  if (!name) throw new Error(text);
  return scopeOfRule(directory, name);
}

const cluster = (enforcement: Parameters<typeof enforcementWith>[0]) => ({
  id: 'eu1',
  backend: metricsBackend('http://eu1'),
  enforcement: enforcementWith(enforcement),
});
const CLUSTERS = [cluster({})];

const reads = (earliestMs: number) => () => [{ selector: 'up', earliestMs }];
const never = () => {
  throw new Error('asked what is read although nobody has a past');
};

describe('GuardedScopes', () => {
  it('does not even look at the query where no environment has a past', () => {
    const scope = scopeOf('globex');
    expect(new GuardedScopes().readable(scope, CLUSTERS, never)).toEqual({ scope, warnings: [] });
    const platform = scopeOf('_platform');
    expect(new GuardedScopes().readable(platform, CLUSTERS, never).scope).toBe(platform);
  });

  it('leaves out those born later, and nobody else', () => {
    const guarded = new GuardedScopes();
    const scope = scopeOf('acme');
    const all = guarded.readable(scope, CLUSTERS, reads(2_000));
    expect([all.scope, all.warnings]).toEqual([scope, []]);
    const two = guarded.readable(scope, CLUSTERS, reads(1_500));
    expect(two.scope.pairs.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(two.warnings).toHaveLength(1);
    expect(two.scope.key).not.toBe(scope.key);
    const one = guarded.readable(scope, CLUSTERS, reads(0));
    expect(one.scope.pairs.map(({ id }) => id)).toEqual(['a']);
    expect(one.warnings).toHaveLength(2);
    expect(String(one.scope)).toBe('acme');
  });

  it('gives the same object for the same narrowing, so that plans are found again', () => {
    const guarded = new GuardedScopes();
    const scope = scopeOf('acme');
    const first = guarded.readable(scope, CLUSTERS, reads(1_500)).scope;
    expect(guarded.readable(scope, CLUSTERS, reads(1_999)).scope).toBe(first);
    expect(guarded.readable(scopeOf('acme'), CLUSTERS, reads(1_999)).scope).not.toBe(first);
  });

  it('refuses when none remains', () => {
    expect(() => new GuardedScopes().readable(scopeOf('acme.shop.c'), CLUSTERS, reads(0))).toThrow(
      expect.objectContaining({ kind: 'unprocessable', message: expect.stringContaining('up') }),
    );
  });

  it.each([
    ['a namespace label', { namespaceLabel: 'ns' }, 1],
    ['a namespace and a tenant label', { tenantLabel: 'team' }, 1],
    ['nothing but a tenant label', { namespaceLabel: null, tenantLabel: 'team' }, 3],
    [
      'a header with the namespace',
      {
        namespaceLabel: null,
        tenantHeader: { name: 'X-Scope-OrgID', value: 'namespace', platform: null },
      },
      1,
    ],
    [
      'a header with the tenant',
      {
        namespaceLabel: null,
        tenantHeader: { name: 'X-Scope-OrgID', value: 'tenant', platform: null },
      },
      3,
    ],
  ] as const)('guards what %s tells apart', (_, enforcement, kept) => {
    const { scope } = new GuardedScopes().readable(
      scopeOf('acme'),
      [cluster(enforcement)],
      reads(0),
    );
    expect(scope.pairs).toHaveLength(kept);
  });
});
