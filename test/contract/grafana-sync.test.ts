import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeOnBothStates } from '../support/both-states.ts';
import {
  DAY_MS,
  GRAFANA_MIGRATIONS,
  type GrafanaWorld,
  openGrafanaWorld,
  write,
} from '../support/grafana-world.ts';

const ACME = 'tocsin: acme';
const GLOBEX = 'tocsin: globex';

describeOnBothStates('dashboards in step with Grafana', (states) => {
  let world: GrafanaWorld;
  beforeEach(async () => {
    world = await openGrafanaWorld(await states.open(GRAFANA_MIGRATIONS));
  });
  afterEach(() => world.close());

  const theirs = (name = ACME) => world.grafana.organisation(name).dashboards;
  const titleHere = async (uid: string, owner = 'acme') => {
    const found = await world.dashboards.find(owner, uid);
    return found === null ? null : (JSON.parse(found.source) as { title: string }).title;
  };
  /** Somebody saves it in Grafana. */
  const saveThere = (uid: string, title: string, name = ACME) => {
    const organisation = world.grafana.organisation(name);
    const before = organisation.dashboards.get(uid);
    const json = { panels: [], ...before?.json, uid, title };
    const folderUid = before?.folderUid ?? '';
    world.grafana.state.save(organisation, { json, folderUid, message: 'by hand', by: 'ann' });
  };
  const pairOf = async (uid: string, owner = 'acme') => {
    const place = await world.book.placeOf(owner);
    return place && world.book.pair(place, uid);
  };
  const writes = () => world.grafana.requests.filter(({ method }) => method !== 'GET').length;

  it('gives each tenant an organisation and its own dashboards, in their folders', async () => {
    await write(world, 'acme', { uid: 'shop', title: 'Shop' }, { folder: 'Team/API' });
    await write(world, 'globex', { uid: 'shop', title: 'Other' });
    await world.round();
    expect(theirs().get('shop')?.json).toMatchObject({ title: 'Shop', uid: 'shop' });
    expect(theirs(GLOBEX).get('shop')?.json).toMatchObject({ title: 'Other' });
    const { folders } = world.grafana.organisation(ACME);
    const leaf = folders.get(theirs().get('shop')?.folderUid ?? '');
    expect(leaf?.title).toBe('API');
    expect(folders.get(leaf?.parentUid ?? '')?.title).toBe('Team');
    expect(world.grafana.organisation(GLOBEX).folders.size).toBe(0);
    const before = writes();
    await world.round();
    expect(writes()).toBe(before);
  });

  it('carries changes either way once, and knows whose they were', async () => {
    await write(world, 'acme', { uid: 'shop', title: 'One' });
    await world.round();
    await write(world, 'acme', { uid: 'shop', title: 'Two' });
    await world.round();
    expect(theirs().get('shop')?.versions).toHaveLength(2);
    saveThere('shop', 'Three');
    saveThere('new', 'Made there');
    await world.round();
    expect(await titleHere('shop')).toBe('Three');
    const made = await world.dashboards.find('acme', 'new');
    expect(made).toMatchObject({ origin: 'grafana', author: 'Grafana' });
    expect(await world.dashboards.find('globex', 'new')).toBeNull();
    const before = writes();
    const revision = (await world.dashboards.find('acme', 'shop'))?.revision;
    await world.round();
    await world.round();
    expect(writes()).toBe(before);
    expect((await world.dashboards.find('acme', 'shop'))?.revision).toBe(revision);
  });

  it('both changed: ours stays, theirs is a version here and there', async () => {
    await write(world, 'acme', { uid: 'shop', title: 'Base' });
    await world.round();
    await write(world, 'acme', { uid: 'shop', title: 'Ours' });
    saveThere('shop', 'Theirs');
    await world.round();
    expect(await titleHere('shop')).toBe('Ours');
    expect(theirs().get('shop')?.json.title).toBe('Ours');
    const inGrafana = theirs()
      .get('shop')
      ?.versions.map(({ json }) => (json as { title: string }).title);
    expect(inGrafana).toEqual(['Base', 'Theirs', 'Ours']);
    const titles = await versionTitles(world, 'shop');
    expect(titles).toEqual(['Base', 'Ours', 'Theirs', 'Ours']);
    expect((await world.book.journal('acme', 10)).map(({ kind }) => kind)).toContain('conflict');
    expect(await world.book.journal('globex', 10)).not.toContainEqual(
      expect.objectContaining({ kind: 'conflict' }),
    );
  });

  it('deletes on the other side what did not change there, and brings back what did', async () => {
    for (const uid of ['a', 'b', 'c', 'd']) await write(world, 'acme', { uid, title: uid });
    await world.round();
    const remove = async (uid: string) => {
      const found = await world.dashboards.find('acme', uid);
      if (found) await world.dashboards.remove(found, '', null, null);
    };
    await remove('a');
    theirs().delete('b');
    await remove('c');
    saveThere('c', 'changed there');
    theirs().delete('d');
    await write(world, 'acme', { uid: 'd', title: 'changed here' });
    await world.round();
    expect([...theirs().keys()].sort()).toEqual(['c', 'd']);
    expect(await titleHere('a')).toBeNull();
    expect(await titleHere('b')).toBeNull();
    expect(await titleHere('c')).toBe('changed there');
    expect(theirs().get('d')?.json.title).toBe('changed here');
  });

  it('puts back what Grafana has lost, organisation and all', async () => {
    for (let n = 0; n < 6; n++) await write(world, 'acme', { uid: `d${n}`, title: `${n}` });
    await world.round();
    theirs().clear();
    await world.round();
    expect(theirs().size).toBe(6);
    world.grafana.state.organisations.delete(world.grafana.organisation(ACME).id);
    await world.round();
    expect(theirs().size).toBe(6);
    expect(world.grafana.organisation(ACME).sources.size).toBe(3);
    expect(await world.dashboards.ofOwner('acme')).toHaveLength(6);
  });

  it('says what cannot be brought in step, and goes on with the others', async () => {
    await write(world, 'acme', { uid: 'shop', title: 'Shop' });
    await write(world, 'acme', { uid: 'zoo', title: 'Zoo' });
    await world.round();
    const provisioned = theirs().get('shop');
    if (provisioned) provisioned.isProvisioned = true;
    await write(world, 'acme', { uid: 'shop', title: 'Shop 2' });
    await write(world, 'acme', { uid: 'zoo', title: 'Zoo 2' });
    saveThere('tocsin-host', 'A reserved uid');
    await world.round();
    expect(theirs().get('zoo')?.json.title).toBe('Zoo 2');
    expect(await pairOf('shop')).toMatchObject({ drift: 'provisioned' });
    expect(await pairOf('tocsin-host')).toMatchObject({ drift: 'refused-here' });
    expect(await pairOf('zoo')).toMatchObject({ drift: null });
  });

  it('shows only the scopes that the tenant shows', async () => {
    await write(world, 'acme', { uid: 'all', title: 'All' });
    await write(world, 'acme', { uid: 'inner', title: 'Inner' }, { scope: 'acme.shop' });
    await world.round();
    expect([...theirs().keys()]).toEqual(['all']);
    expect(world.grafana.organisation(ACME).sources.size).toBe(3);
    const line = { atMs: 0, kind: 'settings', actor: 'ann', subject: 'acme', message: '' } as const;
    const shown = { scopes: ['acme.shop'], mayEdit: false, renewBeforeMs: 0 };
    await world.book.saveSettings('acme', shown, 0, line);
    await world.round();
    expect([...theirs().keys()].sort()).toEqual(['all', 'inner']);
    expect(world.grafana.organisation(ACME).sources.size).toBe(6);
    expect(world.grafana.organisation(GLOBEX).sources.size).toBe(3);
    await world.book.saveSettings('acme', { ...shown, scopes: [] }, 1, line);
    await world.round();
    expect([...theirs().keys()]).toEqual(['all']);
    expect(world.grafana.organisation(ACME).sources.size).toBe(3);
    expect(await titleHere('inner')).toBe('Inner');
  });

  it('breaks off at any write, before or after it, and ends in the same state', async () => {
    await write(world, 'acme', { uid: 'shop', title: 'Base' }, { folder: 'Team' });
    for (let at = 1; at <= 9; at++) {
      world.grafana.breakAt(at, at % 2 === 0 ? 'before' : 'after');
      await world.round().catch(() => undefined);
      world.restart();
    }
    await world.clock.advance(DAY_MS);
    world.restart();
    await world.round();
    await write(world, 'acme', { uid: 'shop', title: 'Ours' }, { folder: 'Team' });
    saveThere('shop', 'Theirs');
    world.grafana.breakAt(1, 'after');
    await world.round().catch(() => undefined);
    world.restart();
    await world.round();
    expect(await titleHere('shop')).toBe('Ours');
    expect(theirs().get('shop')?.json.title).toBe('Ours');
    expect(await versionTitles(world, 'shop')).toContain('Theirs');
    const { organisations } = world.grafana.state;
    expect([...organisations.values()].map(({ name }) => name).sort()).toEqual(
      ['Main Org.', ACME, GLOBEX].sort(),
    );
    expect(world.grafana.organisation(ACME).sources.size).toBe(3);
    expect(world.grafana.organisation(ACME).folders.size).toBe(1);
  });
});

describeOnBothStates('places and tokens in Grafana', (states) => {
  let world: GrafanaWorld;
  beforeEach(async () => {
    world = await openGrafanaWorld(await states.open(GRAFANA_MIGRATIONS));
  });
  afterEach(() => world.close());

  const ask = async (token: string, path: string, user = 'acme-reader') => {
    const headers = { authorization: `Bearer ${token}`, 'x-grafana-user': user };
    return (await fetch(`${world.us.url}${path}`, { headers })).status;
  };

  it('a stolen token reads what its data source reads, and nothing of a neighbour', async () => {
    await world.round();
    const token = world.grafana.stolenToken(ACME, 'prometheus');
    expect(await ask(token, '/scopes/acme/prometheus/api/v1/query')).toBe(200);
    expect(await ask(token, '/scopes/acme/loki/loki/api/v1/query')).toBe(403);
    expect(await ask(token, '/scopes/globex/prometheus/api/v1/query')).toBe(403);
    expect(await ask(token, '/scopes/globex/prometheus/api/v1/query', 'globex-reader')).toBe(403);
    expect(await ask(token, '/scopes/acme/prometheus/api/v1/query', 'globex-reader')).toBe(403);
    expect(await ask(token, '/scopes/acme/prometheus/api/v1/query', 'nobody')).toBe(403);
    const [a, b] = [ACME, GLOBEX].map((name) => [
      ...world.grafana.organisation(name).sources.keys(),
    ]);
    expect(a?.some((uid) => b?.includes(uid))).toBe(false);
  });

  it('writes back what somebody changed of a data source', async () => {
    await world.round();
    const [source] = world.grafana.organisation(ACME).sources.values();
    if (source) source.fields = { ...source.fields, url: 'http://evil.example' };
    await world.round();
    expect(source?.fields.url).toContain(`${world.us.url}/scopes/acme/`);
  });

  it('replaces tokens with overlap: the former ends when the new one works', async () => {
    await world.round();
    const before = world.grafana.stolenToken(ACME, 'prometheus');
    await world.clock.advance(31 * DAY_MS);
    world.grafana.breakAt(1, 'before');
    await world.round().catch(() => undefined);
    expect(await ask(before, '/scopes/acme/prometheus/x')).toBe(200);
    world.restart();
    await world.round();
    const after = world.grafana.stolenToken(ACME, 'prometheus');
    expect(after).not.toBe(before);
    expect(await ask(after, '/scopes/acme/prometheus/x')).toBe(200);
    expect(await ask(before, '/scopes/acme/prometheus/x')).toBe(401);
  });

  it('takes out who left, and nobody else', async () => {
    await world.round();
    const { state } = world.grafana;
    for (const name of [ACME, GLOBEX]) {
      for (const login of ['ann', 'bob']) {
        world.grafana.organisation(name).users.set(state.userId(login), { login, role: 'Viewer' });
      }
    }
    world.members.acme = new Map([['ann', 'Editor']]);
    world.members.globex = new Map([['bob', 'Viewer']]);
    await world.round();
    const logins = (name: string) =>
      [...world.grafana.organisation(name).users.values()].map(({ login }) => login).sort();
    expect(logins(ACME)).toEqual(['admin', 'ann']);
    const roles = () =>
      [...world.grafana.organisation(ACME).users.values()].map(({ role }) => role);
    expect(roles()).toEqual(['Admin', 'Editor']);
    world.members.acme = new Map([['ann', 'Viewer']]);
    await world.round();
    expect(roles()).toEqual(['Admin', 'Viewer']);
    expect(logins(GLOBEX)).toEqual(['admin', 'bob']);
  });

  it('retires the organisation of a deleted tenant after an export, also when it is made again', async () => {
    await write(world, 'acme', { uid: 'shop', title: 'Shop' });
    await write(world, 'globex', { uid: 'shop', title: 'Other' });
    await world.round();
    const stolen = world.grafana.stolenToken(ACME, 'prometheus');
    const first = world.grafana.organisation(ACME).id;
    const found = await world.dashboards.find('acme', 'shop');
    if (found) await world.dashboards.remove(found, '', null, null);
    await world.projects.delete('acme', 'shop');
    await world.tenants.delete('acme');
    await world.clock.advance(1_000);
    await world.tenants.create({
      id: 'acme',
      title: '',
      timeZone: 'UTC',
      language: 'en',
      severities: ['a'],
    });
    world.grafana.breakAt(1, 'before');
    await world.round().catch(() => undefined);
    expect(world.grafana.state.organisations.has(first)).toBe(true);
    world.restart();
    await world.round();
    expect(world.grafana.state.organisations.has(first)).toBe(false);
    expect(world.grafana.organisation(ACME).dashboards.size).toBe(0);
    expect(world.grafana.organisation(GLOBEX).dashboards.size).toBe(1);
    expect(await ask(stolen, '/scopes/acme/prometheus/x')).toBe(401);
    const lines = await world.book.journal('acme', 20);
    const retired = lines.find(({ kind }) => kind === 'retired')?.message ?? '';
    const path = /kept in (\S+) of/.exec(retired)?.[1] ?? '';
    const index = readFileSync(join(world.folder, path, 'index.json'), 'utf8');
    expect(JSON.parse(index)).toMatchObject({ tenant: 'acme', dashboards: [{ uid: 'shop' }] });
  });

  it.each([
    ['down', /connection broke|Nothing answers|does not answer/i],
    ['html', /something else answered/],
    ['busy', /asked too often/],
    ['broken', /fault of its own/],
  ] as const)('a Grafana that is %s is said, and nothing is lost', async (fault, words) => {
    await write(world, 'acme', { uid: 'shop', title: 'Shop' });
    await world.round();
    world.grafana.fault(fault);
    await expect(world.round()).rejects.toThrow(words);
    expect(world.health().fault).toMatch(words);
    world.grafana.fault(null);
    await world.clock.advance(600_000);
    await world.round();
    expect(world.health()).toMatchObject({ fault: null, version: '12.1.0' });
    expect(await world.dashboards.find('acme', 'shop')).not.toBeNull();
  });

  it('gives a slow Grafana so much time and no more', async () => {
    world.grafana.fault('slow');
    const round = world.round();
    const ended = expect(round).rejects.toThrow(/did not answer in time/);
    while (world.grafana.requests.length === 0)
      await new Promise((resolve) => setImmediate(resolve));
    await world.clock.advance(10_000);
    await ended;
  });

  it('says that the administrator is not accepted', async () => {
    const client = world.open('admin', 'wrong');
    const signal = new AbortController().signal;
    await expect(client.organisation(1, signal)).rejects.toThrow(
      /does not accept user and password/,
    );
  });

  it('asks again at most once in ten seconds', async () => {
    await world.now('acme');
    const again = world.sync().synchronise('acme', new AbortController().signal);
    await expect(again).rejects.toMatchObject({ kind: 'limited' });
    await world.now('globex');
  });
});

describeOnBothStates('folders of tenants in one organisation', (states) => {
  let world: GrafanaWorld;
  beforeEach(async () => {
    const state = await states.open(GRAFANA_MIGRATIONS);
    world = await openGrafanaWorld(state, { kind: 'folder', organisation: 1 });
  });
  afterEach(() => world.close());

  it('hold the dashboards of their tenant, and are open to its members alone', async () => {
    await write(world, 'acme', { uid: 'shop', title: 'Shop' }, { folder: 'Team' });
    await write(world, 'globex', { uid: 'store', title: 'Store' });
    const main = world.grafana.organisation('Main Org.');
    const ann = world.grafana.state.userId('ann');
    main.users.set(ann, { login: 'ann', role: 'Viewer' });
    world.members.acme = new Map([['ann', 'Editor']]);
    await world.round();
    const roots = [...main.folders.values()].filter(({ parentUid }) => parentUid === '');
    expect(roots.map(({ title, permissions }) => [title, permissions])).toEqual([
      ['tocsin: acme', [{ userId: ann, permission: 2 }]],
      ['tocsin: globex', []],
    ]);
    expect(main.sources.size).toBe(6);
    const [acme, globex] = roots;
    expect(main.dashboards.get('store')?.folderUid).toBe(globex?.uid);
    const team = main.folders.get(main.dashboards.get('shop')?.folderUid ?? '');
    expect(team).toMatchObject({ title: 'Team', parentUid: acme?.uid });
    expect(await world.dashboards.find('globex', 'shop')).toBeNull();
    world.members.acme = new Map();
    await world.round();
    expect(acme?.permissions).toEqual([]);
    expect(main.users.has(ann)).toBe(true);
  });
});

async function versionTitles({ dashboards, state }: GrafanaWorld, uid: string) {
  const found = await dashboards.find('acme', uid);
  if (found === null) return [];
  const { DashboardRepository } = await import('../../dashboards/store/dashboard-repository.ts');
  const { items } = await new DashboardRepository(state).versions(found.id, {
    limit: 50,
    cursor: null,
  });
  return items.map(({ title }) => title).reverse();
}
