import { describe, expect, it } from 'vitest';
import { importDashboard, importDashboardText } from './import-dashboard.ts';
import { importFiles } from './import-files.ts';
import { IMPORT_LIMITS } from './import-limits.ts';

function imported(json: unknown) {
  const result = importDashboard(json);
  if (result.kind === 'refused') throw new Error(result.message);
  return result;
}

describe('hostile and wrong files', () => {
  const deep = `${'['.repeat(100)}${']'.repeat(100)}`;
  it.each([
    ['no JSON', '{', /not JSON/],
    ['a list', '[]', /JSON object/],
    ['something else', '{"a":1}', /no dashboard of Grafana/],
    ['depth', `{"panels":[${deep}]}`, /levels deep/],
    ['size', ' '.repeat(IMPORT_LIMITS.textChars + 1), /more than/],
    [
      'many panels',
      JSON.stringify({ panels: Array.from({ length: 501 }, () => ({})) }),
      /501 panels/,
    ],
    [
      'many values',
      JSON.stringify({ panels: [], x: Array.from({ length: 200_001 }, () => 1) }),
      /values/,
    ],
  ])('%s are refused', (_, text, message) => {
    const result = importDashboardText(text);
    expect(result.kind === 'refused' && result.message).toMatch(message);
  });

  it('are read with words that are members of every object as with any unknown word', () => {
    const boardOf = (word: string) => ({
      templating: { list: [] },
      panels: [
        { id: 1, type: 'singlestat', valueName: word },
        { id: 2, type: 'graph', thresholds: [{ value: 1, op: 'gt', colorMode: word }] },
        { id: 3, type: 'table', transform: 'timeseries_aggregations', columns: [{ value: word }] },
      ],
    });
    const read = (word: string) => imported(boardOf(word)).dashboard;
    const known = JSON.stringify(read('unheard-of'));
    for (const word of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      const dashboard = read(word);
      expect(JSON.stringify(dashboard)).toBe(known.replaceAll('unheard-of', word));
      expect(structuredClone(dashboard)).toEqual(dashboard);
    }
  });

  it('of every wrong type inside are read as far as they go', () => {
    const odd = [null, 1, 'x', [], {}, true];
    for (const value of odd) {
      const panel = {
        type: value,
        id: value,
        gridPos: value,
        targets: value,
        fieldConfig: value,
        options: value,
        transformations: value,
        links: value,
        libraryPanel: value,
        repeat: value,
      };
      expect(
        importDashboard({
          title: value,
          tags: value,
          time: value,
          templating: value,
          panels: [panel, value, { ...panel, type: 'graph', yaxes: value, seriesOverrides: value }],
          __inputs: value,
        }).kind,
      ).toBe('imported');
    }
    expect(
      importDashboardText('{"panels":[{"type":"graph","aliasColors":{"__proto__":"red"}}]}').kind,
    ).toBe('imported');
  });
});

describe('panels of before version 7', () => {
  const { dashboard, notes } = imported({
    rows: [
      {
        title: 'Row',
        showTitle: true,
        height: '250px',
        panels: [
          {
            id: 1,
            type: 'graph',
            span: 6,
            datasource: 'Prometheus',
            targets: [{ expr: 'up' }],
            yaxes: [{ format: 'bytes', logBase: 10 }, { format: 's' }],
            stack: true,
            fill: 2,
            seriesOverrides: [{ alias: '/x/', yaxis: 2, transform: 'negative-Y' }],
            thresholds: [{ value: 5, op: 'gt', colorMode: 'critical', line: true, fill: false }],
          },
          {
            id: 2,
            type: 'singlestat',
            span: 6,
            format: 'percent',
            thresholds: '80,90',
            colors: ['g', 'y', 'r'],
            valueName: 'current',
            valueMaps: [{ value: '0', text: 'down' }],
            targets: [{ expr: 'x', refId: 'Q' }],
          },
          {
            id: 3,
            type: 'table',
            span: 12,
            styles: [{ pattern: 'Time', type: 'hidden' }],
            transform: 'table',
            targets: [{ expr: 'y', format: 'table', instant: true }],
          },
          { id: 3, type: 'nodeGraph', span: 12 },
        ],
      },
    ],
  });
  const [row] = dashboard.panels;

  it('are placed by their spans', () => {
    expect(row?.kind).toBe('row');
    expect(
      row?.panels.map(({ id, kind, place }) => [id, kind, place.x, place.y, place.width]),
    ).toEqual([
      [1, 'timeseries', 0, 1, 12],
      [2, 'stat', 12, 1, 12],
      [3, 'table', 0, 8, 24],
      [5, 'unknown', 0, 15, 24],
    ]);
  });

  it('are read as those of today', () => {
    const [graph, stat, table, unknown] = row?.panels ?? [];
    expect(graph?.fieldConfig).toMatchObject({
      defaults: {
        unit: 'bytes',
        custom: {
          fillOpacity: 20,
          stacking: { mode: 'normal' },
          scaleDistribution: { type: 'log', log: 10 },
          thresholdsStyle: { mode: 'line' },
        },
        thresholds: {
          steps: [
            { value: null, color: 'transparent' },
            { value: 5, color: 'red' },
          ],
        },
      },
      overrides: [
        {
          matcher: { id: 'byRegexp', options: '/x/' },
          properties: [
            { id: 'custom.axisPlacement', value: 'right' },
            { id: 'unit', value: 's' },
            { id: 'custom.transform', value: 'negative-Y' },
          ],
        },
      ],
    });
    expect(stat).toMatchObject({
      options: { reduceOptions: { calcs: ['lastNotNull'] } },
      fieldConfig: {
        defaults: {
          mappings: [{ type: 'value', options: { 0: { text: 'down' } } }],
          thresholds: {
            steps: [{ color: 'g' }, { value: 80, color: 'y' }, { value: 90, color: 'r' }],
          },
        },
      },
    });
    expect(table).toMatchObject({
      transformations: [{ id: 'merge' }],
      fieldConfig: { overrides: [{ properties: [{ id: 'custom.hidden', value: true }] }] },
    });
    expect(unknown?.reason).toContain('nodeGraph');
    expect(notes.map(({ message }) => message)).toEqual([
      'Panels of the plugin nodeGraph are not drawn here.',
    ]);
  });
});

describe('schema v2', () => {
  const query = {
    kind: 'PanelQuery',
    spec: {
      refId: 'A',
      hidden: false,
      query: { kind: 'DataQuery', group: 'prometheus', spec: { expr: 'up{a="$ns"}' } },
    },
  };
  const panel = {
    kind: 'Panel',
    spec: {
      id: 7,
      title: 'Up',
      data: {
        spec: {
          queries: [query],
          transformations: [{ kind: 'organize', spec: { options: {} } }],
          queryOptions: { interval: '1m' },
        },
      },
      vizConfig: {
        kind: 'VizConfig',
        group: 'stat',
        spec: { options: { a: 1 }, fieldConfig: { defaults: { unit: 's' }, overrides: [] } },
      },
    },
  };
  const spec = {
    title: 'V2',
    elements: { p: panel },
    timeSettings: { from: 'now-1h', to: 'now', timezone: 'utc', autoRefresh: '10s' },
    variables: [
      {
        kind: 'QueryVariable',
        spec: {
          name: 'ns',
          hide: 'hideLabel',
          sort: 'numericalDesc',
          refresh: 'onTimeRangeChanged',
          multi: true,
          query: { kind: 'DataQuery', group: 'prometheus', spec: { query: 'label_values(ns)' } },
        },
      },
    ],
    layout: {
      kind: 'RowsLayout',
      spec: {
        rows: [
          {
            kind: 'RowsLayoutRow',
            spec: {
              title: 'R',
              layout: {
                kind: 'AutoGridLayout',
                spec: {
                  items: [
                    { kind: 'AutoGridLayoutItem', spec: { element: { name: 'p' } } },
                    { spec: { element: { name: 'gone' } } },
                  ],
                },
              },
            },
          },
        ],
      },
    },
  };

  it('becomes rows and panels', () => {
    const { dashboard, notes } = imported({
      apiVersion: 'dashboard.grafana.app/v2beta1',
      kind: 'Dashboard',
      metadata: { name: 'uid' },
      spec,
    });
    expect(dashboard).toMatchObject({
      uid: 'uid',
      title: 'V2',
      from: 'now-1h',
      timeZone: 'utc',
      refresh: '10s',
      variables: [
        {
          kind: 'query',
          name: 'ns',
          hides: 'label',
          sort: 4,
          refreshes: 'on-range',
          query: 'label_values(ns)',
        },
      ],
      panels: [
        {
          kind: 'row',
          title: 'R',
          panels: [
            {
              id: 7,
              kind: 'stat',
              title: 'Up',
              interval: '1m',
              place: { x: 0, y: 1, width: 8 },
              targets: [{ expression: 'up{a="$ns"}', language: 'promql' }],
              transformations: [{ id: 'organize' }],
              fieldConfig: { defaults: { unit: 's' } },
            },
          ],
        },
      ],
    });
    expect(notes.map(({ message }) => message)).toEqual([
      'The layout names the element gone, which is not in the file.',
    ]);
  });
});

describe('data sources, inputs and the library', () => {
  it('tell languages, constants and panels', () => {
    const { dashboard, notes } = imported({
      __inputs: [
        { name: 'DS_LOGS', type: 'datasource', pluginId: 'loki' },
        { name: 'VAR_J', type: 'constant', value: 'api' },
      ],
      __elements: { lib: { model: { type: 'gauge', targets: [{ expr: 'z' }] } } },
      panels: [
        { type: 'logs', datasource: '${DS_LOGS}', targets: [{ expr: '{a="b"}' }] },
        { type: 'stat', datasource: { type: 'mysql' }, targets: [{ rawSql: 'select 1' }] },
        { libraryPanel: { uid: 'lib', name: 'L' }, gridPos: { y: 9 } },
        { libraryPanel: { uid: 'other', name: 'O' }, gridPos: { y: 10 } },
      ],
    });
    expect(
      dashboard.panels.map(({ kind, targets }) => [kind, targets.map(({ language }) => language)]),
    ).toEqual([
      ['logs', ['logql']],
      ['stat', []],
      ['gauge', ['promql']],
      ['unknown', []],
    ]);
    expect(dashboard.variables).toMatchObject([
      { kind: 'constant', name: 'VAR_J', current: ['api'] },
    ]);
    expect(notes.map(({ message }) => message)).toEqual([
      'Not asked: query A asks the data source plugin mysql, which is not served here.',
      'The library panel O is not part of the file. Export the dashboard "for sharing externally" to include it.',
    ]);
  });
});

describe('a folder of a mixin', () => {
  it('gives its dashboards by folder', () => {
    const found = importFiles([
      { path: 'out/nodes.json', text: '{"panels":[]}' },
      { path: 'alerts.yaml', text: '' },
      { path: 'x.json', text: '?' },
    ]);
    expect(found.map(({ path, folder, result }) => [path, folder, result.kind])).toEqual([
      ['out/nodes.json', 'out', 'imported'],
      ['x.json', '', 'refused'],
    ]);
  });
});
