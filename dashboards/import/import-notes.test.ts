import { describe, expect, it } from 'vitest';
import { importDashboard } from './import-dashboard.ts';

function imported(json: unknown) {
  const result = importDashboard(json);
  if (result.kind === 'refused') throw new Error(result.message);
  return result;
}

describe('what has no effect', () => {
  const panel = {
    id: 1,
    type: 'stat',
    title: 'One',
    transformations: [
      { id: 'nobodyKnows', options: {} },
      { id: 'constructor', options: {} },
      { id: 'switchedOff', disabled: true },
      { id: 'reduce', options: { reducers: ['max'], fields: { id: 'byRegexp', options: 'a' } } },
      { id: 'filterByValue', options: { filters: [{ config: { id: 'regex' } }] } },
      { id: 'organize', options: { excludeByName: { id: true } } },
      {
        id: 'configFromData',
        options: {
          mappings: [
            'mappings.text',
            'threshold1',
            '__ignore',
            'max',
            'mappings.odd',
            'mappings.odd',
          ].map((handlerKey, at) => ({ fieldName: `f${at}`, handlerKey })),
        },
      },
    ],
    fieldConfig: {
      defaults: {},
      overrides: [
        { matcher: { id: 'byValue', options: {} }, properties: [] },
        { matcher: { id: 'byValue', options: {} }, properties: [] },
        { matcher: { id: 'byRegexp', options: 'a' }, properties: [] },
      ],
    },
  };
  const said = [
    'The transformation nobodyKnows is left out: it is not one of those that run here.',
    'The transformation constructor is left out: it is not one of those that run here.',
    'The transformation reduce is left out: the matcher byRegexp does not run in it.',
    'The transformation filterByValue is left out: conditions with patterns do not run here.',
    'The transformation configFromData does not read mappings.odd from data.',
    'Overrides for the matcher byValue have no effect: it is not known here.',
  ];

  it('is said of transformations and overrides when a dashboard is read', () => {
    const { notes } = imported({ title: 't', panels: [panel] });
    expect(notes).toEqual(said.map((message) => ({ panelId: 1, panelTitle: 'One', message })));
  });

  it('is said of annotations and conditions of schema v2', () => {
    const conditionalRendering = {
      kind: 'ConditionalRenderingGroup',
      spec: { visibility: 'show', condition: 'and', items: [{ kind: 'ConditionalRenderingData' }] },
    };
    const element = { kind: 'ElementReference', name: 'p' };
    const item = { kind: 'AutoGridLayoutItem', spec: { element, conditionalRendering } };
    const layout = { kind: 'AutoGridLayout', spec: { items: [item] } };
    const row = { kind: 'RowsLayoutRow', spec: { title: 'R', layout, conditionalRendering } };
    const shown = { kind: 'VizConfig', group: 'stat', spec: {} };
    const v2 = (builtIn: boolean) => ({
      title: 'V2',
      annotations: [{ kind: 'AnnotationQuery', spec: { name: 'Deployments', builtIn } }],
      elements: { p: { kind: 'Panel', spec: { id: 7, title: 'Up', vizConfig: shown } } },
      layout: { kind: 'RowsLayout', spec: { rows: builtIn ? [] : [row] } },
    });
    const message = 'It is always shown: conditions for showing or hiding it are not looked at.';
    expect(imported(v2(false)).notes).toEqual([
      { panelId: null, panelTitle: 'R', message },
      { panelId: 7, panelTitle: 'Up', message },
      { panelId: null, panelTitle: '', message: 'Its annotations are not drawn.' },
    ]);
    expect(imported(v2(true)).notes).toEqual([]);
  });
});

describe('ranges', () => {
  const read = (from: string, to: string, more = {}) => {
    const { dashboard, notes } = imported({ title: 't', panels: [], time: { from, to }, ...more });
    return [dashboard.from, dashboard.to, ...notes.map(({ message }) => message)];
  };
  const FISCAL =
    'Fiscal years are not known here: its range goes by years and quarters of the calendar.';
  it.each([
    ['now/fy', 'now/fQ', {}, ['now/y', 'now/Q']],
    ['now-1Q/fQ', 'now-1Q/fQ', { fiscalYearStartMonth: 3 }, ['now-1Q/Q', 'now-1Q/Q']],
    ['now/fy', 'now', { fiscalYearStartMonth: 3 }, ['now/y', 'now', FISCAL]],
    ['now/fQ', 'now', { fiscalYearStartMonth: 1 }, ['now/Q', 'now', FISCAL]],
    ['now/w', 'now', { weekStart: 'monday' }, ['now/w', 'now']],
    [
      'now/w',
      'now',
      { weekStart: 'sunday' },
      ['now/w', 'now', 'Weeks of its range begin on Monday here, not on sunday.'],
    ],
    [
      'yesterday',
      'now',
      {},
      [
        'yesterday',
        'now',
        'Its range yesterday to now is not understood: the last six hours are shown.',
      ],
    ],
  ])('%s to %s', (from, to, more, expected) => {
    expect(read(from, to, more)).toEqual(expected);
  });
});

describe('options that are not drawn', () => {
  const links = [{ title: 'x', url: '/d/x' }];
  const matcher = { id: 'byName', options: 'a' };
  const LINKS = 'Links of its fields are not drawn in panels of this kind.';
  it.each([
    ['timeseries', { defaults: { links } }, {}, []],
    ['piechart', { defaults: { links } }, {}, []],
    ['barchart', { defaults: { links } }, {}, []],
    ['logs', { defaults: { links } }, {}, [LINKS]],
    [
      'heatmap',
      { overrides: [{ matcher, properties: [{ id: 'links', value: links }] }] },
      {},
      [LINKS],
    ],
    [
      'state-timeline',
      { overrides: [{ matcher, properties: [{ id: 'links', value: links }] }] },
      {},
      [],
    ],
    ['table', { defaults: { links } }, {}, []],
    [
      'timeseries',
      {
        defaults: { custom: { gradientMode: 'opacity', barAlignment: 1 } },
        overrides: [{ matcher, properties: [{ id: 'custom.fillBelowTo', value: 'min' }] }],
      },
      {},
      [],
    ],
    [
      'barchart',
      { defaults: { custom: { gradientMode: 'opacity' } } },
      {},
      ['Drawn without gradientMode.'],
    ],
    ['barchart', { defaults: { custom: { gradientMode: 'none' } } }, {}, []],
    ['logs', {}, { dedupStrategy: 'exact' }, []],
    [
      'alertlist',
      {},
      { folder: { uid: 'f', title: 'F' }, datasource: 'Mimir', groupMode: 'custom' },
      ['Alerts are listed whatever their folder, data source.'],
    ],
    ['alertlist', {}, { datasource: '$datasource', groupMode: 'custom', groupBy: ['team'] }, []],
    ['alertlist', {}, { folder: null, datasource: null, groupMode: 'default' }, []],
  ])('of %s %j %j', (type, fieldConfig, options, expected) => {
    const { notes } = imported({ title: 't', panels: [{ id: 1, type, fieldConfig, options }] });
    expect(notes.map(({ message }) => message)).toEqual(expected);
  });
});
