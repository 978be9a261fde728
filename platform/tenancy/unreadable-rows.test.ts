import { describe, expect, it } from 'vitest';
import { apiTokenOf } from './api-token-sql.ts';
import { sealedClusterOf } from './cluster-sql.ts';
import { environmentOf } from './environment-sql.ts';
import { roleBindingOf } from './role-binding-sql.ts';
import type { ApiTokenRow, EnvironmentRow, RoleBindingRow } from './tables.ts';

const STORED = { declared: 0, revision: 1, created_at_ms: 0, updated_at_ms: 0 };
const TOKEN: ApiTokenRow = {
  id: 'T1',
  owner: 'acme',
  name: 'Grafana',
  hash: 'h',
  kind: 'scope',
  node: 'acme.shop',
  permissions: '["metrics:read"]',
  expires_at_ms: null,
  revoked_at_ms: null,
  created_by: 'ann',
  ...STORED,
};
const BINDING: RoleBindingRow = {
  id: 'B1',
  owner: 'acme',
  user_id: 'U1',
  role: 'tenant-admin',
  node: 'acme',
  ...STORED,
};
const ENVIRONMENT: EnvironmentRow = {
  tenant: 'acme',
  project: 'shop',
  id: 'dev',
  title: '',
  cluster: 'eu1',
  namespace: 'shop-dev',
  kind: 'dev',
  born_at_ms: 0,
  ...STORED,
};

const NO_SECRETS = { metrics_secrets: null, logs_secrets: null, kubernetes_secrets: null };

describe('a row that this version cannot read gives nothing', () => {
  it('of a token', () => {
    expect(apiTokenOf(TOKEN)?.purpose).toMatchObject({ kind: 'scope' });
  });

  it.each<[string, Partial<ApiTokenRow>]>([
    ['an unknown kind', { kind: 'robot' }],
    ['a node that is none', { node: 'acme..shop' }],
    ['no node, which must not mean the platform', { node: '' }],
    [
      'the intake of an environment on the platform',
      { kind: 'environment-intake', node: '_platform' },
    ],
  ])('of a token with %s', (_name, change) => {
    expect(apiTokenOf({ ...TOKEN, ...change })).toBeUndefined();
  });

  it('of a token with a permission that is not known: only the others', () => {
    const permissions = '["metrics:read","everything:write"]';
    expect(apiTokenOf({ ...TOKEN, permissions })?.purpose).toMatchObject({
      permissions: ['metrics:read'],
    });
  });

  it('of a role binding', () => {
    expect(roleBindingOf(BINDING)).toMatchObject({ role: 'tenant-admin' });
  });

  it.each<[string, Partial<RoleBindingRow>]>([
    ['an unknown role', { role: 'tenant-king' }],
    ['a node that is none', { node: 'globex.' }],
    ['no node, which must not mean the platform', { node: '' }],
  ])('of a role binding with %s', (_name, change) => {
    expect(roleBindingOf({ ...BINDING, ...change })).toBeUndefined();
  });

  it('of a cluster from before it could be strict: it is not, nor is its past guarded', () => {
    const enforcement = { namespaceLabel: 'namespace', tenantLabel: null, clusterLabel: null };
    const settings = { metrics: null, logs: null, enforcement, replicaLabels: [] };
    const row = { id: 'eu1', title: '', ...NO_SECRETS, ...STORED };
    const read = (text: object) => sealedClusterOf({ ...row, settings: JSON.stringify(text) });
    expect(read(settings).enforcement).toEqual({ ...enforcement, strict: false, guardPast: false });
    const strict = { ...enforcement, strict: true, guardPast: true };
    expect(read({ ...settings, enforcement: strict }).enforcement).toEqual(strict);
  });

  it('of an environment of an unknown kind: nobody may change it as if it were for tests', () => {
    expect(environmentOf({ ...ENVIRONMENT, kind: 'staging' }).kind).toBe('prod');
  });
});
