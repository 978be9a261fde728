import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  addUser,
  closeDatabases,
  openTenancyWorld,
  root,
  settleTwoTenants,
  type TenancyWorld,
} from '../../test/support/tenancy-world.ts';
import { tenancySql } from '../tenancy/tenancy-context.ts';
import { PresentPrincipals } from './present-principals.ts';

afterAll(closeDatabases);
let world: TenancyWorld;
let ann: string;
let present: PresentPrincipals;
beforeEach(async () => {
  world = await openTenancyWorld();
  await settleTwoTenants(world);
  ann = await addUser(world, 'ann', 'tenant-member', 'acme');
  const { state: reader, clock, directory } = world;
  const sql = tenancySql(reader.dialect);
  const generation = () => directory.generation;
  present = new PresentPrincipals({ reader, sql, generation, clock });
});
afterEach(() => world.close());

const user = (id: string) => present.find({ kind: 'user', id, owner: '' });
const choosePassword = async () => {
  const address = '192.0.2.1';
  const current = 'first password';
  const { session } = await world.signIn.signIn({ name: 'ann', password: current, address });
  await world.account.changePassword(session, { current, next: 'a password of mine', address });
};
const makeToken = async (owner: string, node: string, expiresAtMs: number | null = null) => {
  const made = await world.tokens.create(owner, root, {
    ...{ name: 'portal', kind: 'scope', node, permissions: ['metrics:read'], expiresAtMs },
  });
  return made.token.id;
};

describe('who ordered something', () => {
  it('has the rights of now, and none when disabled or gone', async () => {
    expect(await user(ann)).toBeNull(); // still with the first password
    await choosePassword();
    expect(await user(ann)).toMatchObject({
      ...{ kind: 'user', name: 'ann' },
      bindings: [{ role: 'tenant-member', node: { tenant: 'acme' } }],
    });
    const { items } = await world.bindings.list('acme', { limit: 50, cursor: null });
    for (const { id } of items) await world.bindings.delete('acme', root, id);
    expect(await user(ann)).toMatchObject({ bindings: [] });
    await world.users.delete(ann);
    expect(await user(ann)).toBeNull();
    expect(await user('01J00000000000000000000000')).toBeNull();
  });

  it('as a token is worth nothing once it is revoked or over, or asked for by another owner', async () => {
    const id = await makeToken('acme', 'acme.shop', world.clock.nowMs() + 60_000);
    const find = (owner: string, one = id) => present.find({ kind: 'token', owner, id: one });
    expect(await find('acme')).toMatchObject({ kind: 'token', node: { project: 'shop' } });
    expect(await find('globex')).toBeNull();
    await world.clock.advance(60_000);
    expect(await find('acme')).toBeNull();
    const other = await makeToken('acme', 'acme.shop');
    expect(await find('acme', other)).not.toBeNull();
    await world.tokens.revoke('acme', root, other);
    expect(await find('acme', other)).toBeNull();
  });
});
