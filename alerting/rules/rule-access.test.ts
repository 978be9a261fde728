import { describe, expect, it } from 'vitest';
import { Directory } from '../../platform/tenancy/directory.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import type { Role } from '../../platform/tenancy/roles.ts';
import { parseNodePath, parseScopeName } from '../../platform/tenancy/scope-name.ts';
import { mayOnAll } from './rule-access.ts';

const tenant = (id: string) => ({
  id,
  title: '',
  timeZone: 'UTC',
  language: 'en' as const,
  severities: ['critical'],
});
const environment = (path: string, kind: 'dev' | 'prod') => {
  const [owner = '', project = '', id = ''] = path.split('.');
  const namespace = path.replaceAll('.', '-');
  return {
    tenant: owner,
    project,
    id,
    title: '',
    cluster: 'eu1',
    namespace,
    kind,
    bornAtMs: 0,
    readableFromMs: null,
  };
};

/** All environments of acme.shop are dev today. */
const directory = new Directory(1, {
  tenants: [tenant('acme'), tenant('globex')],
  projects: [
    { tenant: 'acme', id: 'shop', title: '' },
    { tenant: 'globex', id: 'shop', title: '' },
  ],
  environments: [environment('acme.shop.one', 'dev'), environment('globex.shop.one', 'prod')],
  clusters: ['eu1'],
});

function may(
  role: Role,
  on: string,
  scope: string,
  permission: 'rules:read' | 'rules:write',
): boolean {
  const principal: Principal = {
    kind: 'user',
    id: 'u',
    name: 'u',
    bindings: [{ role, node: parseNodePath(on) ?? null }],
  };
  const name = parseScopeName(scope);
  return name !== undefined && mayOnAll(directory, principal, name, permission);
}

describe('who may write a rule', () => {
  it.each([
    ['project-dev', 'acme.shop', 'acme.shop.one', true],
    ['project-dev', 'acme.shop', 'acme.shop', false],
    ['project-ops', 'acme.shop', 'acme.shop', true],
    ['environment-admin', 'acme.shop.one', 'acme.shop.one', true],
    ['environment-admin', 'acme.shop.one', 'acme', false],
    ['tenant-admin', 'acme', 'acme', true],
    ['tenant-admin', 'globex', 'acme', false],
    ['tenant-admin', 'globex', 'acme.shop.one', false],
  ] as const)('%s on %s writes one for %s: %s', (role, on, scope, expected) => {
    expect(may(role, on, scope, 'rules:write')).toBe(expected);
  });

  it('lets a narrow reader read a wide rule only when it covers nothing else', () => {
    expect(may('environment-member', 'acme.shop.one', 'acme', 'rules:read')).toBe(true);
    expect(may('environment-member', 'globex.shop.one', 'acme', 'rules:read')).toBe(false);
  });
});
