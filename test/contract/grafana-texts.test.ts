import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeOnBothStates } from '../support/both-states.ts';
import {
  GRAFANA_MIGRATIONS,
  type GrafanaWorld,
  openGrafanaWorld,
  writeText,
} from '../support/grafana-world.ts';

const panel = { id: 1, type: 'stat', gridPos: { x: 0, y: 0, w: 6, h: 4 }, targets: [] };
const v1 = { title: 'Shop', panels: [{ ...panel, title: 'Orders' }], schemaVersion: 39 };
const v2 = {
  title: 'Shop',
  annotations: [],
  elements: {
    p: { kind: 'Panel', spec: { id: 1, title: 'Orders', vizConfig: { kind: 'stat', spec: {} } } },
  },
  layout: {
    kind: 'GridLayout',
    spec: {
      items: [
        {
          kind: 'GridLayoutItem',
          spec: { element: { name: 'p' }, x: 0, y: 0, width: 6, height: 4 },
        },
      ],
    },
  },
};
const resource = (version: string, spec: object) => ({
  ...{ apiVersion: `dashboard.grafana.app/${version}`, kind: 'Dashboard', spec },
  metadata: { name: 'shop', annotations: { 'grafana.app/folder': 'other' } },
  status: { conversion: { failed: false } },
});

/** As people have them from Grafana. */
const TEXTS: readonly (readonly [string, string])[] = [
  [
    'an answer of the API',
    JSON.stringify({ meta: { version: 7 }, dashboard: { ...v1, id: 5, uid: 'shop' } }),
  ],
  ['a resource of v1', JSON.stringify(resource('v1beta1', v1))],
  ['a resource of v2', JSON.stringify(resource('v2beta1', v2))],
  ['a spec of v2', JSON.stringify({ ...v2, uid: 'shop' })],
  ['a file with a mark before it', `\ufeff${JSON.stringify({ ...v1, uid: 'shop' })}`],
];

describeOnBothStates('texts that are not plain dashboards', (states) => {
  let world: GrafanaWorld;
  beforeEach(async () => {
    world = await openGrafanaWorld(await states.open(GRAFANA_MIGRATIONS));
  });
  afterEach(() => world.close());

  it.each(TEXTS)(
    '%s goes to Grafana as one, stays here, and comes back changed',
    async (_, text) => {
      await writeText(world, 'acme', text);
      await writeText(world, 'globex', JSON.stringify({ ...v1, uid: 'shop', title: 'Theirs' }));
      await world.round();
      const organisation = world.grafana.organisation('tocsin: acme');
      const there = () => organisation.dashboards.get('shop')?.json as Record<string, unknown>;
      expect(there()).toMatchObject({ title: 'Shop', panels: [{ id: 1, title: 'Orders' }] });
      for (const member of ['dashboard', 'meta', 'spec', 'apiVersion', 'elements', 'layout']) {
        expect(there()).not.toHaveProperty(member);
      }
      const source = async () => (await world.dashboards.find('acme', 'shop'))?.source;
      expect(await source()).toBe(text);
      const writes = () => world.grafana.requests.filter(({ method }) => method !== 'GET').length;
      const before = writes();
      await world.round();
      expect(writes()).toBe(before);
      const place = await world.book.placeOf('acme');
      expect(place && (await world.book.pair(place, 'shop'))).toMatchObject({ drift: null });
      const changed = { json: { ...there(), title: 'Changed there' }, folderUid: '' };
      world.grafana.state.save(organisation, { ...changed, message: '', by: 'ann' });
      await world.round();
      expect(JSON.parse((await source()) ?? '')).toMatchObject({ title: 'Changed there' });
      const other = world.grafana.organisation('tocsin: globex').dashboards.get('shop');
      expect(other?.json.title).toBe('Theirs');
    },
  );

  it('an export for sharing asks the tenant’s own data sources there, and stays as it is here', async () => {
    const text = JSON.stringify({
      __inputs: [{ name: 'DS_P', type: 'datasource', pluginId: 'prometheus' }],
      ...{ ...v1, uid: 'shop' },
      panels: [
        { ...panel, datasource: { type: 'prometheus', uid: '${DS_P}' } },
        { ...panel, id: 2, datasource: { type: 'loki', uid: 'of-another-grafana' } },
        { ...panel, id: 3, datasource: { type: 'prometheus', uid: 'by-hand' } },
      ],
    });
    await world.round();
    const organisation = world.grafana.organisation('tocsin: acme');
    const sources = [...organisation.sources.values()];
    const own = (type: string) => sources.find(({ fields }) => fields.type === type)?.uid;
    const fields = { ...sources[0]?.fields, name: 'Elsewhere', isDefault: false };
    organisation.sources.set('by-hand', {
      ...{ uid: 'by-hand', id: 999, fields, secrets: {}, isReadOnly: false, version: 1 },
    });
    await writeText(world, 'acme', text);
    await world.round();
    const there = organisation.dashboards.get('shop')?.json as { panels: { datasource: object }[] };
    expect(there.panels.map(({ datasource }) => datasource)).toEqual([
      { type: 'prometheus', uid: own('prometheus') },
      { type: 'loki', uid: own('loki') },
      { type: 'prometheus', uid: 'by-hand' },
    ]);
    expect(there).not.toHaveProperty('__inputs');
    expect((await world.dashboards.find('acme', 'shop'))?.source).toBe(text);
    const revision = (await world.dashboards.find('acme', 'shop'))?.revision;
    const writes = () => world.grafana.requests.filter(({ method }) => method !== 'GET').length;
    const before = writes();
    await world.round();
    expect(writes()).toBe(before);
    expect((await world.dashboards.find('acme', 'shop'))?.revision).toBe(revision);
  });

  it('what a later Grafana answers in another form is no change, until somebody saves or moves it', async () => {
    const text = JSON.stringify({ ...v1, uid: 'shop' });
    for (const owner of ['acme', 'globex']) await writeText(world, owner, text);
    await world.round();
    const organisation = world.grafana.organisation('tocsin: acme');
    const kept = organisation.dashboards.get('shop');
    if (kept === undefined) throw new Error('no dashboard');
    kept.json = { ...kept.json, schemaVersion: 42, preload: false };
    const here = async () => await world.dashboards.find('acme', 'shop');
    const writes = () => world.grafana.requests.filter(({ method }) => method !== 'GET').length;
    const before = writes();
    await world.round();
    expect(await here()).toMatchObject({ source: text, revision: 1 });
    await writeText(world, 'acme', JSON.stringify({ ...v1, uid: 'shop', title: 'Ours' }));
    await world.round();
    expect(writes(), 'ours goes there, as no conflict').toBe(before + 1);
    expect(organisation.dashboards.get('shop')?.json).toMatchObject({ title: 'Ours' });
    const json = { ...kept.json, title: 'Saved there' };
    world.grafana.state.save(organisation, { json, folderUid: '', message: '', by: 'ann' });
    await world.round();
    expect(JSON.parse((await here())?.source ?? '')).toMatchObject({ title: 'Saved there' });
  });
});
