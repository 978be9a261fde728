import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { desiredObjects } from '../../dashboards/grafana/operator/desired-objects.ts';
import { ObjectExports } from '../../dashboards/grafana/operator/object-exports.ts';
import { OperatorDelivery } from '../../dashboards/grafana/operator/operator-delivery.ts';
import type { OperatorPlace } from '../../dashboards/grafana/operator/operator-objects.ts';
import { OPERATOR_KINDS, OPERATOR_PART } from '../../dashboards/grafana/operator/operator-set.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { openDirectState } from '../support/direct-state.ts';
import {
  DAY_MS,
  GRAFANA_MIGRATIONS,
  type GrafanaWorld,
  openGrafanaWorld,
  write,
} from '../support/grafana-world.ts';
import { crdsFor } from '../support/kubernetes/crds/crd-documents.ts';
import type { JsonObject } from '../support/kubernetes/model/json.ts';
import { type Kubernetes, startKubernetes } from '../support/kubernetes/start-kubernetes.ts';
import { type ManagedLab, managedLab } from '../support/managed-lab.ts';
import { waitUntil } from '../support/wait-until.ts';

const NAMESPACE = 'monitoring';
const KINDS = ['GrafanaDashboard', 'GrafanaDatasource', 'GrafanaFolder'] as const;
const GROUP = 'grafana.integreatly.org';

let cluster: Kubernetes;
let world: GrafanaWorld;
let lab: ManagedLab;
let delivery: OperatorDelivery;

beforeAll(async () => {
  const namespaces = [NAMESPACE];
  cluster = await startKubernetes({
    namespaces,
    // What docs/grafana-provisioning.md says that tocsin needs.
    identities: {
      tocsin: [
        { namespaces, groups: [GROUP], resources: '*', verbs: '*' },
        { namespaces, groups: [''], resources: ['secrets'], verbs: '*' },
        { namespaces: '*', groups: [GROUP], resources: '*', verbs: ['get', 'list', 'watch'] },
        {
          namespaces: '*',
          groups: [''],
          resources: ['secrets', 'namespaces'],
          verbs: ['get', 'list', 'watch'],
        },
      ],
    },
    crds: crdsFor(KINDS, { own: true }),
  });
});
afterAll(() => cluster.stop());

beforeEach(async () => {
  world = await openGrafanaWorld(openDirectState(GRAFANA_MIGRATIONS));
  await start();
  await write(world, 'acme', { uid: 'shop', title: 'Shop' }, { folder: 'Team/API' });
  await write(world, 'globex', { uid: 'store', title: 'Store' });
});
afterEach(async () => {
  exportsTo = undefined;
  await delivery.loop.stop();
  await lab.close();
  await world.close();
  for (const kind of ['Secret', ...KINDS]) {
    for (const { metadata } of cluster.objects.list(kind)) {
      cluster.objects.remove({ kind, ...(metadata as { name: string; namespace: string }) });
    }
  }
});

const place = (owner: string): OperatorPlace => ({
  ...{ owner, namespace: NAMESPACE, instance: { dashboards: 'grafana' }, isElsewhere: false },
});

/** Instead of the data folder. */
let exportsTo: string | undefined;

async function start(): Promise<void> {
  const { clock, book, tokens, dashboards } = world;
  lab = managedLab(cluster, { part: OPERATOR_PART, kinds: OPERATOR_KINDS });
  delivery = new OperatorDelivery({
    objects: () => lab.set,
    desired: desiredObjects({
      ...{ book, tokens, dashboards, place, clock, boards: world.boards },
      directory: () => world.directory.current(),
      baseUrl: () => world.us.url,
      ...{ uidKey: new Uint8Array(32).fill(7), rotateAfterMs: 30 * DAY_MS, overlapMs: 7 * DAY_MS },
    }),
    ...{ allowMassRemoval: false, everyMs: 60_000, clock, random: () => 0 },
    exports: new ObjectExports({ book, folder: exportsTo ?? world.folder, clock }),
    logger: createLogger({ level: 'silent' }),
  });
  await delivery.loop.start();
}

/** So many days later, by a new process. */
async function later(days: number): Promise<void> {
  await delivery.loop.stop();
  await lab.close();
  await world.clock.advance(days * DAY_MS);
  await start();
  await pass();
}

/** A minute later. */
async function pass(): Promise<void> {
  const before = delivery.doneAtMs();
  await world.clock.advance(60_000);
  await waitUntil(() => delivery.doneAtMs() !== before, { what: 'a pass' });
}

const faults = (owner: string) =>
  delivery.standing(owner).flatMap(({ kind, fault }) => (fault === null ? [] : [[kind, fault]]));
const kindsOf = (owner: string) => delivery.standing(owner).map(({ kind }) => kind);
const namesOf = (kind: string, owner: string) =>
  delivery
    .standing(owner)
    .filter((one) => one.kind === kind)
    .map(({ name }) => name);
const live = (kind: string, name: string) =>
  cluster.objects.get({ kind, namespace: NAMESPACE, name });
const only = (kind: string, owner: string): string => {
  const [name, ...more] = namesOf(kind, owner);
  if (name === undefined || more.length > 0) throw new Error(`not one ${kind} of ${owner}`);
  return name;
};
const secretsOf = (owner: string) => {
  const data = (live('Secret', only('Secret', owner))?.data ?? {}) as Record<string, string>;
  return Object.values(data).map((text) => Buffer.from(text, 'base64').toString());
};
const status = async (bearer: string, scope = 'acme') => {
  const headers = { authorization: bearer, 'x-grafana-user': 'acme-reader' };
  return (await fetch(`${world.us.url}/scopes/${scope}/prometheus/x`, { headers })).status;
};

describe('objects of grafana-operator in a cluster', () => {
  it('leave a uid to the tenant who had it first, in a Grafana that all share', async () => {
    await pass();
    await write(world, 'globex', { uid: 'shop', title: 'Taken over' }, { folder: 'Team' });
    await write(world, 'acme', { uid: 'store', title: 'Taken over' });
    await pass();
    const boards = cluster.objects.list('GrafanaDashboard').map(({ spec }) => spec);
    expect(boards.map((spec) => (spec as { uid: string }).uid).sort()).toEqual(['shop', 'store']);
    expect(JSON.stringify(boards)).not.toContain('Taken over');
    for (const owner of ['acme', 'globex']) {
      const said = faults(owner);
      expect(said).toEqual([['GrafanaDashboard', expect.stringContaining('has its uid already')]]);
      expect(JSON.stringify(said)).not.toMatch(/acme|globex|Shop|Store/);
    }
    const found = await world.dashboards.find('acme', 'shop');
    if (found !== null) await world.dashboards.remove(found, '', null, null);
    await pass();
    expect(faults('globex')).toEqual([]);
    const of = namesOf('GrafanaDashboard', 'globex').map((name) => live('GrafanaDashboard', name));
    expect(JSON.stringify(of)).toContain('Taken over');
  });

  it('are there for both tenants, and then cost no write', async () => {
    await pass();
    expect([...faults('acme'), ...faults('globex')]).toEqual([]);
    expect(kindsOf('acme')).toEqual([
      'Secret',
      ...['GrafanaDatasource', 'GrafanaDatasource', 'GrafanaDatasource'],
      ...['GrafanaFolder', 'GrafanaFolder', 'GrafanaFolder', 'GrafanaDashboard'],
    ]);
    const shop = live('GrafanaDashboard', only('GrafanaDashboard', 'acme'));
    expect(shop?.spec).toMatchObject({ uid: 'shop', json: expect.stringContaining('"Shop"') });
    const folders = cluster.objects
      .list('GrafanaFolder')
      .map(({ spec }) => spec as { title: string });
    expect(folders.map(({ title }) => title).sort()).toEqual([
      ...['API', 'Team', 'tocsin: acme', 'tocsin: globex'],
    ]);
    world.present.acme = ['redis_up'];
    await world.clock.advance(600_000);
    await pass();
    const redis = { uid: world.boardUid('acme', 'redis') };
    const specs = (owner: string) =>
      namesOf('GrafanaDashboard', owner).map((name) => live('GrafanaDashboard', name)?.spec);
    expect(specs('acme')).toContainEqual(expect.objectContaining(redis));
    expect(specs('globex')).toHaveLength(1);
    const answers = await Promise.all(secretsOf('acme').map((one) => status(one)));
    expect(answers.sort()).toEqual([200, 403, 403]);
    expect(await Promise.all(secretsOf('globex').map((one) => status(one)))).toEqual([
      403, 403, 403,
    ]);
    cluster.requests.clear();
    await pass();
    expect(cluster.requests.writes()).toEqual([]);
  });

  it('are put back without a call when somebody edits or deletes them', async () => {
    await pass();
    const [dashboard, source = ''] = [
      only('GrafanaDashboard', 'acme'),
      namesOf('GrafanaDatasource', 'acme')[0],
    ];
    cluster.objects.edit(
      { kind: 'GrafanaDashboard', namespace: NAMESPACE, name: dashboard },
      (one) => ({
        ...one,
        spec: { ...(one.spec as object), json: '{"title":"Hacked"}' },
      }),
    );
    cluster.objects.remove({ kind: 'GrafanaDatasource', namespace: NAMESPACE, name: source });
    cluster.objects.remove({
      kind: 'Secret',
      namespace: NAMESPACE,
      name: only('Secret', 'globex'),
    });
    await waitUntil(() => lab.drifts.filter((one) => one.repairedAtMs !== null).length === 3, {
      what: 'three repairs',
    });
    expect(live('GrafanaDashboard', dashboard)?.spec).toMatchObject({
      json: expect.stringContaining('"Shop"'),
    });
    expect(live('GrafanaDatasource', source)).toBeDefined();
    expect(secretsOf('globex')).toHaveLength(3);
    const told = lab.drifts.filter((one) => one.repairedAtMs !== null);
    expect(told.map(({ kind, change }) => `${kind} ${change}`).sort()).toEqual([
      ...['GrafanaDashboard edited', 'GrafanaDatasource deleted', 'Secret deleted'],
    ]);
  });

  it("leave somebody else's object alone, and say so to its tenant only", async () => {
    await pass();
    const name = only('GrafanaDashboard', 'acme');
    const ours = live('GrafanaDashboard', name) ?? {};
    await delivery.loop.stop();
    await lab.close();
    cluster.objects.remove({ kind: 'GrafanaDashboard', namespace: NAMESPACE, name });
    const theirs = { name, namespace: NAMESPACE, labels: { own: 'x' } };
    cluster.objects.create({ ...ours, metadata: theirs }, 'helm');
    await start();
    await pass();
    expect(faults('acme')).toEqual([
      [
        'GrafanaDashboard',
        expect.stringContaining("last written by helm, is not tocsin's and is left alone"),
      ],
    ]);
    expect(faults('globex')).toEqual([]);
    expect(live('GrafanaDashboard', name)?.metadata).toMatchObject({ labels: { own: 'x' } });
  });

  it('go with what they stand for, and nothing else does', async () => {
    await pass();
    const [shop, store] = [only('GrafanaDashboard', 'acme'), only('GrafanaDashboard', 'globex')];
    const found = await world.dashboards.find('acme', 'shop');
    if (found) await world.dashboards.remove(found, '', null, null);
    await pass();
    expect(live('GrafanaDashboard', shop)).toBeUndefined();
    const folders = cluster.objects.list('GrafanaFolder').map(({ spec }) => spec);
    expect(folders).toEqual([expect.objectContaining({ title: 'tocsin: globex' })]);
    expect(namesOf('GrafanaFolder', 'acme')).toEqual([]);
    expect(live('GrafanaDashboard', store)).toBeDefined();
    await world.projects.delete('acme', 'shop');
    await world.tenants.delete('acme');
    await pass();
    expect(delivery.standing('acme')).toEqual([]);
    expect(cluster.objects.list('Secret')).toHaveLength(1);
    expect(cluster.objects.list('GrafanaDatasource')).toHaveLength(3);
  });

  it('of a tenant that is gone leave after its dashboards are on disk, and not before', async () => {
    world.present.acme = ['redis_up'];
    // So that what goes is no mass of what there is.
    for (let at = 0; at < 8; at++) await write(world, 'globex', { uid: `s${at}`, title: 'Store' });
    await world.clock.advance(600_000);
    await pass();
    const names = namesOf('GrafanaDashboard', 'acme');
    expect(names.length).toBeGreaterThan(1);
    await delivery.loop.stop();
    await lab.close();
    const found = await world.dashboards.find('acme', 'shop');
    if (found) await world.dashboards.remove(found, '', null, null);
    await world.projects.delete('acme', 'shop');
    await world.tenants.delete('acme');
    // A folder that cannot be written to, in a process that knows nothing of the pass before.
    exportsTo = join(world.folder, 'file');
    writeFileSync(exportsTo, 'no folder');
    await start();
    await pass();
    expect(delivery.problem()).toContain('former tenant acme cannot be written');
    for (const name of names) expect(live('GrafanaDashboard', name)).toBeDefined();
    await delivery.loop.stop();
    await lab.close();
    exportsTo = undefined;
    await start();
    await pass();
    expect(delivery.problem()).toBeNull();
    for (const name of names) expect(live('GrafanaDashboard', name)).toBeUndefined();
    const exports = join(world.folder, 'grafana-exports');
    const [folder = '', ...more] = readdirSync(exports);
    expect([folder.startsWith('acme-'), more]).toEqual([true, []]);
    const text = readFileSync(join(exports, folder, 'index.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      tenant: 'acme',
      dashboards: expect.arrayContaining([
        { uid: 'shop', title: 'Shop', folder: 'Team/API', file: 'shop.json' },
        expect.objectContaining({ uid: world.boardUid('acme', 'redis'), folder: 'tocsin' }),
      ]),
    });
    expect(text).not.toMatch(/globex|Store/);
    const shop = readFileSync(join(exports, folder, 'shop.json'), 'utf8');
    expect(JSON.parse(shop)).toMatchObject({ title: 'Shop' });
    expect(kindsOf('globex')).toContain('GrafanaDashboard');
  });

  it('hold new tokens in time, and the former ones end after the overlap', async () => {
    await pass();
    const before = secretsOf('acme');
    await later(31);
    const after = secretsOf('acme');
    expect(after.some((one) => before.includes(one))).toBe(false);
    for (const one of [...before, ...after]) expect(await status(one)).not.toBe(401);
    await later(8);
    for (const one of before) expect(await status(one)).toBe(401);
    for (const one of after) expect(await status(one)).not.toBe(401);
    expect(secretsOf('acme')).toEqual(after);
  });

  it('say what no object can hold, and what the operator could not do', async () => {
    await write(world, 'acme', { uid: 'large', title: 'Large', text: 'x'.repeat(900_000) });
    await pass();
    expect(faults('acme')).toEqual([['GrafanaDashboard', expect.stringContaining('900000 bytes')]]);
    const [source = '', other = ''] = namesOf('GrafanaDatasource', 'globex');
    const say = (name: string, said: JsonObject) =>
      cluster.objects.setStatus({ kind: 'GrafanaDatasource', namespace: NAMESPACE, name }, said);
    say(source, { NoMatchingInstances: true });
    const at = { lastTransitionTime: '2026-11-21T00:00:00Z' };
    const condition = { ...at, type: 'DatasourceSynchronized', status: 'False', reason: 'Failed' };
    say(other, { conditions: [{ ...condition, message: 'grafana answers 401' }] });
    await waitUntil(() => faults('globex').length === 2, { what: 'what the operator says' });
    expect(faults('globex')).toEqual([
      ['GrafanaDatasource', expect.stringContaining('finds no Grafana object')],
      ['GrafanaDatasource', 'grafana-operator: grafana answers 401'],
    ]);
  });
});
