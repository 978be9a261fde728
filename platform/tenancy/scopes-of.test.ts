import { describe, expect, it } from 'vitest';
import { principalOf } from '../../test/support/tenancy-world.ts';
import { authorize } from './authorize.ts';
import { Directory } from './directory.ts';
import type { Principal } from './principal.ts';
import { PERMISSIONS, type Role } from './roles.ts';
import { parseScopeName } from './scope-name.ts';
import { scopesOf } from './scopes-of.ts';
import { visibleEnvironments, visibleProjects, visibleTenants } from './visible.ts';

const environment = (path: string, cluster: string, kind: 'dev' | 'test' | 'prod') => {
  const [tenant = '', project = '', id = ''] = path.split('.');
  return {
    tenant,
    project,
    id,
    title: '',
    cluster,
    namespace: path.replaceAll('.', '-'),
    kind,
    bornAtMs: 0,
    readableFromMs: null,
  };
};
const tenant = (id: string) => ({
  id,
  title: id.toUpperCase(),
  timeZone: 'UTC',
  language: 'en' as const,
  severities: ['critical'],
});

const directory = new Directory(1, {
  tenants: [tenant('globex'), tenant('acme'), tenant('acme-2'), tenant('empty')],
  projects: [
    { tenant: 'acme', id: 'shop', title: '' },
    { tenant: 'acme', id: 'blog', title: '' },
    { tenant: 'globex', id: 'shop', title: '' },
  ],
  environments: [
    environment('acme.shop.prod', 'us1', 'prod'),
    environment('acme.shop.dev', 'eu1', 'dev'),
    environment('acme.blog.test', 'eu1', 'test'),
    environment('globex.shop.prod', 'eu1', 'prod'),
  ],
  clusters: ['us1', 'eu1'],
});

const pathsOf = (principal: Principal) => scopesOf(directory, principal).map(({ path }) => path);

describe('scopes a caller may name', () => {
  it.each<[Role, string, readonly string[]]>([
    [
      'tenant-member',
      'acme',
      ['acme', 'acme.blog', 'acme.blog.test', 'acme.shop', 'acme.shop.dev', 'acme.shop.prod'],
    ],
    ['project-dev', 'acme.shop', ['acme', 'acme.shop', 'acme.shop.dev', 'acme.shop.prod']],
    ['environment-member', 'acme.blog.test', ['acme', 'acme.blog', 'acme.blog.test']],
    ['tenant-admin', 'empty', ['empty']],
    ['environment-member', 'acme.blog.gone', []],
    ['tenant-admin', 'gone', []],
  ])('%s on %s', (role, node, expected) => {
    expect(pathsOf(principalOf(role, node))).toEqual(expected);
  });

  it('are all of them, and the platform, for a system role', () => {
    expect(pathsOf(principalOf('system-member', '_platform'))).toEqual([
      '_platform',
      'acme',
      'acme.blog',
      'acme.blog.test',
      'acme.shop',
      'acme.shop.dev',
      'acme.shop.prod',
      'acme-2',
      'empty',
      'globex',
      'globex.shop',
      'globex.shop.prod',
    ]);
  });

  it('show the clusters and permissions of what may be seen, not of siblings', () => {
    const [acme, shop, dev, prod] = scopesOf(directory, principalOf('project-dev', 'acme.shop'));
    expect(acme).toMatchObject({ level: 'tenant', title: 'ACME', clusters: ['eu1', 'us1'] });
    expect(acme?.permissions).toEqual(shop?.permissions);
    expect(dev?.permissions).toContain('rules:write');
    expect(shop?.permissions).toContain('rules:write');
    expect(prod?.permissions).not.toContain('rules:write');
    expect(prod?.permissions).toContain('metrics:read');
    const [tenantNode] = scopesOf(directory, principalOf('environment-member', 'acme.blog.test'));
    expect(tenantNode?.clusters).toEqual(['eu1']);
  });

  it('leave out a kind of environment that is not there', () => {
    const [acme, blog] = scopesOf(directory, principalOf('project-dev', 'acme.blog'));
    expect(blog?.permissions).not.toContain('rules:write');
    expect(acme?.permissions).not.toContain('rules:write');
  });

  const everybody: readonly Principal[] = [
    ...(['system-admin', 'system-member'] as const).map((role) => principalOf(role, '_platform')),
    ...(['tenant-admin', 'tenant-member'] as const).map((role) => principalOf(role, 'globex')),
    ...(['project-admin', 'project-dev', 'project-test', 'project-ops'] as const).map((role) =>
      principalOf(role, 'acme.shop'),
    ),
    principalOf('environment-admin', 'acme.shop.dev'),
    {
      kind: 'token',
      id: 't',
      name: 't',
      node: { tenant: 'acme', project: 'shop', environment: null },
      permissions: new Set(['metrics:read']),
    },
  ];
  it.each(everybody)('agree with authorize: $name', (principal) => {
    for (const { path, permissions } of scopesOf(directory, principal)) {
      const name = parseScopeName(path);
      if (!name) throw new Error(`not a scope name: ${path}`);
      for (const permission of PERMISSIONS) {
        const answer = authorize(directory, principal, name, permission);
        const covers =
          answer.kind === 'granted' && !isEmptied(principal, answer.scope.pairs.length);
        expect([path, permission, permissions.includes(permission)]).toEqual([
          path,
          permission,
          covers,
        ]);
      }
    }
  });

  /** `authorize` grants an empty scope where a project role could act in a kind that is not there. */
  function isEmptied({ name }: Principal, pairs: number): boolean {
    return pairs === 0 && name.startsWith('project-');
  }
});

describe('lists', () => {
  it('show what may be read', () => {
    const member = principalOf('project-dev', 'acme.shop');
    expect(visibleTenants(directory, member)).toEqual(['acme']);
    expect(visibleProjects(directory, member, 'acme')).toEqual(['shop']);
    expect(visibleProjects(directory, member, 'globex')).toEqual([]);
    expect(visibleEnvironments(directory, member, { tenant: 'acme', project: 'shop' })).toEqual([
      'prod',
      'dev',
    ]);
    expect(visibleEnvironments(directory, member, { tenant: 'acme', project: 'blog' })).toEqual([]);
    expect(visibleTenants(directory, principalOf('system-member', '_platform'))).toBe('all');
  });
});
