import { afterAll, afterEach, describe, expect, it } from 'vitest';
import {
  closeDatabases,
  openTenancyWorld,
  settleTwoTenants,
  type TenancyWorld,
} from '../../test/support/tenancy-world.ts';
import { prepareFirstStart } from './first-start.ts';

afterAll(closeDatabases);

describe('the first start', () => {
  let world: TenancyWorld;
  afterEach(() => world.close());
  const start = () => {
    const { state, hasher, context } = world;
    return prepareFirstStart({
      state,
      hasher,
      sql: context.sql,
      clock: context.clock,
      newId: context.newId,
    });
  };

  it('makes an admin who must change the password, and a place to begin in', async () => {
    world = await openTenancyWorld();
    const { admin, madeDefaults } = await start();
    expect(admin?.name).toBe('admin');
    expect(madeDefaults).toBe(true);
    await world.reopenDirectory();
    const password = admin?.password ?? '';
    const { session } = await world.signIn.signIn({ name: 'admin', password, address: '::1' });
    expect(session).toMatchObject({
      mustChangePassword: true,
      principal: { bindings: [{ role: 'system-admin', node: null }] },
    });
    expect(world.directory.current().ownerOf('embedded', 'default')).toMatchObject({
      tenant: 'default',
    });
  });

  it('does nothing the second time', async () => {
    world = await openTenancyWorld();
    await start();
    expect(await start()).toEqual({ admin: null, madeDefaults: false });
  });

  it('leaves alone what is there', async () => {
    world = await openTenancyWorld();
    await settleTwoTenants(world);
    const { admin, madeDefaults } = await start();
    expect(admin).not.toBeNull();
    expect(madeDefaults).toBe(false);
  });
});
