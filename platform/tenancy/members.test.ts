import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  addUser,
  closeDatabases,
  openTenancyWorld,
  principalOf,
  settleTwoTenants,
  type TenancyWorld,
} from '../../test/support/tenancy-world.ts';
import { Members } from './members.ts';
import type { Principal } from './principal.ts';
import { UserSql } from './user-sql.ts';

const PAGE = { limit: 50, cursor: null };

describe('members', () => {
  let world: TenancyWorld;
  let members: Members;
  beforeEach(async () => {
    world = await openTenancyWorld();
    await settleTwoTenants(world);
    members = new Members(world.context, world.bindings);
    await addUser(world, 'ann', 'tenant-admin', 'acme');
    await addUser(world, 'bob', 'project-dev', 'acme.shop');
    await addUser(world, 'Bo_b2', 'tenant-member', 'globex');
  });
  afterEach(() => world.close());
  afterAll(closeDatabases);

  const names = async (who: Principal, owner: string) =>
    (await members.list(owner, who, PAGE)).items.map(({ person }) => person.name);
  const found = async (who: Principal, owner: string, text: string) =>
    (await members.find(owner, who, text)).map(({ name }) => name);

  it('are listed by name, of one owner, as far as the reader sees them', async () => {
    const acme = principalOf('tenant-admin', 'acme');
    expect(await names(acme, 'acme')).toEqual(['ann', 'bob']);
    expect(await names(principalOf('project-admin', 'acme.shop'), 'acme')).toEqual(['bob']);
    expect(await names(principalOf('tenant-admin', 'globex'), 'acme')).toEqual([]);
  });

  it('who could become one is found by those who may give roles there', async () => {
    const acme = principalOf('tenant-admin', 'acme');
    expect(await found(acme, 'acme', 'BO')).toEqual(['Bo_b2', 'bob']);
    expect(await found(acme, 'acme', 'o_')).toEqual(['Bo_b2']);
    expect(await found(acme, 'acme', '%%')).toEqual([]);
    await expect(found(acme, 'acme', ' b ')).rejects.toMatchObject({ kind: 'invalid' });
    for (const who of [
      principalOf('tenant-member', 'acme'),
      principalOf('tenant-admin', 'globex'),
    ]) {
      await expect(found(who, 'acme', 'bob')).rejects.toMatchObject({ kind: 'scope_denied' });
    }
  });

  it('a user who is deleted takes along what other rooms keep', () => {
    const kept = { name: 'kept', sql: 'DELETE', parameters: ['u1'], expect: 'any' } as const;
    const names = new UserSql('sqlite', () => [kept]).delete('u1').map(({ name }) => name);
    expect(names).toContain('kept');
    expect(names.indexOf('kept')).toBeLessThan(names.indexOf('user.delete'));
  });
});
