import { afterEach, beforeEach, expect, it } from 'vitest';
import { DashboardRepository } from '../../dashboards/store/dashboard-repository.ts';
import { describeOnBothStates } from '../support/both-states.ts';
import {
  GRAFANA_MIGRATIONS,
  type GrafanaWorld,
  openGrafanaWorld,
  write,
} from '../support/grafana-world.ts';

/** Of our writes in a conflict, in their order: theirs becomes a version, then ours again. */
const DEATHS = [
  ['before theirs is a version here', 1, 'before'],
  ['after theirs is a version here', 1, 'after'],
  ['before ours is the newest again', 2, 'before'],
  ['after ours is the newest again', 2, 'after'],
] as const;

describeOnBothStates('a process that ends within a conflict with Grafana', (states) => {
  let world: GrafanaWorld;
  beforeEach(async () => {
    world = await openGrafanaWorld(await states.open(GRAFANA_MIGRATIONS));
    for (const owner of ['acme', 'globex'])
      await write(world, owner, { uid: 'shop', title: 'Base' });
    await world.round();
    await write(world, 'acme', { uid: 'shop', title: 'Ours' });
    const before = organisation().dashboards.get('shop');
    const json = { ...before?.json, uid: 'shop', title: 'Theirs' };
    world.grafana.state.save(organisation(), { json, folderUid: '', message: '', by: 'ann' });
  });
  afterEach(() => world.close());

  const organisation = () => world.grafana.organisation('tocsin: acme');
  const titleThere = () => organisation().dashboards.get('shop')?.json.title;

  /** Killed at one write of ours: from then on nothing is written any more. */
  const killed = async (at: number, when: 'before' | 'after') => {
    const { dashboards, book } = world;
    const [update, savePair] = [dashboards.update.bind(dashboards), book.savePair.bind(book)];
    let [writes, isDead] = [0, false];
    const alive = () => {
      if (isDead) throw new Error('killed');
    };
    Object.assign(dashboards, {
      update: async (...all: Parameters<typeof update>) => {
        alive();
        writes += 1;
        isDead = writes === at;
        if (when === 'before') alive();
        const made = await update(...all);
        alive();
        return made;
      },
    });
    Object.assign(book, {
      savePair: async (...all: Parameters<typeof savePair>) => {
        alive();
        await savePair(...all);
      },
    });
    // What a dead process was doing ends somehow: all that counts is that it died on the way.
    await Promise.allSettled([world.round()]);
    expect(isDead).toBe(true);
    Reflect.deleteProperty(dashboards, 'update');
    Reflect.deleteProperty(book, 'savePair');
    world.restart();
  };
  const titles = async (owner = 'acme') => {
    const found = await world.dashboards.find(owner, 'shop');
    if (found === null) return [];
    const page = { limit: 50, cursor: null };
    const { items } = await new DashboardRepository(world.state).versions(found.id, page);
    return items.map(({ title }) => title).reverse();
  };

  it.each(DEATHS)('%s: both are versions, and ours is the newest', async (_, at, when) => {
    await killed(at, when);
    await world.clock.advance(86_400_000);
    await world.round();
    expect(await titles()).toEqual(['Base', 'Ours', 'Theirs', 'Ours']);
    expect(titleThere()).toBe('Ours');
    expect(await titles('globex')).toEqual(['Base']);
    const before = world.grafana.requests.length;
    await world.round();
    const writes = world.grafana.requests.slice(before).filter(({ method }) => method !== 'GET');
    expect(writes).toEqual([]);
  });

  it('and ours was changed meanwhile: all three are versions', async () => {
    await killed(1, 'before');
    await write(world, 'acme', { uid: 'shop', title: 'Ours again' });
    await world.clock.advance(86_400_000);
    await world.round();
    expect(await titles()).toEqual(['Base', 'Ours', 'Ours again', 'Theirs', 'Ours again']);
    expect(titleThere()).toBe('Ours again');
  });

  it('and ours was deleted meanwhile: theirs comes back', async () => {
    await killed(1, 'before');
    const found = await world.dashboards.find('acme', 'shop');
    if (found) await world.dashboards.remove(found, '', null, null);
    await world.clock.advance(86_400_000);
    await world.round();
    expect(await titles()).toContain('Theirs');
    expect(titleThere()).toBe('Theirs');
  });
});
