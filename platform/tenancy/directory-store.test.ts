import { afterAll, afterEach, describe, expect, it } from 'vitest';
import {
  closeDatabases,
  fieldsOfTenant,
  openTenancyWorld,
  settleTwoTenants,
  type TenancyWorld,
} from '../../test/support/tenancy-world.ts';
import { AppError } from '../errors/app-error.ts';
import type { State } from '../state/state.ts';

afterAll(closeDatabases);
let world: TenancyWorld;
afterEach(() => world.close());

/** A state whose reads or commits can be made to fail. */
function failing() {
  const fails = { reads: false, commits: false };
  const broken = () => Promise.reject(new AppError('unavailable', 'disk is gone'));
  const wrap = (state: State): State => ({
    dialect: state.dialect,
    all: (query) => (fails.reads ? broken() : state.all(query)),
    first: (query) => (fails.reads ? broken() : state.first(query)),
    commit: async (batch) => {
      const outcome = await state.commit(batch);
      return fails.commits ? broken() : outcome;
    },
  });
  return { fails, wrap };
}

describe('the directory', () => {
  it('shows a change as soon as its promise has resolved, and grows its version', async () => {
    world = await openTenancyWorld();
    const before = world.directory.current();
    await world.tenants.create({ id: 'acme', ...fieldsOfTenant });
    const after = world.directory.current();
    expect(before.tenants.has('acme')).toBe(false);
    expect(after.tenants.has('acme')).toBe(true);
    expect(after.version).toBeGreaterThan(before.version);
  });

  it('tells listeners each picture, in order, and one that throws harms nobody', async () => {
    world = await openTenancyWorld();
    const versions: number[] = [];
    world.directory.subscribe(() => {
      throw new Error('a listener');
    });
    const end = world.directory.subscribe((directory) => void versions.push(directory.version));
    await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map((id) => world.tenants.create({ id, ...fieldsOfTenant })),
    );
    expect(world.directory.current().tenants.size).toBe(5);
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    expect(new Set(versions).size).toBe(versions.length);
    end();
    const told = versions.length;
    await world.tenants.delete('a');
    expect(versions).toHaveLength(told);
  });

  it('never shows an environment without its project or cluster', async () => {
    world = await openTenancyWorld();
    await settleTwoTenants(world);
    const broken: string[] = [];
    world.directory.subscribe((directory, clusters) => {
      for (const { tenant, project, cluster } of directory.environments) {
        const isWhole =
          directory.has({ tenant, project, environment: null }) && clusters.has(cluster);
        if (!isWhole) broken.push(`${tenant}.${project}`);
      }
    });
    const rounds = Array.from({ length: 10 }, async (_, n) => {
      const project = `p${n}`;
      await world.projects.create('acme', { id: project, title: '' });
      const pair = { cluster: 'us1', namespace: project };
      const key = { tenant: 'acme', project, id: 'e' };
      await world.environments.create(key, { id: 'e', title: '', kind: 'dev', ...pair });
      await world.environments.delete(key);
      await world.projects.delete('acme', project);
    });
    await Promise.all(rounds);
    expect(broken).toEqual([]);
    expect(world.directory.current().environments).toHaveLength(4);
  });

  it('is refused to everybody while it cannot be read, and comes back by itself', async () => {
    const { fails, wrap } = failing();
    world = await openTenancyWorld({ wrap });
    await settleTwoTenants(world);
    const create = world.tenants.create({ id: 'late', ...fieldsOfTenant });
    fails.reads = true;
    await create;
    expect(() => world.directory.current()).toThrow(
      expect.objectContaining({ kind: 'unavailable' }),
    );
    expect(() => world.directory.clusters()).toThrow(
      expect.objectContaining({ kind: 'unavailable' }),
    );
    await world.clock.advance(1_000);
    expect(() => world.directory.current()).toThrow();
    fails.reads = false;
    await world.clock.advance(1_000);
    expect(world.directory.current().tenants.has('late')).toBe(true);
    expect(world.clock.pendingTimers).toBe(0);
  });

  it('is read again when a commit failed: it may have been written all the same', async () => {
    const { fails, wrap } = failing();
    world = await openTenancyWorld({ wrap });
    fails.commits = true;
    await expect(world.tenants.create({ id: 'acme', ...fieldsOfTenant })).rejects.toMatchObject({
      kind: 'unavailable',
    });
    expect(world.directory.current().tenants.has('acme')).toBe(true);
  });
});
