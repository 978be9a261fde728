import { describe, expect, it } from 'vitest';
import { dataSourceSpecs } from '../provision/data-source-spec.ts';
import { type OwnSources, withOwnSources } from './own-sources.ts';

const settings = {
  baseUrl: 'http://tocsin:8080',
  uidKey: new Uint8Array(32).fill(3),
  mayEdit: false,
  isAlone: true,
};
const SCOPES = [
  { node: 'acme', clusters: ['eu1'] },
  { node: 'acme.shop', clusters: ['eu1'] },
];
const specs = dataSourceSpecs(SCOPES, settings);
const uidOf = (kind: string, node = 'acme') =>
  specs.find((spec) => spec.kind === kind && spec.node === node)?.uid ?? '';
const METRICS = { type: 'prometheus', uid: uidOf('prometheus') };
const LOGS = { type: 'loki', uid: uidOf('loki') };
const OWN: OwnSources = {
  specs,
  standing: new Set([...specs.map(({ uid }) => uid), 'by-hand', 'Prometheus']),
};

describe('data sources of a dashboard that goes to Grafana', () => {
  it('of an export for sharing are the tenant’s, its constants are put in', () => {
    const board = {
      __inputs: [
        { name: 'DS_PROMETHEUS', type: 'datasource', pluginId: 'prometheus' },
        { name: 'DS_LOGS', type: 'datasource', pluginId: 'loki' },
        { name: 'DS_SQL', type: 'datasource', pluginId: 'mysql' },
        { name: 'VAR_JOB', type: 'constant', value: 'shop' },
      ],
      __requires: [{ type: 'datasource', id: 'prometheus' }],
      title: 'T',
      templating: { list: [{ type: 'query', datasource: '${DS_PROMETHEUS}', query: 'q' }] },
      panels: [
        {
          datasource: { type: 'prometheus', uid: '${DS_PROMETHEUS}' },
          targets: [{ expr: 'up{job="${VAR_JOB}", x="$other", y="${other}"}' }],
        },
        { datasource: { type: 'loki', uid: '${DS_LOGS}' } },
        { datasource: { type: 'mysql', uid: '${DS_SQL}' } },
      ],
    };
    expect(withOwnSources(board, 'acme', OWN)).toEqual({
      title: 'T',
      templating: { list: [{ type: 'query', datasource: METRICS.uid, query: 'q' }] },
      panels: [
        { datasource: METRICS, targets: [{ expr: 'up{job="shop", x="$other", y="${other}"}' }] },
        { datasource: LOGS },
        { datasource: { type: 'mysql', uid: '${DS_SQL}' } },
      ],
    });
  });

  it('come with the panels of a library that the file brought', () => {
    const model = {
      type: 'stat',
      libraryPanel: { uid: 'lib', name: 'Rate' },
      datasource: { type: 'prometheus', uid: '${DS_P}' },
    };
    const of = (panel: object) => [{ type: 'row', panels: [panel] }];
    const named = { id: 4, gridPos: { y: 9 }, libraryPanel: { uid: 'lib', name: 'Rate' } };
    const inputs = [{ name: 'DS_P', type: 'datasource', pluginId: 'prometheus' }];
    const board = { __elements: { lib: { model } }, __inputs: inputs, panels: of(named) };
    expect(withOwnSources(board, 'acme', OWN)).toEqual({
      panels: of({ type: 'stat', id: 4, gridPos: { y: 9 }, datasource: METRICS }),
    });
    const other = { __elements: {}, panels: of(named) };
    expect(withOwnSources(other, 'acme', OWN)).toBe(other);
  });

  it.each([
    ['of a kind without a uid', { type: 'loki' }, LOGS],
    ['of another Grafana', { type: 'prometheus', uid: 'PBFA97CFB590B2093' }, METRICS],
    ['by the usual name', 'loki', LOGS],
    ['of a variable that is not there', { type: 'loki', uid: '${DS_LOKI}' }, LOGS],
    ['of an input that nobody names', '${DS_PROMETHEUS}', METRICS],
  ])('%s is the tenant’s, in rows and targets too', (_, datasource, wanted) => {
    const of = (source: unknown) => ({
      panels: [{ type: 'row', panels: [{ targets: [{ refId: 'A', datasource: source }] }] }],
    });
    expect(withOwnSources(of(datasource), 'acme', OWN)).toEqual(of(wanted));
  });

  it.each([
    ['that stands there', { type: 'prometheus', uid: 'by-hand' }],
    ['of the tenant', METRICS],
    ['of a variable', { type: 'prometheus', uid: '${datasource}' }],
    ['of another kind', { type: 'mysql', uid: 'x' }],
    ['of Grafana itself', { type: 'datasource', uid: '-- Mixed --' }],
    ['that stands there by its name', 'Prometheus'],
    ['by default', null],
  ])('%s is left, and with it the object itself', (_, datasource) => {
    const templating = { list: [{ type: 'datasource', name: 'datasource', query: 'prometheus' }] };
    const board = { templating, panels: [{ datasource, targets: [{ expr: 'up' }] }] };
    expect(withOwnSources(board, 'acme', OWN)).toBe(board);
  });

  it('of another Grafana are left where nobody can tell what stands there', () => {
    const board = { panels: [{ datasource: { type: 'prometheus', uid: 'elsewhere' } }] };
    expect(withOwnSources(board, 'acme', { ...OWN, standing: null })).toBe(board);
  });

  it('are those of the place where the dashboard lives', () => {
    const board = { panels: [{ datasource: { type: 'prometheus' } }] };
    const given = withOwnSources(board, 'acme.shop', OWN);
    const uid = uidOf('prometheus', 'acme.shop');
    expect(given).toEqual({ panels: [{ datasource: { type: 'prometheus', uid } }] });
  });

  it('are named where the default is not the tenant’s', () => {
    const shared = { ...OWN, specs: dataSourceSpecs(SCOPES, { ...settings, isAlone: false }) };
    const board = {
      templating: { list: [{ type: 'query', query: 'q' }, { type: 'custom' }] },
      panels: [
        { datasource: null, targets: [{ expr: 'up' }] },
        { type: 'row', panels: [{ targets: [{ expr: 'up' }] }] },
        { type: 'text' },
      ],
    };
    expect(withOwnSources(board, 'acme', shared)).toEqual({
      templating: {
        list: [{ type: 'query', query: 'q', datasource: METRICS }, { type: 'custom' }],
      },
      panels: [
        { datasource: METRICS, targets: [{ expr: 'up' }] },
        { type: 'row', panels: [{ targets: [{ expr: 'up' }], datasource: METRICS }] },
        { type: 'text' },
      ],
    });
  });
});
