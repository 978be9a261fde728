import { describe, expect, it } from 'vitest';
import { dataSourceSpecs } from '../provision/data-source-spec.ts';
import { type OperatorPlace, operatorObjects } from './operator-objects.ts';

const place: OperatorPlace = {
  owner: 'acme',
  namespace: 'monitoring',
  instance: { dashboards: 'grafana' },
  isElsewhere: true,
};
const specs = dataSourceSpecs([{ node: 'acme', clusters: ['eu1'] }], {
  baseUrl: 'https://tocsin.example',
  uidKey: new Uint8Array(32).fill(1),
  mayEdit: false,
  isAlone: false,
});
const tokens = new Map(specs.map(({ uid }) => [uid, `token of ${uid}`]));
const dashboards = [
  { uid: 'shop', node: 'acme', folder: 'Team/API', source: '{"title":"Shop"}' },
  { uid: 'top', node: 'acme', folder: '', source: '{"title":"Top","panels":[]}' },
];
const made = (at = place) => operatorObjects(at, specs, tokens, dashboards).objects;

describe('objects of grafana-operator', () => {
  it('are a Secret, the data sources, each folder with those above it, and the dashboards', () => {
    expect(made().map(({ kind }) => kind)).toEqual([
      'Secret',
      ...['GrafanaDatasource', 'GrafanaDatasource', 'GrafanaDatasource'],
      ...['GrafanaFolder', 'GrafanaFolder', 'GrafanaFolder'],
      ...['GrafanaDashboard', 'GrafanaDashboard'],
    ]);
    const [secret, source] = made();
    const uid = specs[0]?.uid ?? '';
    const { [uid]: held = '' } = Object(secret?.data) as Record<string, string>;
    expect(Buffer.from(held, 'base64').toString()).toBe(`Bearer token of ${uid}`);
    expect(JSON.stringify(source)).not.toContain('token of');
    expect(source?.spec).toMatchObject({
      uid,
      allowCrossNamespaceImport: true,
      instanceSelector: { matchLabels: { dashboards: 'grafana' } },
      datasource: { secureJsonData: { httpHeaderValue1: `\${${uid}}` }, editable: false },
      valuesFrom: [{ targetPath: 'secureJsonData.httpHeaderValue1' }],
    });
  });

  it('lie in their folders, and are the same each time', () => {
    const [own, team, api] = made().filter(({ kind }) => kind === 'GrafanaFolder');
    expect(own?.spec).toMatchObject({ title: 'tocsin: acme' });
    expect(own?.spec).not.toHaveProperty('parentFolderRef');
    expect(team?.spec).toMatchObject({ title: 'Team', parentFolderRef: own?.metadata.name });
    expect(api?.spec).toMatchObject({ title: 'API', parentFolderRef: team?.metadata.name });
    const [shop, top] = made().filter(({ kind }) => kind === 'GrafanaDashboard');
    expect(shop?.spec).toMatchObject({ uid: 'shop', folderRef: api?.metadata.name });
    expect(top?.spec).toMatchObject({ folderRef: own?.metadata.name });
    expect(made()).toEqual(made());
  });

  it('have DNS names of their own for each tenant and instance', () => {
    const names = (at: OperatorPlace) => made(at).map(({ metadata }) => metadata.name);
    const other = { ...place, instance: { dashboards: 'other' } };
    for (const name of names(place)) expect(name).toMatch(/^[a-z0-9]([a-z0-9-]{0,251}[a-z0-9])?$/);
    const globex = names({ ...place, owner: 'globex' });
    expect(new Set([...names(place), ...globex]).size).toBe(18);
    expect(
      names(other)
        .slice(1)
        .some((name) => names(place).includes(name)),
    ).toBe(false);
  });

  it('claim no default, which one Grafana has once, and name their data sources instead', () => {
    const sources = made().filter(({ kind }) => kind === 'GrafanaDatasource');
    expect(sources.map(({ spec }) => Object(spec).datasource.isDefault)).toEqual([
      ...[false, false, false],
    ]);
    const source = '{"title":"Up","panels":[{"id":1,"targets":[{"expr":"up"}]}]}';
    const one = { uid: 'up', node: 'acme', folder: '', source };
    const { objects } = operatorObjects(place, specs, null, [one]);
    const json = JSON.parse(String(Object(objects.at(-1)?.spec).json));
    expect(json.panels[0].datasource).toEqual({ type: 'prometheus', uid: specs[0]?.uid });
  });

  it('leave out what no object can hold', () => {
    const large = { uid: 'large', node: 'acme', folder: 'Big', source: `"${'x'.repeat(900_000)}"` };
    const { objects, tooLarge } = operatorObjects(place, [], null, [large]);
    expect(objects).toEqual([]);
    expect(tooLarge).toEqual(['large']);
  });
});
