import { describe, expect, it } from 'vitest';
import { authorize, holds } from './authorize.ts';
import { Directory } from './directory.ts';
import type { Principal } from './principal.ts';
import type { Permission, Role } from './roles.ts';
import { parseNodePath, parseScopeName } from './scope-name.ts';

const environment = (
  path: string,
  cluster: string,
  namespace: string,
  kind: 'dev' | 'test' | 'prod',
) => {
  const [tenant = '', project = '', id = ''] = path.split('.');
  return {
    tenant,
    project,
    id,
    title: '',
    cluster,
    namespace,
    kind,
    bornAtMs: 0,
    readableFromMs: null,
  };
};
const tenant = (id: string) => ({
  id,
  title: '',
  timeZone: 'UTC',
  language: 'en' as const,
  severities: ['critical'],
});

const directory = new Directory(1, {
  tenants: [tenant('acme'), tenant('globex'), tenant('empty')],
  projects: [
    { tenant: 'acme', id: 'shop', title: '' },
    { tenant: 'acme', id: 'blog', title: '' },
    { tenant: 'globex', id: 'shop', title: '' },
  ],
  environments: [
    environment('acme.shop.dev', 'eu1', 'shop-dev', 'dev'),
    environment('acme.shop.prod', 'us1', 'shop', 'prod'),
    environment('acme.blog.test', 'eu1', 'blog', 'test'),
    environment('globex.shop.prod', 'eu1', 'globex-shop', 'prod'),
  ],
  clusters: ['eu1', 'us1'],
});

function user(...bindings: readonly (readonly [Role, string | null])[]): Principal {
  return {
    kind: 'user',
    id: 'u1',
    name: 'ann',
    bindings: bindings.map(([role, path]) => ({
      role,
      node: path === null ? null : (parseNodePath(path) ?? null),
    })),
  };
}

function ask(
  principal: Principal,
  scope: string,
  permission: Permission = 'metrics:read',
): 'denied' | readonly string[] {
  const name = parseScopeName(scope);
  if (!name) throw new Error(`not a scope name: ${scope}`);
  const answer = authorize(directory, principal, name, permission);
  return answer.kind === 'denied' ? 'denied' : answer.scope.pairs.map((pair) => pair.namespace);
}

describe('authorize', () => {
  const member = user(['tenant-member', 'acme']);
  it.each([
    ['own tenant', 'acme', ['shop-dev', 'shop', 'blog']],
    ['own project', 'acme.shop', ['shop-dev', 'shop']],
    ['own environment', 'acme.shop.prod', ['shop']],
    ['one cluster', 'acme@eu1', ['shop-dev', 'blog']],
    ['a cluster it has nothing on', 'acme.blog@us1', []],
    ['another tenant', 'globex', 'denied'],
    ['another tenant, same project name', 'globex.shop', 'denied'],
    ['an unknown tenant', 'nobody', 'denied'],
    ['an unknown project of its own tenant', 'acme.nothing', 'denied'],
    ['an unknown cluster', 'acme@mars', 'denied'],
    ['the platform', '_platform', 'denied'],
  ])('tenant member asks for %s', (_, scope, expected) => {
    expect(ask(member, scope)).toEqual(expected);
  });

  it('narrows a wider name to what the bindings below it give', () => {
    expect(ask(user(['environment-member', 'acme.shop.dev']), 'acme')).toEqual(['shop-dev']);
    expect(ask(user(['project-ops', 'acme.blog']), 'acme')).toEqual(['blog']);
  });

  it('grants an existing tenant without environments as an empty scope', () => {
    expect(ask(user(['tenant-member', 'empty']), 'empty')).toEqual([]);
  });

  it('lets project roles read everything and change only their kind', () => {
    const dev = user(['project-dev', 'acme.shop']);
    expect(ask(dev, 'acme.shop')).toEqual(['shop-dev', 'shop']);
    expect(ask(dev, 'acme.shop', 'rules:write')).toEqual(['shop-dev']);
    expect(ask(user(['project-ops', 'acme.shop']), 'acme.shop', 'rules:write')).toEqual([
      'shop-dev',
      'shop',
    ]);
  });

  it('holds the platform only through a system role', () => {
    expect(ask(user(['system-member', null]), '_platform')).toEqual([]);
    expect(ask(user(['tenant-admin', 'acme']), '_platform')).toBe('denied');
  });

  it('keeps a token to its node and permissions', () => {
    const token: Principal = {
      kind: 'token',
      id: 't1',
      name: 'grafana',
      node: { tenant: 'acme', project: 'shop', environment: null },
      permissions: new Set<Permission>(['metrics:read']),
    };
    expect(ask(token, 'acme')).toEqual(['shop-dev', 'shop']);
    expect(ask(token, 'acme', 'logs:read')).toBe('denied');
    expect(ask(token, 'globex')).toBe('denied');
    expect(ask(token, '_platform')).toBe('denied');
  });

  it('gives equal keys to equal pairs only', () => {
    const key = (principal: Principal, scope: string) => {
      const name = parseScopeName(scope);
      const answer = name && authorize(directory, principal, name, 'metrics:read');
      return answer?.kind === 'granted' ? answer.scope.key : '';
    };
    expect(key(member, 'acme.blog')).toBe(key(user(['project-ops', 'acme.blog']), 'acme'));
    expect(key(member, 'acme')).not.toBe(key(member, 'acme.shop'));
  });
});

describe('reading audit', () => {
  function reads(principal: Principal, scope: string, permission: Permission = 'logs:read') {
    const name = parseScopeName(scope);
    const answer = name && authorize(directory, principal, name, permission);
    return answer?.kind === 'granted' ? answer.scope.readsAudit : 'denied';
  }
  const tokenOf = (path: string | null, ...permissions: Permission[]): Principal => ({
    kind: 'token',
    id: 't1',
    name: 'siem',
    node: path === null ? null : (parseNodePath(path) ?? null),
    permissions: new Set(permissions),
  });

  it.each<[string, Principal, string, boolean | 'denied']>([
    ['the administrator of the system', user(['system-admin', null]), '_platform', true],
    ['the administrator of the system', user(['system-admin', null]), 'acme', true],
    ['a member of the system', user(['system-member', null]), '_platform', false],
    ['a member of the system', user(['system-member', null]), 'acme.shop', false],
    ['an administrator of the tenant', user(['tenant-admin', 'acme']), 'acme', true],
    ['an administrator of the tenant', user(['tenant-admin', 'acme']), 'acme.shop@eu1', true],
    ['an administrator of the tenant', user(['tenant-admin', 'acme']), 'globex', 'denied'],
    ['a member of the tenant', user(['tenant-member', 'acme']), 'acme', false],
    ['the one of a project', user(['project-admin', 'acme.shop']), 'acme.shop', true],
    ['a developer', user(['project-dev', 'acme.shop']), 'acme.shop', false],
    [
      'a developer, of a place for developing',
      user(['project-dev', 'acme.shop']),
      'acme.shop.dev',
      false,
    ],
    ['an operator', user(['project-ops', 'acme.shop']), 'acme.shop.prod', false],
    ['a tester', user(['project-test', 'acme.shop']), 'acme.shop', false],
    [
      'the one of an environment',
      user(['environment-admin', 'acme.shop.dev']),
      'acme.shop.dev',
      true,
    ],
    ['a token that reads logs', tokenOf('acme', 'logs:read'), 'acme', false],
    ['a token that reads both', tokenOf('acme', 'logs:read', 'audit:read'), 'acme', true],
    ['a token that reads audit alone', tokenOf('acme', 'audit:read'), 'acme', 'denied'],
    ['a token of all that reads logs', tokenOf(null, 'logs:read'), '_platform', false],
    ['a token of all that reads both', tokenOf(null, 'logs:read', 'audit:read'), '_platform', true],
    ['a tenant without environments', user(['tenant-admin', 'empty']), 'empty', false],
  ])('%s', (_, principal, scope, expected) => {
    expect(reads(principal, scope)).toBe(expected);
  });

  it('is hidden where it is held on a part of the scope, and seen in the part', () => {
    const both = user(['tenant-member', 'acme'], ['project-admin', 'acme.shop']);
    const seen = ['acme', 'acme.shop', 'acme.shop.dev', 'acme.blog', 'acme@us1', 'acme@eu1'];
    expect(seen.map((scope) => [scope, reads(both, scope)])).toEqual([
      ['acme', false],
      ['acme.shop', true],
      ['acme.shop.dev', true],
      ['acme.blog', false],
      ['acme@us1', true],
      ['acme@eu1', false],
    ]);
    // The wider name is narrowed to what is held, and all of that is held.
    expect(reads(user(['project-admin', 'acme.shop']), 'acme')).toBe(true);
  });

  it('is a matter of reading logs only', () => {
    const admin = user(['tenant-admin', 'acme']);
    const others = ['metrics:read', 'logs:write', 'rules:read', 'audit:read'] as const;
    expect(others.map((permission) => reads(admin, 'acme', permission))).toEqual(
      others.map(() => false),
    );
  });

  it('makes another key of the same pairs, also once they are narrowed', () => {
    const scopeOf = (principal: Principal) => {
      const name = parseScopeName('acme');
      const answer = name && authorize(directory, principal, name, 'logs:read');
      if (answer?.kind !== 'granted') throw new Error('denied');
      return answer.scope;
    };
    const [all, some] = ['tenant-admin', 'tenant-member'].map((role) =>
      scopeOf(user([role as Role, 'acme'])),
    );
    expect(all?.pairs).toEqual(some?.pairs);
    expect(all?.key).not.toBe(some?.key);
    const eu = (scope: typeof all) => scope?.narrowedTo(({ cluster }) => cluster === 'eu1');
    expect([eu(all)?.readsAudit, eu(some)?.readsAudit]).toEqual([true, false]);
    expect(eu(all)?.key).not.toBe(eu(some)?.key);
  });
});

describe('holds', () => {
  const acme = { tenant: 'acme', project: null, environment: null };
  it('asks for the node itself', () => {
    expect(holds(directory, user(['tenant-admin', 'acme']), acme, 'members:write')).toBe(true);
    expect(holds(directory, user(['project-admin', 'acme.shop']), acme, 'members:write')).toBe(
      false,
    );
    expect(holds(directory, user(['tenant-admin', 'globex']), acme, 'members:write')).toBe(false);
    expect(holds(directory, user(['system-admin', null]), acme, 'members:write')).toBe(true);
    expect(holds(directory, user(['tenant-admin', 'acme']), null, 'clusters:write')).toBe(false);
  });
});

describe('a viewer behind the token of a data source', () => {
  const TOKENS = [null, 'acme', 'acme.shop', 'acme.shop.prod', 'globex'];
  const PEOPLE: readonly (readonly [Role, string | null])[] = [
    ['system-admin', null],
    ['tenant-admin', 'acme'],
    ['project-dev', 'acme.shop'],
    ['environment-member', 'acme.shop.prod'],
    ['tenant-member', 'globex'],
  ];
  const SCOPES = ['acme', 'acme.shop', 'acme.shop.prod', 'acme@eu1', 'globex', '_platform'];
  const PERMISSIONS = ['metrics:read', 'rules:write', 'silences:write'] as const;
  const tokenOn = (path: string | null) => ({
    ...{ id: 't1', name: 'Grafana' },
    node: path === null ? null : (parseNodePath(path) ?? null),
    permissions: new Set<Permission>(['metrics:read', 'rules:write']),
  });
  const rows = TOKENS.flatMap((token) => PEOPLE.map((person) => [token, person] as const));

  it.each(rows)('with a token of %s and %j holds exactly what both hold', (path, binding) => {
    const token = tokenOn(path);
    const person = user(binding);
    if (person.kind !== 'user') throw new TypeError('a user is one');
    const { bindings } = person;
    const viewer: Principal = {
      kind: 'viewer',
      ...token,
      user: { id: 'u1', name: 'ann' },
      bindings,
    };
    const background: Principal = { kind: 'viewer', ...token, user: null, bindings: [] };
    const ceiling: Principal = { kind: 'token', ...token };
    for (const scope of SCOPES) {
      for (const permission of PERMISSIONS) {
        const [most, own] = [ask(ceiling, scope, permission), ask(person, scope, permission)];
        const held = new Set(own === 'denied' ? [] : own);
        const common = most === 'denied' ? [] : most.filter((one) => held.has(one));
        const found = ask(viewer, scope, permission);
        expect([scope, permission, found === 'denied' ? [] : found]).toEqual([
          scope,
          permission,
          common,
        ]);
        if (most === 'denied' || own === 'denied') expect(found).toBe('denied');
        expect(ask(background, scope, permission)).toEqual(most);
      }
    }
  });
});
