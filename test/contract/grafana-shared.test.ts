import { afterEach, beforeEach, expect, it } from 'vitest';
import { SeenBoards } from '../../dashboards/grafana/boards/seen-boards.ts';
import { GrafanaTenants } from '../../dashboards/grafana/sync/grafana-tenants.ts';
import { keepPlace } from '../../dashboards/grafana/sync/keep-place.ts';
import { provisionedPlaces } from '../../dashboards/grafana/sync/provisioned-places.ts';
import { GrafanaBoards } from '../../web/server/grafana/grafana-boards.ts';
import { describeOnBothStates } from '../support/both-states.ts';
import {
  GRAFANA_MIGRATIONS,
  type GrafanaWorld,
  openGrafanaWorld,
  write,
} from '../support/grafana-world.ts';

/** What only globex's dashboard says. */
const SECRET = 'margins of globex';

/** Tenants in one organisation: a uid is one dashboard's there, and may be another tenant's tomorrow. */
describeOnBothStates('a uid that two tenants of one organisation want', (states) => {
  let world: GrafanaWorld;
  let seen: SeenBoards;
  beforeEach(async () => {
    const state = await states.open(GRAFANA_MIGRATIONS);
    world = await openGrafanaWorld(state, { kind: 'folder', organisation: 1 });
    seen = new SeenBoards(state);
  });
  afterEach(() => world.close());

  const placeOf = (tenant: string) => provisionedPlaces(world.book).of(tenant);

  /** Boards as a token reads them, which nobody shows to Grafana. */
  const boardsOf = () => {
    const proxy = {
      placeOf: async (_: unknown, tenant: string) => placeOf(tenant),
    } as never;
    return new GrafanaBoards({ proxy, seen, clock: world.clock, timeoutMs: 1_000 });
  };
  const CALLER = { session: null } as never;
  const shownTo = async (tenant: string) => {
    const listed = (await boardsOf().list(CALLER, tenant))?.boards ?? [];
    const found = await boardsOf()
      .find(CALLER, tenant, 'shop')
      .then(
        ({ board }) => JSON.stringify(board),
        () => 'none',
      );
    return `${JSON.stringify(listed)} ${found}`;
  };

  /** acme had it first, and gives it free in Grafana; globex takes it before acme's next pass. */
  async function takeOver(): Promise<void> {
    await write(world, 'acme', { uid: 'shop', title: 'Shop' });
    await world.round();
    await write(world, 'globex', { uid: 'shop', title: SECRET });
    await world.now('globex');
    world.grafana.organisation('Main Org.').dashboards.delete('shop');
    await write(world, 'acme', { uid: 'shop', title: 'Shop 2' });
    await world.now('globex');
  }

  it('is shown to who has it, and never to who had it', async () => {
    await takeOver();
    expect(world.grafana.organisation('Main Org.').dashboards.get('shop')?.json).toMatchObject({
      title: SECRET,
    });
    expect(await shownTo('globex')).toContain(SECRET);
    expect(await shownTo('acme')).not.toContain(SECRET);
    await world.round();
    expect(await shownTo('acme')).not.toContain(SECRET);
    // Grafana is not asked for it on behalf of acme any more.
    expect((await placeOf('acme'))?.dashboards).toEqual(new Set());
    expect((await placeOf('globex'))?.dashboards).toEqual(new Set(['shop']));
    expect((await world.dashboards.find('acme', 'shop'))?.title).toBe('Shop 2');
  });

  it('comes back to who waits for it, and nothing of the other with it', async () => {
    await takeOver();
    await world.round();
    const theirs = await world.dashboards.find('globex', 'shop');
    if (theirs !== null) await world.dashboards.remove(theirs, '', null, null);
    await world.round();
    await world.round();
    expect(world.grafana.organisation('Main Org.').dashboards.get('shop')?.json).toMatchObject({
      title: 'Shop 2',
    });
    expect(await shownTo('acme')).toContain('Shop 2');
    expect(await shownTo('globex')).toBe('[] none');
  });

  it('lies in a folder that stays when our key is replaced', async () => {
    await world.round();
    const before = await world.book.placeOf('acme');
    if (before === undefined) throw new Error('no place');
    const { grafana, book, clock } = world;
    const place = await keepPlace(
      {
        ...{ client: world.open(), book, clock, admin: grafana.admin.user },
        ...{ placement: { kind: 'folder', organisation: 1 }, uidKey: new Uint8Array(32).fill(8) },
      },
      before,
      new AbortController().signal,
    );
    expect(place.root).toBe(before.folderUid);
    expect(grafana.organisation('Main Org.').folders.size).toBe(2);
  });

  it('is forgotten with the tenant who had it, and with nobody else', async () => {
    await write(world, 'acme', { uid: 'shop', title: 'Shop' });
    await write(world, 'globex', { uid: 'store', title: SECRET });
    await world.round();
    const uids = (tenant: string) => seen.uids({ organisation: 1, tenant });
    expect([await uids('acme'), await uids('globex')]).toEqual([
      new Set(['shop']),
      new Set(['store']),
    ]);
    for (const { uid } of await world.dashboards.ofOwner('globex')) {
      const found = await world.dashboards.find('globex', uid);
      if (found !== null) await world.dashboards.remove(found, '', null, null);
    }
    await world.projects.delete('globex', 'shop');
    await world.tenants.delete('globex');
    await world.round();
    expect([await uids('acme'), await uids('globex')]).toEqual([new Set(['shop']), new Set()]);
  });
});

describeOnBothStates('a Grafana that breaks off', (states) => {
  let world: GrafanaWorld;
  beforeEach(async () => {
    world = await openGrafanaWorld(await states.open(GRAFANA_MIGRATIONS));
  });
  afterEach(() => world.close());

  it('in the turn of one tenant is told to the other in words that name nothing of it', async () => {
    const never = () => new Error('not asked');
    const tenants = new GrafanaTenants({
      ...{ book: world.book, tokens: world.tokens, dashboards: world.dashboards },
      ...{ boards: world.boards, directory: () => world.directory.current(), sync: world.sync() },
      ...{ operator: null, operatorPlace: never as never, baseUrl: () => world.us.url },
      ...{ organisation: () => null, isAlone: () => false },
      ...{ uidKey: new Uint8Array(32).fill(7), rotateAfterMs: 1, overlapMs: 1, clock: world.clock },
    });
    await world.round();
    await write(world, 'globex', { uid: 'plans', title: SECRET }, { folder: SECRET });
    world.grafana.breakAt(1, 'before');
    await expect(world.round()).rejects.toThrow(SECRET);
    const all = await tenants.overview();
    expect(all.health.fault).toContain(SECRET);
    const { health, place } = await tenants.status('acme');
    expect([health.fault, place?.fault]).toEqual([expect.stringContaining('Grafana'), null]);
    expect(JSON.stringify(await tenants.status('acme'))).not.toMatch(/globex/);
    expect((await tenants.status('globex')).place?.fault).toContain(SECRET);
    world.grafana.fault('busy');
    await world.clock.advance(600_000);
    await expect(world.round()).rejects.toThrow('asked too often');
    // What concerns everybody is said to everybody.
    expect((await tenants.status('acme')).health.fault).toContain('asked too often');
  });
});
