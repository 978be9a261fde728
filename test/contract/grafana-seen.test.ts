import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SeenBoards } from '../../dashboards/grafana/boards/seen-boards.ts';
import { grafanaKeysMigration } from '../../dashboards/grafana/identity/migration-0045-grafana-keys.ts';
import type { HeldOrganisation, HeldPlace } from '../../dashboards/grafana/proxy/decide-view.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { GrafanaBoards } from '../../web/server/grafana/grafana-boards.ts';
import { KeptBoards } from '../../web/server/grafana/kept-boards.ts';
import { describeOnBothStates } from '../support/both-states.ts';
import {
  GRAFANA_MIGRATIONS,
  type GrafanaWorld,
  openGrafanaWorld,
  write,
} from '../support/grafana-world.ts';

const ORGANISATIONS: Readonly<Record<string, number>> = { acme: 3, globex: 4 };
const CALLER = { session: {} } as never;

/** A Grafana of two organisations, behind a proxy that lets everybody in. */
function grafanaOf(boards: Readonly<Record<number, readonly string[]>>) {
  const state = { isUp: true, asked: [] as string[] };
  const proxy = {
    placeOf: async (_: unknown, tenant: string): Promise<HeldPlace> => ({
      ...{ tenant, organisation: ORGANISATIONS[tenant] ?? 0, dataSources: new Set<string>() },
      ...{ dashboards: null, mayWrite: false, mayRule: false, maySilence: false },
    }),
    identify: async (_: unknown, { organisation }: HeldPlace) => ({ org: String(organisation) }),
    pathOf: (path: string) => path,
    ask: async ({ path, headers }: { path: string; headers: { org: string } }) => {
      if (!state.isUp) throw new AppError('unavailable', 'away');
      const own = boards[Number(headers.org)] ?? [];
      state.asked.push(`${headers.org} ${path}`);
      const uid = /^\/api\/dashboards\/uid\/(.+)$/.exec(path)?.[1];
      const title = `${uid} of ${headers.org}`;
      const body =
        uid === undefined
          ? own.map((one) => ({ uid: one, title: one }))
          : { dashboard: { title, panels: [] }, meta: { folderTitle: 'Team' } };
      const status = uid === undefined || own.includes(uid) ? 200 : 404;
      return { status, headers: {}, body: Readable.from([JSON.stringify(body)]) };
    },
  };
  return { state, proxy: proxy as never };
}

const heldOf = (tenant: string): HeldOrganisation => ({
  ...{ organisation: ORGANISATIONS[tenant] ?? 0, tenants: [tenant], dataSources: new Set() },
  ...{ dashboards: null, mayWrite: false, ruled: new Set(), silenced: new Set() },
});

describeOnBothStates('boards that were never opened in our page', ({ open }) => {
  const start = async (own: readonly string[]) => {
    const grafana = grafanaOf({ 3: own, 4: ['secret'] });
    const seen = new SeenBoards(await open([grafanaKeysMigration]));
    const clock = new VirtualClock();
    const boards = new GrafanaBoards({ proxy: grafana.proxy, seen, clock, timeoutMs: 10_000 });
    const logger = createLogger({ level: 'silent' });
    const kept = new KeptBoards({ boards, seen, clock, logger });
    const list = async (tenant = 'acme') => {
      const found = await boards.list(CALLER, tenant);
      if (found) kept.listed(CALLER, tenant, found);
      await kept.settled();
      return found?.boards.map(({ uid }) => uid);
    };
    return { ...grafana, seen, clock, boards, kept, list };
  };

  it('are drawn here when Grafana is away, once they were listed', async () => {
    const { state, boards, list } = await start(['shop', 'pay']);
    await list();
    const asked = state.asked.length;
    await list();
    expect(state.asked.length).toBe(asked + 1);
    state.isUp = false;
    expect(await list()).toEqual(['pay', 'shop']);
    const found = await boards.find(CALLER, 'acme', 'shop');
    expect(found).toMatchObject({ isUp: false, board: { title: 'shop of 3', folder: 'Team' } });
    expect(await list('globex')).toEqual([]);
    await expect(boards.find(CALLER, 'acme', 'secret')).rejects.toThrow('no dashboard');
  });

  it('are read 50 for each list', async () => {
    const { seen, list } = await start(Array.from({ length: 60 }, (_, at) => `b${at}`));
    await list();
    expect((await seen.uids({ organisation: 3, tenant: null })).size).toBe(50);
    await list();
    expect((await seen.uids({ organisation: 3, tenant: null })).size).toBe(60);
    expect((await seen.uids({ organisation: 4, tenant: null })).size).toBe(0);
  });

  it('are kept when somebody opens them in a page of Grafana', async () => {
    const { state, clock, boards, kept } = await start(['shop', 'pay']);
    const opened = async (path: string) => {
      kept.opened(CALLER, heldOf('acme'), path);
      await kept.settled();
    };
    await opened('/d/shop/title?orgId=3');
    await opened('/d-solo/pay?panelId=2&orgId=3');
    const { length } = state.asked;
    for (const path of ['/d/shop', '/api/dashboards/uid/pay', '/explore?orgId=3', '/d/..']) {
      await opened(path);
    }
    expect(state.asked).toHaveLength(length);
    await clock.advance(61_000);
    await opened('/d/shop');
    expect(state.asked).toHaveLength(length + 1);
    await opened('/d/secret?orgId=3');
    state.isUp = false;
    for (const uid of ['shop', 'pay']) {
      expect(await boards.find(CALLER, 'acme', uid)).toMatchObject({ isUp: false });
    }
    await expect(boards.find(CALLER, 'acme', 'secret')).rejects.toThrow('no dashboard');
  });
});

describeOnBothStates('boards that are kept in step', (states) => {
  let world: GrafanaWorld;
  let seen: SeenBoards;
  beforeEach(async () => {
    const state = await states.open(GRAFANA_MIGRATIONS);
    world = await openGrafanaWorld(state);
    seen = new SeenBoards(state);
  });
  afterEach(() => world.close());

  const shelfOf = (owner: string) => ({
    organisation: world.grafana.organisation(`tocsin: ${owner}`).id,
    tenant: null,
  });
  const titleOf = async (uid: string, owner = 'acme') =>
    (await seen.find(shelfOf(owner), uid))?.title;

  it('are kept as they stand in Grafana, and forgotten with it', async () => {
    await write(world, 'acme', { uid: 'shop', title: 'One' }, { folder: 'Team/API' });
    await write(world, 'globex', { uid: 'shop', title: 'Theirs' });
    world.present.acme = ['node_uname_info', 'node_cpu_seconds_total'];
    await world.round();
    expect(await seen.find(shelfOf('acme'), 'shop')).toMatchObject({
      title: 'One',
      folder: 'API',
    });
    expect(await titleOf('shop', 'globex')).toBe('Theirs');
    const organisation = world.grafana.organisation('tocsin: acme');
    expect(await seen.uids(shelfOf('acme'))).toEqual(new Set(organisation.dashboards.keys()));
    const json = { ...organisation.dashboards.get('shop')?.json, title: 'Two' };
    const folderUid = organisation.dashboards.get('shop')?.folderUid ?? '';
    world.grafana.state.save(organisation, { json, folderUid, message: '', by: 'ann' });
    await world.round();
    expect(await titleOf('shop')).toBe('Two');
    organisation.dashboards.delete('shop');
    await world.round();
    expect(await titleOf('shop')).toBeUndefined();
    expect(await titleOf('shop', 'globex')).toBe('Theirs');
  });

  it('of a pass without changes are not written again', async () => {
    await write(world, 'acme', { uid: 'shop', title: 'One' });
    await world.round();
    await seen.forget(shelfOf('acme'), 'shop');
    await world.round();
    expect(await titleOf('shop')).toBe('One');
    await seen.keep(
      shelfOf('acme'),
      { uid: 'shop', title: 'Untouched', folder: '', source: '{}' },
      0,
    );
    await world.round();
    expect(await titleOf('shop')).toBe('Untouched');
  });
});
