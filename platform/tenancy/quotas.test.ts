import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  closeDatabases,
  openTenancyWorld,
  root,
  settleTwoTenants,
  type TenancyWorld,
} from '../../test/support/tenancy-world.ts';
import { QUOTAS } from './quota-sql.ts';

afterAll(closeDatabases);
let world: TenancyWorld;
beforeEach(async () => {
  world = await openTenancyWorld();
  await settleTwoTenants(world);
});
afterEach(() => world.close());

const usedUp = expect.objectContaining({ kind: 'limited' });

/** Rows as many as the quota, but for what is there already, in one statement. */
async function fill(table: keyof typeof QUOTAS, columns: string, values: string): Promise<void> {
  const { most, owner } = QUOTAS[table];
  const there = `(SELECT count(*) FROM ${table} WHERE ${owner} = 'acme')`;
  const sql = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${most} - ${there})
    INSERT INTO ${table} (${columns}, declared, revision, created_at_ms, updated_at_ms)
    SELECT ${values}, 0, 1, 0, 0 FROM n`;
  await world.state.commit({
    name: 'fill',
    statements: [{ name: 'fill', sql, parameters: [], expect: 'any' }],
  });
}

describe('a tenant keeps no more than so many', () => {
  it('projects, whatever another has', async () => {
    await fill('projects', 'tenant, id, title', "'acme', 'p' || i, ''");
    await expect(world.projects.create('acme', { id: 'one-more', title: '' })).rejects.toEqual(
      usedUp,
    );
    await world.projects.delete('acme', 'p7');
    await world.projects.create('acme', { id: 'one-more', title: '' });
    await world.projects.create('globex', { id: 'another', title: '' });
  });

  it('tokens', async () => {
    const make = (owner: string) =>
      world.tokens.create(owner, root, {
        name: 't',
        kind: 'scope',
        node: owner,
        permissions: ['metrics:read'],
        expiresAtMs: null,
      });
    await fill(
      'api_tokens',
      'id, hash, owner, name, kind, node, permissions, created_by',
      "'t' || i, 'h' || i, 'acme', '', 'scope', 'acme', '[]', ''",
    );
    await expect(make('acme')).rejects.toEqual(usedUp);
    await make('globex');
  });
});
