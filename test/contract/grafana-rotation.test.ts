import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeOnBothStates } from '../support/both-states.ts';
import { BUSY_SECONDS } from '../support/grafana-api-stand-in/grafana-api-stand-in.ts';
import {
  DAY_MS,
  GRAFANA_MIGRATIONS,
  type GrafanaWorld,
  openGrafanaWorld,
  write,
} from '../support/grafana-world.ts';

const ACME = 'tocsin: acme';
const GLOBEX = 'tocsin: globex';
const KINDS = ['prometheus', 'loki', 'alertmanager'] as const;

describeOnBothStates('tokens of data sources that follow one another', (states) => {
  let world: GrafanaWorld;
  beforeEach(async () => {
    world = await openGrafanaWorld(await states.open(GRAFANA_MIGRATIONS));
  });
  afterEach(() => world.close());

  const held = (name = ACME) => KINDS.map((kind) => world.grafana.stolenToken(name, kind));
  /** Whether we take the token, for somebody of the tenant. */
  const isTaken = async (token: string) => {
    const headers = { authorization: `Bearer ${token}`, 'x-grafana-user': 'acme-reader' };
    return (await fetch(`${world.us.url}/scopes/acme/prometheus/x`, { headers })).status !== 401;
  };
  const areTaken = (tokens: readonly string[]) => Promise.all(tokens.map(isTaken));
  const rotated = async () => {
    const { text } = await world.metrics.expose();
    return Number(/^tocsin_grafana_tokens_rotated_total (\d+)/m.exec(text)?.[1] ?? 0);
  };

  it.each([
    ['cannot be reached', { status: 502, reason: '', message: 'Bad Gateway' }],
    [
      'is hidden by a proxy that says what we say, without our reason',
      { status: 403, reason: '', message: 'who looks in Grafana is no user of tocsin' },
    ],
    ['is busy', { status: 429, reason: 'limited', message: 'too many' }],
  ])('overlap as long as tocsin %s from Grafana', async (_, answer) => {
    await world.round();
    const before = held();
    const theirs = held(GLOBEX);
    await world.clock.advance(31 * DAY_MS);
    world.us.answersInstead(answer);
    await world.round();
    const after = held();
    for (const [index, token] of after.entries()) expect(token).not.toBe(before[index]);
    await world.round();
    expect(held()).toEqual(after);
    world.us.answersInstead(null);
    expect(await areTaken([...before, ...after])).toEqual(Array(6).fill(true));
    expect(await rotated()).toBe(0);
    await world.round();
    expect(await areTaken(before)).toEqual([false, false, false]);
    expect(await areTaken(after)).toEqual([true, true, true]);
    expect(await rotated()).toBe(6);
    expect(held(GLOBEX)).not.toEqual(theirs);
    const place = await world.book.placeOf('acme');
    const sources = place === undefined ? [] : await world.book.sources(place);
    expect(sources.map(({ fault }) => fault)).toEqual([null, null, null]);
  });

  it('go on where a process ended after the new one was written', async () => {
    await world.round();
    const before = held();
    await world.clock.advance(31 * DAY_MS);
    world.grafana.breakAt(1, 'after');
    await expect(world.round()).rejects.toThrow('the connection broke');
    world.restart();
    await world.clock.advance(DAY_MS);
    await world.round();
    expect(await areTaken(before)).toEqual([false, false, false]);
    expect(await areTaken(held())).toEqual([true, true, true]);
  });

  it('are written again where Grafana says that we do not accept one', async () => {
    await world.round();
    const [source] = world.grafana.organisation(ACME).sources.values();
    const good = source?.secrets.httpHeaderValue1;
    if (source) source.secrets = { httpHeaderValue1: 'Bearer tocsin_of-nobody' };
    await world.clock.advance(6 * 60_000);
    await world.round();
    const place = await world.book.placeOf('acme');
    const faults = place && (await world.book.sources(place)).map(({ fault }) => fault);
    expect(faults).toContain('tocsin does not accept its token: it is written again');
    await world.round();
    expect(source?.secrets.httpHeaderValue1).toBe(good);
  });
});

describeOnBothStates('a Grafana that cannot be asked', (states) => {
  let world: GrafanaWorld;
  beforeEach(async () => {
    world = await openGrafanaWorld(await states.open(GRAFANA_MIGRATIONS));
    await world.round();
  });
  afterEach(() => world.close());

  const failed = async (count: number) => {
    while (world.retries.length < count) await new Promise((resolve) => setImmediate(resolve));
  };

  it.each([
    ['down', [5, 10, 20, 40, 80, 160, 320, 600, 600]],
    ['broken', [5, 10, 20, 40, 80, 160, 320, 600, 600]],
    // It says itself how long.
    ['busy', [120, 120, 120, 120, 120, 160, 320, 600, 600]],
  ] as const)(
    'is asked less and less while it is %s, and at once when it is back',
    async (fault, seconds) => {
      expect(BUSY_SECONDS).toBe(120);
      const { loop } = world.sync();
      world.grafana.fault(fault);
      await world.clock.advance(60_000);
      await loop.start();
      await world.clock.advance(0);
      for (const [index, wait] of seconds.entries()) {
        await failed(index + 1);
        const asked = world.grafana.requests.length;
        await world.clock.advance(wait * 1_000 - 1);
        // Whoever has changed something does not shorten it.
        loop.wake();
        await world.clock.advance(0);
        expect(world.grafana.requests.length).toBe(asked);
        if (index + 1 < seconds.length) await world.clock.advance(1);
      }
      expect(world.retries).toEqual(seconds.map((one) => one * 1_000));
      world.grafana.fault(null);
      await world.clock.advance(1);
      while (world.health().fault !== null) await new Promise((resolve) => setImmediate(resolve));
      await loop.stop();
    },
  );
});

describeOnBothStates('a tenant with a folder in a shared organisation', (states) => {
  let world: GrafanaWorld;
  beforeEach(async () => {
    const state = await states.open(GRAFANA_MIGRATIONS);
    world = await openGrafanaWorld(state, { kind: 'folder', organisation: 1 });
  });
  afterEach(() => world.close());

  const main = () => world.grafana.organisation('Main Org.');
  const rootOf = (tenant: string) => {
    const found = [...main().folders.values()].find(({ title }) => title === `tocsin: ${tenant}`);
    if (found === undefined) throw new Error(`no folder of ${tenant}`);
    return found;
  };
  /** Somebody who has looked already. */
  const enter = (login: string, role = 'Viewer') => {
    const userId = world.grafana.state.userId(login);
    main().users.set(userId, { login, role });
    return userId;
  };

  it('takes rights away with the role and with the membership, and nobody of the other', async () => {
    const [ann, bob] = [enter('ann'), enter('bob')];
    world.members.acme = new Map([['ann', 'Editor']]);
    world.members.globex = new Map([
      ['bob', 'Editor'],
      ['ann', 'Viewer'],
    ]);
    await world.round();
    const globex = [
      { userId: ann, permission: 1 },
      { userId: bob, permission: 2 },
    ];
    expect(rootOf('acme').permissions).toEqual([{ userId: ann, permission: 2 }]);
    expect(rootOf('globex').permissions).toEqual(globex);
    world.members.acme = new Map([['ann', 'Viewer']]);
    await world.round();
    expect(rootOf('acme').permissions).toEqual([{ userId: ann, permission: 1 }]);
    world.members.acme = new Map();
    await world.round();
    expect(rootOf('acme').permissions).toEqual([]);
    expect(rootOf('globex').permissions).toEqual(globex);
  });

  it('takes back what somebody gave in Grafana, also after a restart', async () => {
    const [ann, bob] = [enter('ann'), enter('bob')];
    world.members.acme = new Map([['ann', 'Viewer']]);
    world.members.globex = new Map([['bob', 'Viewer']]);
    await world.round();
    rootOf('acme').permissions = [
      { userId: ann, permission: 2 },
      { userId: bob, permission: 1 },
      { role: 'Viewer', permission: 1 },
    ];
    await world.round();
    expect(rootOf('acme').permissions).toEqual([{ userId: ann, permission: 1 }]);
    world.restart();
    const writes = () => world.grafana.requests.filter(({ method }) => method !== 'GET').length;
    const before = writes();
    await world.round();
    expect(writes()).toBe(before);
  });

  it('is retired after an export: folder and data sources go, and nothing of the other', async () => {
    await write(world, 'acme', { uid: 'shop', title: 'Shop' }, { folder: 'Team' });
    await write(world, 'globex', { uid: 'store', title: 'Store' });
    await world.round();
    const token = world.grafana.stolenToken('Main Org.', 'prometheus');
    const folder = rootOf('acme').uid;
    const found = await world.dashboards.find('acme', 'shop');
    if (found) await world.dashboards.remove(found, '', null, null);
    await world.projects.delete('acme', 'shop');
    await world.tenants.delete('acme');
    world.grafana.breakAt(1, 'before');
    await expect(world.round()).rejects.toThrow('the connection broke');
    expect(main().dashboards.has('shop')).toBe(true);
    world.restart();
    await world.clock.advance(DAY_MS);
    await world.round();
    expect([...main().folders.keys()]).toEqual([rootOf('globex').uid]);
    expect(main().folders.has(folder)).toBe(false);
    expect([...main().dashboards.keys()]).toEqual(['store']);
    const names = [...main().sources.values()].map(({ fields }) => String(fields.name));
    expect(names.sort()).toEqual(['Alerts globex', 'Logs globex', 'Metrics globex']);
    const headers = { authorization: `Bearer ${token}`, 'x-grafana-user': 'acme-reader' };
    expect((await fetch(`${world.us.url}/scopes/acme/prometheus/x`, { headers })).status).toBe(401);
    const exports = join(world.folder, 'grafana-exports');
    const [made = ''] = existsSync(exports) ? readdirSync(exports) : [];
    const text = readFileSync(join(exports, made, 'shop.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({ title: 'Shop' });
    expect(readdirSync(join(exports, made)).sort()).toEqual(['index.json', 'shop.json']);
  });
});
