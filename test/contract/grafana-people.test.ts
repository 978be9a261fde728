import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeOnBothStates } from '../support/both-states.ts';
import {
  GRAFANA_MIGRATIONS,
  type GrafanaWorld,
  openGrafanaWorld,
} from '../support/grafana-world.ts';

interface Item {
  readonly userId: number;
  readonly permission: number;
}

const never = new AbortController().signal;

describeOnBothStates('people in the folders of tenants', (states) => {
  let world: GrafanaWorld;
  beforeEach(async () => {
    const state = await states.open(GRAFANA_MIGRATIONS);
    world = await openGrafanaWorld(state, { kind: 'folder', organisation: 1 });
    world.members.acme = new Map([['ann', 'Editor']]);
    world.members.globex = new Map([['zoe', 'Viewer']]);
    for (const login of ['ann', 'zoe']) look(login);
    await world.round();
    world.grafana.requests.length = 0;
  });
  afterEach(() => world.close());

  /** As the first look makes somebody a member of the organisation. */
  const look = (login: string) => {
    const id = world.grafana.state.userId(login);
    world.grafana.organisation('Main Org.').users.set(id, { login, role: 'Viewer' });
    return id;
  };
  const openTo = (owner: string) => {
    const folders = [...world.grafana.organisation('Main Org.').folders.values()];
    const found = folders.find(({ title }) => title === `tocsin: ${owner}`);
    const logins = new Map(
      ['ann', 'bob', 'zoe'].map((one) => [world.grafana.state.userId(one), one]),
    );
    const items = (found?.permissions ?? []) as readonly Item[];
    return items.map(({ userId, permission }) => [logins.get(userId), permission]);
  };
  const people = () => world.sync().people;
  const foldersWritten = () =>
    world.grafana.requests.filter(({ method, path }) => method === 'POST' && path.includes('perm'));

  it('are let in with their first look, and into no other folder', async () => {
    world.members.acme = new Map([...(world.members.acme ?? []), ['bob', 'Viewer']]);
    look('bob');
    await people().admit('bob', never);
    expect([openTo('acme'), openTo('globex')]).toEqual([
      [
        ['ann', 2],
        ['bob', 1],
      ],
      [['zoe', 1]],
    ]);
    expect(foldersWritten().length).toBe(1);
  });

  it('come in, go up and are out with the change of their rights, without a pass', async () => {
    await people().loop.start();
    await world.clock.advance(0);
    const change = async (members: [string, 'Viewer' | 'Editor'][], who: string) => {
      world.members.acme = new Map(members);
      people().changed(who);
      await world.clock.advance(0);
    };
    look('bob');
    await change(
      [
        ['ann', 'Editor'],
        ['bob', 'Viewer'],
      ],
      'bob',
    );
    await expect
      .poll(() => openTo('acme'))
      .toEqual([
        ['ann', 2],
        ['bob', 1],
      ]);
    await change(
      [
        ['ann', 'Viewer'],
        ['bob', 'Viewer'],
      ],
      'ann',
    );
    await expect
      .poll(() => openTo('acme'))
      .toEqual([
        ['ann', 1],
        ['bob', 1],
      ]);
    await change([['bob', 'Viewer']], 'ann');
    await expect.poll(() => openTo('acme')).toEqual([['bob', 1]]);
    expect(openTo('globex')).toEqual([['zoe', 1]]);
    const asked = world.grafana.requests.map(({ path }) => path);
    expect(asked.some((path) => path.includes('datasources'))).toBe(false);
    await people().loop.stop();
  });

  it('are out as soon as a Grafana that was away is back', async () => {
    await people().loop.start();
    await world.clock.advance(0);
    world.grafana.fault('broken');
    world.members.acme = new Map();
    people().changed('ann');
    await world.clock.advance(0);
    await expect.poll(() => world.grafana.requests.length).toBeGreaterThan(0);
    expect(openTo('acme')).toEqual([['ann', 2]]);
    world.grafana.fault(null);
    await expect
      .poll(async () => {
        await world.clock.advance(1_000);
        return openTo('acme');
      })
      .toEqual([]);
    await people().loop.stop();
  });

  it('are not let in again by what was read before they left', async () => {
    const last = people().admit('ann', never);
    world.members.acme = new Map();
    await Promise.all([last, people().admit('ann', never)]);
    expect(openTo('acme')).toEqual([]);
  });
});
