import { afterAll, afterEach, describe, expect, it } from 'vitest';
import {
  closeDatabases,
  openTenancyWorld,
  settleTwoTenants,
  type TenancyWorld,
} from '../../test/support/tenancy-world.ts';
import { withReadableFrom } from './readable-from.ts';

afterAll(closeDatabases);

const pair = {
  tenant: 'globex',
  project: 'shop',
  id: 'prod',
  title: '',
  cluster: 'eu1',
  namespace: 'shop',
  kind: 'prod' as const,
  bornAtMs: 5_000,
};

describe('withReadableFrom', () => {
  it.each<[string, readonly string[], readonly string[], number | null]>([
    ['no owner before', [], [], null],
    ['an owner before', ['eu1/shop'], [], 5_000],
    ['an owner of the same namespace elsewhere', ['us1/shop'], [], null],
    ['a cluster that demands it', [], ['eu1'], 5_000],
    ['another cluster that demands it', [], ['us1'], null],
  ])('%s', (_, left, guarded, readableFromMs) => {
    const past = {
      leftPairs: new Set(left),
      guardsPast: (cluster: string) => guarded.includes(cluster),
    };
    expect(withReadableFrom(pair, past)).toEqual({ ...pair, readableFromMs });
  });
});

describe('the directory', () => {
  let world: TenancyWorld;
  afterEach(() => world.close());

  const input = { title: '', cluster: 'eu1', namespace: 'blog-prod', kind: 'prod' as const };
  const ownerNow = () => world.directory.current().ownerOf('eu1', 'blog-prod');

  it('lets the first owner of a pair read all there is, and the next only what is its own', async () => {
    world = await openTenancyWorld();
    await settleTwoTenants(world);
    const first = { tenant: 'acme', project: 'blog' };
    const second = { tenant: 'globex', project: 'shop' };
    await world.environments.create(first, { ...input, id: 'old' });
    expect(ownerNow()?.readableFromMs).toBeNull();
    await world.clock.advance(60_000);
    await world.environments.delete({ ...first, id: 'old' });
    const born = await world.environments.create(second, { ...input, id: 'new' });
    expect(ownerNow()).toMatchObject({ tenant: 'globex', readableFromMs: born.bornAtMs });
    const others = world.directory.current().environments.filter((one) => one.id !== 'new');
    expect(others.map(({ readableFromMs }) => readableFromMs)).toEqual(others.map(() => null));
  });

  it('lets nobody read what is older on a cluster from when on that demands it', async () => {
    world = await openTenancyWorld();
    await settleTwoTenants(world);
    const places = () =>
      world.directory.current().environments.map((one) => [one.cluster, one.readableFromMs]);
    const before = places();
    expect(before.map(([, from]) => from)).toEqual(before.map(() => null));
    const { metrics: _, logs: __, ...eu1 } = await world.clusters.get('eu1');
    const guarded = (guardPast: boolean) =>
      world.clusters.update(
        'eu1',
        { ...eu1, metrics: null, enforcement: { ...eu1.enforcement, guardPast } },
        null,
      );
    await guarded(true);
    const born = world.directory.current().environments.map(({ bornAtMs }) => bornAtMs);
    expect(places()).toEqual(
      before.map(([cluster], at) => [cluster, cluster === 'eu1' ? born[at] : null]),
    );
    await guarded(false);
    expect(places()).toEqual(before);
  });

  it('holds an owner of the same name for another one', async () => {
    world = await openTenancyWorld();
    await settleTwoTenants(world);
    const at = { tenant: 'acme', project: 'blog' };
    await world.environments.create(at, { ...input, id: 'prod' });
    await world.environments.delete({ ...at, id: 'prod' });
    const again = await world.environments.create(at, { ...input, id: 'prod' });
    expect(ownerNow()?.readableFromMs).toBe(again.bornAtMs);
  });
});
