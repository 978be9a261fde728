import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { dataSourceDrift } from './data-source-body.ts';
import { type DataSourceSettings, dataSourceSpecs, type ShownScope } from './data-source-spec.ts';
import { dashboardFiles, dataSourceFile, envName } from './provisioning-files.ts';

const settings: DataSourceSettings = {
  baseUrl: 'https://tocsin.example/',
  uidKey: new Uint8Array(32).fill(1),
  mayEdit: false,
  isAlone: true,
};
const one = (node: string, ...clusters: readonly string[]): ShownScope => ({ node, clusters });
const specsOf = (...scopes: readonly ShownScope[]) => dataSourceSpecs(scopes, settings);

describe('data sources of a tenant', () => {
  it('are three for each scope, at our own addresses, the first the default', () => {
    const specs = specsOf(one('acme', 'eu1'), one('acme.shop', 'eu1'));
    expect(specs.map(({ url }) => url)).toEqual([
      'https://tocsin.example/scopes/acme/prometheus',
      'https://tocsin.example/scopes/acme/loki',
      'https://tocsin.example/scopes/acme/alertmanager',
      'https://tocsin.example/scopes/acme.shop/prometheus',
      'https://tocsin.example/scopes/acme.shop/loki',
      'https://tocsin.example/scopes/acme.shop/alertmanager',
    ]);
    expect(specs.filter(({ isDefault }) => isDefault)).toHaveLength(1);
    expect(specs[0]?.jsonData).toMatchObject({
      httpMethod: 'POST',
      manageAlerts: false,
      alertmanagerUid: specs[2]?.uid,
    });
    expect(specs[2]?.jsonData).toMatchObject({ implementation: 'prometheus' });
  });

  it('are a set for each cluster where a scope lies on several', () => {
    const scopes = specsOf(one('acme', 'eu1', 'us1')).map(({ scope }) => scope);
    expect([...new Set(scopes)]).toEqual(['acme@eu1', 'acme@us1']);
  });

  it('have uids that stay, that Grafana takes, and that no other tenant or key has', () => {
    const acme = specsOf(one('acme')).map(({ uid }) => uid);
    const globex = specsOf(one('globex')).map(({ uid }) => uid);
    const otherKey = { ...settings, uidKey: new Uint8Array(32).fill(2) };
    const others = dataSourceSpecs([one('acme')], otherKey).map(({ uid }) => uid);
    expect(specsOf(one('acme')).map(({ uid }) => uid)).toEqual(acme);
    expect(new Set([...acme, ...globex, ...others]).size).toBe(9);
    for (const uid of acme) expect(uid).toMatch(/^[A-Za-z0-9_-]{1,40}$/);
  });

  it('may do no more than their kind needs, and change nothing unless it is allowed', () => {
    const read = specsOf(one('acme')).flatMap(({ permissions }) => permissions);
    expect(read.filter((permission) => permission.endsWith(':write'))).toEqual([]);
    const [metrics] = dataSourceSpecs([one('acme')], { ...settings, mayEdit: true });
    expect(metrics?.permissions).toEqual(['metrics:read', 'rules:read', 'rules:write']);
  });

  it.each([
    ['its address', { url: 'http://evil.example' }, ['url']],
    ['access from the browser', { access: 'direct' }, ['access']],
    ['the method', { jsonData: { httpMethod: 'GET' } }, ['jsonData.httpMethod']],
    ['the token taken out', { secureJsonFields: {} }, ['secureJsonData.httpHeaderValue1']],
    ['nothing', { jsonData: { timeInterval: '30s' } }, []],
  ])('show what somebody else changed: %s', (_, change, drift) => {
    const [spec] = specsOf(one('acme'));
    if (spec === undefined) throw new Error('no spec');
    const { uid, name, kind, url, isDefault, jsonData } = spec;
    const found = {
      ...{ uid, name, type: kind, url, isDefault, access: 'proxy', readOnly: false, version: 1 },
      secureJsonFields: { httpHeaderValue1: true },
      ...change,
      jsonData: { ...jsonData, ...('jsonData' in change ? change.jsonData : {}) },
    };
    expect(dataSourceDrift(spec, found)).toEqual(drift);
  });
});

describe('provisioning files', () => {
  const specs = specsOf(one('acme', 'eu1'));
  const uid = specs[0]?.uid ?? '';

  it('name the token, or hold it, and are the same each time', () => {
    const byName = dataSourceFile('acme', specs, { organisation: 3, token: { kind: 'reference' } });
    expect(byName.path).toBe('datasources/tocsin-acme.yaml');
    expect(byName.text).not.toContain('secret-of');
    const [first] = parse(byName.text).datasources;
    expect(first).toMatchObject({ uid, access: 'proxy', editable: false, orgId: 3 });
    expect(first.secureJsonData.httpHeaderValue1).toBe(`Bearer $${envName(uid)}`);
    const token = { kind: 'given', tokens: new Map([[uid, 'secret-of-$metrics']]) } as const;
    const given = dataSourceFile('acme', specs, { organisation: 3, token });
    const [held] = parse(given.text).datasources;
    expect(held.secureJsonData.httpHeaderValue1).toBe('Bearer secret-of-$$metrics');
    expect(dataSourceFile('acme', specs, { organisation: 3, token })).toEqual(given);
  });

  it('keep dashboards in their folders, whatever the folders are called', () => {
    const files = dashboardFiles(
      'acme',
      [
        { uid: 'b', node: 'acme', folder: 'Team/../API', source: '{"title":"B"}' },
        { uid: 'a', node: 'acme', folder: '', source: '{"title":"A"}' },
      ],
      { organisation: 1, isAlone: true, specs },
    );
    expect(files.map(({ path }) => path)).toEqual([
      'dashboards/tocsin-acme.yaml',
      'dashboards/tocsin-acme/a.json',
      'dashboards/tocsin-acme/Team/__/API/b.json',
    ]);
    expect(files[1]?.text).toBe('{"title":"A"}');
  });

  it('of several tenants in one organisation share no folder, and have no default', () => {
    const shared = dataSourceSpecs([one('acme')], { ...settings, isAlone: false });
    expect(shared.map(({ isDefault }) => isDefault)).toEqual([false, false, false]);
    const files = dashboardFiles(
      'acme',
      ['', 'Team/API'].map((folder, at) => ({
        ...{ uid: `d${at}`, node: 'acme', folder },
        source: '{"title":"A"}',
      })),
      { organisation: 1, isAlone: false, specs: shared },
    );
    expect(files.slice(1).map(({ path }) => path)).toEqual([
      'dashboards/tocsin-acme/tocsin - acme/d0.json',
      'dashboards/tocsin-acme/tocsin - acme - Team - API/d1.json',
    ]);
  });
});
