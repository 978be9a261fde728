import { describe, expect, it } from 'vitest';
import { enforcementWith, metricsBackend } from '../../../test/support/backends.ts';
import { directoryOf, scopeIn } from '../../../test/support/directory-of.ts';
import { GuardedScopes } from './guarded-scopes.ts';

const DIRECTORY = directoryOf({
  environments: {
    'acme.shop.a': 'eu1/acme-shop-a',
    'acme.shop.b': 'eu1/acme-shop-b',
    'acme.shop.c': 'eu1/acme-shop-c',
    'globex.shop.a': 'eu1/globex-shop-a',
  },
  readableFrom: { 'eu1/acme-shop-b': 1_000, 'eu1/acme-shop-c': 2_000 },
});

const scopeOf = (text: string) => scopeIn(DIRECTORY, text);

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
