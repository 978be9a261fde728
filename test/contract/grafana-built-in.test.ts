import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeOnBothStates } from '../support/both-states.ts';
import {
  DAY_MS,
  GRAFANA_MIGRATIONS,
  type GrafanaWorld,
  openGrafanaWorld,
} from '../support/grafana-world.ts';

const REDIS = ['redis_up', 'redis_connected_clients', 'redis_memory_used_bytes'];
const GO = ['go_goroutines', 'go_info', 'go_memstats_heap_inuse_bytes'];

describeOnBothStates('built-in dashboards in Grafana', (states) => {
  let world: GrafanaWorld;
  beforeEach(async () => {
    world = await openGrafanaWorld(await states.open(GRAFANA_MIGRATIONS));
    world.present.acme = REDIS;
    world.present.globex = GO;
  });
  afterEach(() => world.close());

  const there = (owner: string) => world.grafana.organisation(`tocsin: ${owner}`);
  const uid = (owner: string, id: string) => world.boardUid(owner, id);
  const writes = () => world.grafana.requests.filter(({ method }) => method !== 'GET').length;
  const rowOf = async (id: string) => {
    const place = await world.book.placeOf('acme');
    return place && world.book.pair(place, uid('acme', id));
  };

  it('each tenant has those that its metrics fill, with its own data source, and none of another', async () => {
    await world.round();
    expect([...there('acme').dashboards.keys()]).toEqual([uid('acme', 'redis')]);
    expect([...there('globex').dashboards.keys()]).toEqual([uid('globex', 'go')]);
    const board = there('acme').dashboards.get(uid('acme', 'redis'));
    expect(there('acme').folders.get(board?.folderUid ?? '')?.title).toBe('tocsin');
    const source = [...there('acme').sources.values()].find(
      ({ fields }) => fields.type === 'prometheus',
    );
    expect(board?.json).toMatchObject({ editable: false });
    const variable = {
      name: 'datasource',
      current: expect.objectContaining({ value: source?.uid }),
    };
    const list = expect.arrayContaining([expect.objectContaining(variable)]);
    expect(board?.json.templating).toEqual({ list });
    const before = writes();
    await world.round();
    expect(writes()).toBe(before);
    expect(await world.dashboards.ofOwner('acme')).toEqual([]);
  });

  it('what is changed, moved or deleted in Grafana is put back, and said', async () => {
    await world.round();
    const [id] = [uid('acme', 'redis')];
    const given = there('acme').dashboards.get(id);
    const json = { ...given?.json, title: 'Mine' };
    world.grafana.state.save(there('acme'), { json, folderUid: '', message: '', by: 'ann' });
    await world.round();
    expect(there('acme').dashboards.get(id)?.json.title).toBe(given?.json.title);
    expect(there('acme').dashboards.get(id)?.folderUid).toBe(given?.folderUid);
    const changed = { actor: 'ann (Grafana)', subject: id };
    expect(await world.book.journal('acme', 10)).toContainEqual(expect.objectContaining(changed));
    there('acme').dashboards.delete(id);
    await world.round();
    expect(there('acme').dashboards.has(id)).toBe(true);
    const provisioned = there('acme').dashboards.get(id);
    if (provisioned) Object.assign(provisioned, { isProvisioned: true, json });
    await world.round();
    expect(await rowOf('redis')).toMatchObject({ drift: 'provisioned' });
    expect([...there('globex').dashboards.keys()]).toEqual([uid('globex', 'go')]);
  });

  it('names that cannot be read change nothing; a board goes after 7 days that nothing fills', async () => {
    await world.round();
    world.present.acme = undefined;
    await world.now('acme');
    world.restart();
    await world.clock.advance(8 * DAY_MS);
    await world.now('acme');
    expect([...there('acme').dashboards.keys()]).toEqual([uid('acme', 'redis')]);
    expect(await rowOf('redis')).toMatchObject({ drift: null });
    world.present.acme = [...GO];
    await world.now('acme');
    const both = [uid('acme', 'go'), uid('acme', 'redis')].sort();
    expect([...there('acme').dashboards.keys()].sort()).toEqual(both);
    expect(await rowOf('redis')).toMatchObject({ drift: 'unfilled' });
    await world.clock.advance(6 * DAY_MS);
    await world.now('acme');
    expect(there('acme').dashboards.size).toBe(2);
    await world.clock.advance(DAY_MS);
    world.restart();
    await world.now('acme');
    expect([...there('acme').dashboards.keys()]).toEqual([uid('acme', 'go')]);
    world.present.acme = REDIS;
    await world.now('acme');
    expect(there('acme').dashboards.has(uid('acme', 'redis'))).toBe(true);
  });

  it('is written anew in the language of the tenant', async () => {
    await world.round();
    const tenant = await world.tenants.get('acme');
    const { title, timeZone, severities } = tenant;
    const fields = { title, timeZone, severities, language: 'zh' } as const;
    await world.tenants.update('acme', fields, tenant.revision);
    await world.round();
    const board = there('acme').dashboards.get(uid('acme', 'redis'));
    expect(JSON.stringify(board?.json)).toContain('数据源');
    expect(JSON.stringify(there('globex').dashboards.get(uid('globex', 'go'))?.json)).not.toContain(
      '数据源',
    );
  });
});

describeOnBothStates('built-in dashboards in folders of one organisation', (states) => {
  it('are the tenant\u2019s own, with uids of their own', async () => {
    const placement = { kind: 'folder', organisation: 1 } as const;
    const world = await openGrafanaWorld(await states.open(GRAFANA_MIGRATIONS), placement);
    try {
      world.present.acme = REDIS;
      world.present.globex = REDIS;
      await world.round();
      const { dashboards, folders } = world.grafana.organisation('Main Org.');
      for (const owner of ['acme', 'globex']) {
        const kept = dashboards.get(world.boardUid(owner, 'redis'));
        const folder = folders.get(kept?.folderUid ?? '');
        expect(folder?.title).toBe('tocsin');
        expect(folders.get(folder?.parentUid ?? '')?.title).toBe(`tocsin: ${owner}`);
      }
      expect(dashboards.size).toBe(2);
      const { sources } = world.grafana.organisation('Main Org.');
      expect([...sources.values()].filter(({ fields }) => fields.isDefault === true)).toEqual([]);
      const versions = () => [...sources.values()].map(({ version }) => version);
      const before = versions();
      await world.round();
      expect(versions(), 'nobody takes the default from the other').toEqual(before);
    } finally {
      await world.close();
    }
  });
});
