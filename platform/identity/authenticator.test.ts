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
import { createPasswordHasher } from '../security/password.ts';
import { storedUserOf } from '../tenancy/user-sql.ts';
import type { Credentials } from './credentials.ts';

afterAll(closeDatabases);
let world: TenancyWorld;
let ann: string;
beforeEach(async () => {
  world = await openTenancyWorld();
  await settleTwoTenants(world);
  ann = await addUser(world, 'ann', 'tenant-member', 'acme');
  await addUser(world, 'bob', 'tenant-member', 'globex');
});
afterEach(() => world.close());

const address = '192.0.2.1';
const password = 'first password';
const enter = (name = 'ann', given = password, from = address) =>
  world.signIn.signIn({ name, password: given, address: from });
const ask = async (credentials: Credentials) => world.authenticator.authenticate(credentials);
const reasonOf = async (credentials: Credentials) => {
  const answer = await ask(credentials);
  return answer.kind === 'unauthenticated' ? answer.reason : answer.kind;
};
const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
const makeToken = (expiresAtMs: number | null = null) =>
  world.tokens.create('acme', root, {
    name: 'grafana',
    kind: 'scope',
    node: 'acme.shop',
    permissions: ['metrics:read'],
    expiresAtMs,
  });

describe('signing in', () => {
  it('begins a session with the rights of the user', async () => {
    const { secret, session } = await enter('ANN');
    expect(session).toMatchObject({
      user: { id: ann, name: 'ann' },
      mustChangePassword: true,
      expiresAtMs: world.clock.nowMs() + 12 * 3_600_000,
      principal: {
        kind: 'user',
        bindings: [{ role: 'tenant-member', node: { tenant: 'acme', project: null } }],
      },
    });
    expect(await ask({ sessionCookie: secret })).toEqual(session);
    const rows = await world.state.all({ sql: 'SELECT * FROM sessions', parameters: [] } as never);
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it('answers unknown users, wrong passwords and disabled users alike', async () => {
    const fields = { displayName: '', email: null, language: 'en' as const };
    await world.users.create({ name: 'off', ...fields, disabled: true, password });
    const answers = [enter('nobody'), enter('ann', 'wrong password'), enter('off')].map((attempt) =>
      attempt.catch((error: Error & { kind: string }) => `${error.kind} ${error.message}`),
    );
    expect(new Set(await Promise.all(answers))).toEqual(
      new Set(['unauthenticated Name or password is wrong.']),
    );
  });

  it('is slowed down by user, whatever the address, and says for how long', async () => {
    for (let n = 0; n < 5; n++) await enter('ann', 'wrong', `192.0.2.${n}`).catch(() => null);
    await expect(enter()).rejects.toMatchObject({ kind: 'limited', retryAfterSeconds: 1 });
    await expect(enter('bob')).resolves.toMatchObject({ session: { user: { name: 'bob' } } });
    await world.clock.advance(1_000);
    await expect(enter()).resolves.toBeDefined();
  });

  it('counts attempts made at once', async () => {
    const attempts = Array.from({ length: 20 }, () => enter('ann', 'wrong'));
    const outcomes = await Promise.allSettled(attempts);
    const kinds = outcomes.map((one) => (one.status === 'rejected' ? one.reason.kind : 'done'));
    expect(kinds.filter((kind) => kind === 'unauthenticated')).toHaveLength(5);
    expect(kinds.filter((kind) => kind === 'limited')).toHaveLength(15);
  });

  it("stores a new hash when today's cost is another one", async () => {
    const { users, version } = world.context.sql;
    const row = await world.state.first(users.one(ann));
    if (!row) throw new Error('no ann');
    const before = storedUserOf(row);
    const passwordHash = await createPasswordHasher({ logN: 5, r: 1, p: 1 }).hash(password);
    const changed = { ...before, passwordHash, revision: before.revision + 1 };
    await world.directory.commit(version.batch('test', [users.replace(changed)]), 'people');
    await enter();
    const after = await world.state.first(users.one(ann));
    expect(after?.password_hash).toMatch(/ln=4,/);
    await enter();
  });

  it('keeps the 20 newest sessions of a user', async () => {
    const first = await enter();
    for (let n = 0; n < 20; n++) {
      await world.clock.advance(1);
      await enter();
    }
    expect(await reasonOf({ sessionCookie: first.secret })).toBe('unknown');
    expect(world.announced).toContainEqual({ kind: 'session', session: first.session.sessionId });
  });
});

describe('a session', () => {
  it('ends after its lifetime, however busy', async () => {
    const { secret } = await enter();
    for (let n = 0; n < 11; n++) {
      await world.clock.advance(3_600_000);
      expect(await reasonOf({ sessionCookie: secret })).toBe('session');
    }
    await world.clock.advance(3_600_000);
    expect(await reasonOf({ sessionCookie: secret })).toBe('expired');
  });

  it('ends when nobody uses it, and use keeps it alive across changes of people', async () => {
    const { secret } = await enter();
    await world.clock.advance(7_199_999);
    expect(await reasonOf({ sessionCookie: secret })).toBe('session');
    await addUser(world, 'carl', 'tenant-member', 'globex');
    await world.clock.advance(7_199_999);
    expect(await reasonOf({ sessionCookie: secret })).toBe('session');
    await world.clock.advance(7_200_000);
    expect(await reasonOf({ sessionCookie: secret })).toBe('expired');
  });

  it('ends with sign-out, alone', async () => {
    const one = await enter();
    const two = await enter();
    await world.account.signOut(one.session);
    expect(await reasonOf({ sessionCookie: one.secret })).toBe('unknown');
    expect(await reasonOf({ sessionCookie: two.secret })).toBe('session');
    expect(world.announced.at(-1)).toEqual({ kind: 'session', session: one.session.sessionId });
  });

  it('ends when its user is disabled, has the password reset, or is deleted', async () => {
    const fields = { displayName: '', email: null, language: 'en' as const };
    const first = await enter();
    await world.users.update(ann, { ...fields, disabled: true }, null);
    expect(await reasonOf({ sessionCookie: first.secret })).toBe('unknown');
    await world.users.update(ann, { ...fields, disabled: false }, null);
    expect(await reasonOf({ sessionCookie: first.secret })).toBe('unknown');
    const second = await enter();
    const { firstPassword } = await world.users.resetPassword(ann);
    expect(await reasonOf({ sessionCookie: second.secret })).toBe('unknown');
    await expect(enter()).rejects.toMatchObject({ kind: 'unauthenticated' });
    const third = await enter('ann', firstPassword ?? '');
    await world.users.delete(ann);
    expect(await reasonOf({ sessionCookie: third.secret })).toBe('unknown');
  });

  it('loses and gains rights at once', async () => {
    const { secret } = await enter();
    const [binding] = (await world.bindings.list('acme', { limit: 1, cursor: null })).items;
    await world.bindings.delete('acme', root, binding?.id ?? '');
    expect(await ask({ sessionCookie: secret })).toMatchObject({ principal: { bindings: [] } });
    await world.bindings.create('globex', root, {
      user: ann,
      role: 'tenant-admin',
      node: 'globex',
    });
    expect(await ask({ sessionCookie: secret })).toMatchObject({
      principal: { bindings: [{ role: 'tenant-admin' }] },
    });
    expect(world.announced.filter(({ kind }) => kind === 'rights').at(-1)).toEqual({
      kind: 'rights',
      user: ann,
    });
  });

  it('changes the password once the present one is given, and ends the others', async () => {
    const other = await enter();
    const { secret, session } = await enter();
    const change = (current: string, next: string) =>
      world.account.changePassword(session, { current, next, address });
    await expect(change('wrong', 'a new password')).rejects.toMatchObject({
      kind: 'unauthenticated',
    });
    await expect(change(password, 'short')).rejects.toMatchObject({ kind: 'invalid' });
    await expect(change(password, password)).rejects.toMatchObject({ kind: 'invalid' });
    expect(await change(password, 'a new password')).toMatchObject({ mustChangePassword: false });
    expect(await ask({ sessionCookie: secret })).toMatchObject({ mustChangePassword: false });
    expect(await reasonOf({ sessionCookie: other.secret })).toBe('unknown');
    await expect(enter()).rejects.toMatchObject({ kind: 'unauthenticated' });
    await expect(enter('ann', 'a new password')).resolves.toBeDefined();
  });

  it('shows the language its user has chosen', async () => {
    const { secret, session } = await enter();
    expect(await world.account.setLanguage(session, 'zh')).toMatchObject({
      user: { language: 'zh' },
    });
    expect(await ask({ sessionCookie: secret })).toMatchObject({ user: { language: 'zh' } });
  });
});

describe('a token', () => {
  it('is a principal of its node and permissions, by Bearer and by Basic', async () => {
    const { secret } = await makeToken();
    const expected = {
      kind: 'token',
      principal: { kind: 'token', name: 'grafana', node: { tenant: 'acme', project: 'shop' } },
    };
    expect(await ask(bearer(secret))).toMatchObject(expected);
    expect(await ask({ authorization: `bearer ${secret}` })).toMatchObject(expected);
    const basic = Buffer.from(`anyone:${secret}`).toString('base64');
    expect(await ask({ authorization: `Basic ${basic}` })).toMatchObject(expected);
  });

  it('answers without waiting the second time', async () => {
    const { secret } = await makeToken();
    const first = world.authenticator.authenticate(bearer(secret));
    expect(first).toBeInstanceOf(Promise);
    expect(world.authenticator.authenticate(bearer(secret))).toBeInstanceOf(Promise);
    const known = await first;
    expect(world.authenticator.authenticate(bearer(secret))).toBe(known);
  });

  it('is refused from the instant of its expiry and of its revocation', async () => {
    const soon = await makeToken(world.clock.nowMs() + 1_000);
    const revoked = await makeToken();
    expect(await reasonOf(bearer(soon.secret))).toBe('token');
    expect(await reasonOf(bearer(revoked.secret))).toBe('token');
    await world.clock.advance(999);
    expect(await reasonOf(bearer(soon.secret))).toBe('token');
    await world.clock.advance(1);
    expect(await reasonOf(bearer(soon.secret))).toBe('expired');
    await world.tokens.revoke('acme', root, revoked.token.id);
    expect(await reasonOf(bearer(revoked.secret))).toBe('revoked');
    expect(world.announced.at(-1)).toEqual({ kind: 'token', token: revoked.token.id });
  });

  it('is not kept when it is revoked while it is looked up', async () => {
    const { token, secret } = await makeToken();
    const looking = world.authenticator.authenticate(bearer(secret));
    await world.tokens.revoke('acme', root, token.id);
    await looking;
    expect(await reasonOf(bearer(secret))).toBe('revoked');
  });

  it('survives its maker', async () => {
    const maker = { ...principalOf('tenant-admin', 'acme'), name: 'ann' };
    const { secret } = await world.tokens.create('acme', maker, {
      name: 't',
      kind: 'scope',
      node: 'acme',
      permissions: ['logs:read'],
      expiresAtMs: null,
    });
    await world.users.delete(ann);
    expect(await reasonOf(bearer(secret))).toBe('token');
  });

  it('for intake is no principal and knows its cluster or environment', async () => {
    const common = { name: 'prometheus', permissions: [], expiresAtMs: null };
    const cluster = await world.tokens.create('_platform', root, {
      ...common,
      kind: 'cluster-intake',
      node: 'eu1',
    });
    const environment = await world.tokens.create('globex', root, {
      ...common,
      kind: 'environment-intake',
      node: 'globex.shop.prod',
    });
    expect(await ask(bearer(cluster.secret))).toEqual({
      kind: 'intake-token',
      tokenId: cluster.token.id,
      intake: { kind: 'cluster', cluster: 'eu1' },
      expiresAtMs: null,
    });
    const key = { tenant: 'globex', project: 'shop', id: 'prod' };
    expect(await ask(bearer(environment.secret))).toMatchObject({
      intake: { kind: 'environment', environment: { ...key, title: '', namespace: 'globex-shop' } },
    });
    await world.environments.update(key, { title: 'Production', kind: 'prod' }, null);
    expect(await ask(bearer(environment.secret))).toMatchObject({
      intake: { environment: { title: 'Production' } },
    });
    await world.environments.delete(key);
    expect(await reasonOf(bearer(environment.secret))).toBe('revoked');
  });
});

describe('credentials', () => {
  const secret = 's'.repeat(43);
  it.each<[string, Credentials, string]>([
    ['none', {}, 'missing'],
    ['an empty cookie', { sessionCookie: '' }, 'missing'],
    ['an unknown cookie', { sessionCookie: secret }, 'unknown'],
    ['a short cookie', { sessionCookie: 'abc' }, 'malformed'],
    ['an unknown token', bearer(secret), 'unknown'],
    ['an empty header', { authorization: '' }, 'malformed'],
    ['no scheme', { authorization: secret }, 'malformed'],
    ['another scheme', { authorization: `Digest ${secret}` }, 'malformed'],
    ['two tokens', bearer(`${secret} ${secret}`), 'malformed'],
    ['a huge token', bearer('x'.repeat(513)), 'malformed'],
    ['a token with a control character', bearer(`${secret}\u0000`), 'malformed'],
    ['Basic that is no base64', { authorization: 'Basic %%%%' }, 'malformed'],
    [
      'Basic without a colon',
      { authorization: `Basic ${Buffer.from(secret).toString('base64')}` },
      'malformed',
    ],
  ])('%s', async (_, credentials, reason) => {
    expect(await reasonOf(credentials)).toBe(reason);
  });

  it('of a session are not taken as a token, nor the other way round', async () => {
    const session = await enter();
    const token = await makeToken();
    expect(await reasonOf(bearer(session.secret))).toBe('unknown');
    expect(await reasonOf({ sessionCookie: token.secret })).toBe('unknown');
  });

  it('in a wrong header are not replaced by the cookie', async () => {
    const { secret: cookie } = await enter();
    expect(await reasonOf({ sessionCookie: cookie, ...bearer(secret) })).toBe('unknown');
    expect(await reasonOf({ sessionCookie: cookie, authorization: 'Bearer' })).toBe('malformed');
  });
});
