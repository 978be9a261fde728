import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  addUser,
  closeDatabases,
  openTenancyWorld,
  principalOf,
  root,
  settleTwoTenants,
  type TenancyWorld,
} from '../../test/support/tenancy-world.ts';
import { printNode } from './node.ts';
import type { Principal } from './principal.ts';
import type { Permission } from './roles.ts';

afterAll(closeDatabases);
let world: TenancyWorld;
beforeEach(async () => {
  world = await openTenancyWorld();
  await settleTwoTenants(world);
});
afterEach(() => world.close());

const fields = { displayName: '', email: null, language: 'en' as const, disabled: false };
const refused = (kind: string, message: RegExp) =>
  expect.objectContaining({ kind, message: expect.stringMatching(message) });
const scopeToken = (node: string, permissions: readonly string[] = ['metrics:read']) => ({
  name: 'grafana',
  kind: 'scope' as const,
  node,
  permissions,
  expiresAtMs: null,
});

describe('users', () => {
  it('get a password that must be changed, which is stored only as a hash', async () => {
    const { user, firstPassword } = await world.users.create({ name: 'bob', ...fields });
    expect(user).toMatchObject({ name: 'bob', mustChangePassword: true, revision: 1 });
    expect(user).not.toHaveProperty('passwordHash');
    const rows = await world.state.all(world.context.sql.users.all());
    expect(JSON.stringify(rows)).not.toContain(firstPassword);
    const chosen = await world.users.create({
      name: 'eve',
      ...fields,
      password: 'chosen password',
    });
    expect(chosen).toMatchObject({ firstPassword: null, user: { mustChangePassword: true } });
  });

  it.each([
    ['the same name in other letters', { name: 'BOB' }, 'conflict', /User BOB exists/],
    ['a short password', { name: 'x', password: '123456789' }, 'invalid', /\/password/],
  ])('refuse %s', async (_, wrong, kind, message) => {
    await world.users.create({ name: 'bob', ...fields });
    await expect(world.users.create({ ...fields, ...wrong })).rejects.toEqual(
      refused(kind, message),
    );
  });

  it('are listed by name', async () => {
    for (const name of ['carl', 'Bob', 'ann']) await world.users.create({ name, ...fields });
    const first = await world.users.list({ limit: 2, cursor: null });
    const second = await world.users.list({ limit: 2, cursor: first.nextCursor });
    expect([...first.items, ...second.items].map(({ name }) => name)).toEqual([
      'ann',
      'Bob',
      'carl',
    ]);
  });

  it('lose bindings and sessions when deleted', async () => {
    const id = await addUser(world, 'bob', 'tenant-member', 'acme');
    const { secret } = await world.signIn.signIn({
      name: 'bob',
      password: 'first password',
      address: '::1',
    });
    await world.users.delete(id);
    expect((await world.bindings.list('acme', { limit: 50, cursor: null })).items).toEqual([]);
    expect(await world.authenticator.authenticate({ sessionCookie: secret })).toMatchObject({
      kind: 'unauthenticated',
    });
    expect(world.announced).toContainEqual({ kind: 'sessions', user: id, except: null });
  });
});

describe('the last system admin', () => {
  it('cannot be disabled, deleted or deprived, until there is another', async () => {
    const id = await addUser(world, 'boss', 'system-admin', '_platform');
    const disabled = await world.users.create({ name: 'off', ...fields, disabled: true });
    await world.bindings.create('_platform', root, {
      user: disabled.user.id,
      role: 'system-admin',
      node: '_platform',
    });
    const [binding] = (await world.bindings.list('_platform', { limit: 1, cursor: null })).items;
    const last = refused('conflict', /boss is the last system admin/);
    await expect(world.users.delete(id)).rejects.toEqual(last);
    await expect(world.users.update(id, { ...fields, disabled: true }, null)).rejects.toEqual(last);
    await expect(world.bindings.delete('_platform', root, binding?.id ?? '')).rejects.toEqual(last);
    expect(await world.users.get(id)).toMatchObject({ disabled: false });
    await addUser(world, 'boss2', 'system-admin', '_platform');
    await world.users.delete(id);
    await expect(world.users.get(id)).rejects.toMatchObject({ kind: 'not_found' });
  });

  it('remains when two admins delete each other at once', async () => {
    const ids = [
      await addUser(world, 'one', 'system-admin', '_platform'),
      await addUser(world, 'two', 'system-admin', '_platform'),
    ];
    const outcomes = await Promise.allSettled(ids.map((id) => world.users.delete(id)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('role bindings', () => {
  const acmeAdmin = principalOf('tenant-admin', 'acme');

  it.each([
    ['a project role on a tenant', 'project-dev', 'acme', /\/role|expected one of tenant-admin/],
    ['a tenant role on an environment', 'tenant-admin', 'acme.shop.dev', /environment-admin/],
    ['an unknown role', 'king', 'acme', /system-admin/],
    ['an unknown node', 'project-dev', 'acme.nothing', /acme.nothing does not exist/],
    ['a node of another tenant', 'tenant-member', 'globex', /expected acme/],
    ['the platform', 'system-admin', '_platform', /expected acme/],
  ])('refuse %s', async (_, role, node, message) => {
    const { user } = await world.users.create({ name: 'bob', ...fields });
    await expect(
      world.bindings.create('acme', acmeAdmin, { user: user.id, role, node }),
    ).rejects.toEqual(refused('invalid', message));
  });

  it('are refused a second time, and for nobody', async () => {
    const user = await addUser(world, 'bob', 'tenant-member', 'acme');
    const same = { user, role: 'tenant-member', node: 'acme' };
    await expect(world.bindings.create('acme', acmeAdmin, same)).rejects.toMatchObject({
      kind: 'conflict',
    });
    const nobody = { ...same, user: '01J0000000000000000000NONE' };
    await expect(world.bindings.create('acme', acmeAdmin, nobody)).rejects.toEqual(
      refused('invalid', /no user/),
    );
  });

  it('cannot give what the giver does not hold', async () => {
    const { user } = await world.users.create({ name: 'bob', ...fields });
    const token: Principal = {
      kind: 'token',
      id: 't',
      name: 'onboarding',
      node: { tenant: 'acme', project: null, environment: null },
      permissions: new Set<Permission>(['members:write', 'metrics:read']),
    };
    await expect(
      world.bindings.create('acme', token, { user: user.id, role: 'tenant-admin', node: 'acme' }),
    ).rejects.toMatchObject({ kind: 'scope_denied' });
  });

  it('go with their node, so that a new one of the same name begins without', async () => {
    const user = await addUser(world, 'bob', 'environment-admin', 'globex.shop.prod');
    const { secret } = await world.tokens.create('globex', root, scopeToken('globex.shop.prod'));
    await world.environments.delete({ tenant: 'globex', project: 'shop', id: 'prod' });
    expect(world.announced.slice(-2)).toEqual([
      { kind: 'rights', user },
      { kind: 'token', token: expect.any(String) },
    ]);
    await world.environments.create(
      { tenant: 'globex', project: 'shop' },
      { id: 'prod', title: '', cluster: 'eu1', namespace: 'globex-shop', kind: 'prod' },
    );
    expect((await world.bindings.list('globex', { limit: 50, cursor: null })).items).toEqual([]);
    expect(await world.authenticator.authenticate({ authorization: `Bearer ${secret}` })).toEqual({
      kind: 'unauthenticated',
      reason: 'revoked',
    });
  });
});

describe('tokens', () => {
  const acmeAdmin = principalOf('tenant-admin', 'acme');

  it('are made with what their maker holds, and stored as a hash', async () => {
    const { token, secret } = await world.tokens.create('acme', acmeAdmin, scopeToken('acme.shop'));
    expect(token).toMatchObject({ owner: 'acme', createdBy: 'tenant-admin', revokedAtMs: null });
    const rows = await world.state.all(world.context.sql.tokens.all());
    expect(JSON.stringify(rows)).not.toContain(secret);
    expect((await world.tokens.list('acme', { limit: 9, cursor: null })).items).toEqual([token]);
    expect((await world.tokens.list('globex', { limit: 9, cursor: null })).items).toEqual([]);
  });

  it.each([
    ['an unknown permission', scopeToken('acme', ['everything']), 'invalid', /permissions\/0/],
    ['no permission', scopeToken('acme', []), 'invalid', /permissions/],
    ['more than its maker holds', scopeToken('acme', ['clusters:read']), 'scope_denied', /./],
    ['a node of another tenant', scopeToken('globex'), 'invalid', /expected acme/],
    ['an unknown node of another tenant', scopeToken('globex.nope'), 'invalid', /expected acme/],
    ['an unknown node', scopeToken('acme.nope'), 'invalid', /acme.nope does not exist/],
    ['the platform', scopeToken('_platform'), 'invalid', /expected acme/],
    ['a time that has passed', { ...scopeToken('acme'), expiresAtMs: 1 }, 'invalid', /expiresAt/],
    [
      'a cluster intake owned by a tenant',
      { ...scopeToken('eu1', []), kind: 'cluster-intake' as const },
      'invalid',
      /belongs to _platform/,
    ],
    [
      'an intake of less than an environment',
      { ...scopeToken('acme.shop', []), kind: 'environment-intake' as const },
      'invalid',
      /environment/,
    ],
    [
      'an intake with permissions',
      { ...scopeToken('acme.shop.dev'), kind: 'environment-intake' as const },
      'invalid',
      /permissions/,
    ],
  ])('refuse %s', async (_, input, kind, message) => {
    await expect(world.tokens.create('acme', acmeAdmin, input)).rejects.toEqual(
      refused(kind, message),
    );
  });

  it('of the platform are made by system admins only', async () => {
    await expect(
      world.tokens.create('_platform', acmeAdmin, scopeToken('_platform')),
    ).rejects.toMatchObject({ kind: 'scope_denied' });
    const { token } = await world.tokens.create('_platform', root, scopeToken('_platform'));
    expect(token.purpose).toMatchObject({ kind: 'scope', node: null });
    const intake = { ...scopeToken('eu1', []), kind: 'cluster-intake' as const };
    await expect(
      world.tokens.create('_platform', root, { ...intake, node: 'mars' }),
    ).rejects.toEqual(refused('invalid', /mars does not exist/));
    await world.tokens.create('_platform', root, intake);
  });

  it('of a project are made by its admin, who learns nothing about its neighbours', async () => {
    const shopAdmin = principalOf('project-admin', 'acme.shop');
    await world.tokens.create('acme', shopAdmin, scopeToken('acme.shop.dev'));
    const answers = ['acme.blog', 'acme.nothing', 'acme'].map((node) =>
      world.tokens
        .create('acme', shopAdmin, scopeToken(node))
        .catch((error: Error) => error.message),
    );
    expect(new Set(await Promise.all(answers)).size).toBe(1);
  });

  it('are revoked once and for all', async () => {
    const { token } = await world.tokens.create('acme', acmeAdmin, scopeToken('acme'));
    await Promise.all([
      world.tokens.revoke('acme', acmeAdmin, token.id),
      world.tokens.revoke('acme', acmeAdmin, token.id),
    ]);
    await world.tokens.revoke('acme', acmeAdmin, token.id);
    const [listed] = (await world.tokens.list('acme', { limit: 9, cursor: null })).items;
    expect(listed?.revokedAtMs).toBe(world.clock.nowMs());
  });
});

describe('lists of bindings and tokens', () => {
  it('show to each reader what lies on nodes of their own', async () => {
    const nodes = ['acme', 'acme.shop', 'acme.shop.dev', 'acme.blog', 'globex', 'globex.shop'];
    for (const node of nodes) {
      const owner = node.split('.')[0] ?? '';
      await world.tokens.create(owner, root, { ...scopeToken(node), name: node });
      const level = ['tenant-admin', 'project-admin', 'environment-admin'] as const;
      await addUser(world, node, level[node.split('.').length - 1] ?? 'tenant-admin', node);
    }
    const page = { limit: 9, cursor: null };
    const seen = async (owner: string, reader: Principal) => {
      const bindings = await world.bindings.listVisible(owner, reader, page);
      const tokens = await world.tokens.listVisible(owner, reader, page);
      const where = bindings.items.map(({ node }) => printNode(node));
      return { bindings: where, tokens: tokens.items.map(({ name }) => name) };
    };
    const all = nodes.slice(0, 4);
    const shop = ['acme.shop', 'acme.shop.dev'];
    const none = { bindings: [], tokens: [] };
    expect(await seen('acme', principalOf('tenant-admin', 'acme'))).toEqual({
      bindings: all,
      tokens: all,
    });
    expect(await seen('acme', principalOf('tenant-member', 'acme'))).toEqual({
      bindings: all,
      tokens: [],
    });
    expect(await seen('acme', principalOf('project-admin', 'acme.shop'))).toEqual({
      bindings: shop,
      tokens: shop,
    });
    expect(await seen('acme', principalOf('environment-member', 'acme.shop.dev'))).toEqual({
      bindings: ['acme.shop.dev'],
      tokens: [],
    });
    expect(await seen('globex', principalOf('tenant-admin', 'acme'))).toEqual(none);
    expect(await seen('nobody', principalOf('tenant-admin', 'acme'))).toEqual(none);
    expect(await seen('_platform', principalOf('tenant-admin', 'acme'))).toEqual(none);
  });
});

describe('an admin of acme who tries globex', () => {
  const intruder = principalOf('tenant-admin', 'acme');

  it('gets one answer for existing and unknown names', async () => {
    const { user } = await world.users.create({ name: 'bob', ...fields });
    const { token } = await world.tokens.create('globex', root, scopeToken('globex'));
    await addUser(world, 'ann', 'tenant-admin', 'globex');
    const [binding] = (await world.bindings.list('globex', { limit: 9, cursor: null })).items;
    const answerOf = (attempt: Promise<unknown>) =>
      attempt.then(
        () => 'done',
        (error: Error & { kind: string }) =>
          `${error.kind} ${error.message.replaceAll(/globex|nobody|[0-9A-Z]{26}/g, '…')}`,
      );
    const attempts = (owner: string, tokenId: string, bindingId: string) => [
      world.tokens.create(owner, intruder, scopeToken(owner)),
      world.tokens.create(owner, intruder, scopeToken(`${owner}.shop`)),
      world.tokens.create('acme', intruder, scopeToken(`${owner}.shop`)),
      world.tokens.create('_platform', intruder, scopeToken(owner)),
      world.tokens.revoke(owner, intruder, tokenId),
      world.tokens.revoke('acme', intruder, tokenId),
      world.bindings.create(owner, intruder, { user: user.id, role: 'tenant-admin', node: owner }),
      world.bindings.create('acme', intruder, { user: user.id, role: 'tenant-admin', node: owner }),
      world.bindings.delete(owner, intruder, bindingId),
      world.bindings.delete('acme', intruder, bindingId),
    ];
    const none = '01J0000000000000000000NONE';
    const existing = await Promise.all(
      attempts('globex', token.id, binding?.id ?? '').map(answerOf),
    );
    const unknown = await Promise.all(attempts('nobody', none, none).map(answerOf));
    expect(existing).toEqual(unknown);
    expect(existing).not.toContain('done');
    expect((await world.tokens.list('globex', { limit: 9, cursor: null })).items).toEqual([token]);
    expect((await world.bindings.list('globex', { limit: 9, cursor: null })).items).toEqual([
      binding,
    ]);
  });
});
