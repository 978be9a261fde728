import { describe, expect, it } from 'vitest';
import {
  dataOf,
  LIGHT,
  panelOf,
  seriesOf,
  tableOf,
  viewOf,
} from '../../test/support/panel-fixture.ts';
import type { ListedIncident, PanelView } from '../model/panel-views.ts';
import { withTexts } from '../queries/panel-texts.ts';
import { fittingIncidents } from './alertlist/alertlist-view.ts';
import { panelView } from './panel-view.ts';

const acme = { tenant: 'acme' };

describe('buckets', () => {
  const bucket = (le: string, values: readonly number[]) => seriesOf(values, {}, { le });
  const target = {
    refId: 'A',
    language: 'promql',
    expression: '',
    legend: '',
    answers: 'range',
    format: 'heatmap',
    isHidden: false,
    interval: null,
  } as const;
  const data = dataOf(bucket('+Inf', [10, 10]), bucket('0.1', [4, 1]), bucket('1', [9, 3]));

  it('of Prometheus are ordered and taken apart', () => {
    const view = viewOf('heatmap', panelOf('heatmap', {}, { targets: [target] }), data);
    expect(view.rows.map(({ name }) => name)).toEqual(['0.1', '1', '+Inf']);
    expect(view.cells.map((column) => column.map((cell) => cell?.value))).toEqual([
      [4, 5, 1],
      [1, 2, 7],
    ]);
    expect(view.edges).toHaveLength(4);
  });

  it('that were taken apart before are left as they are', () => {
    const { length, fields } = tableOf({ '0.1': [4, 1], 1: [5, 2] });
    const labelled = fields.map((field) => ({ ...field, labels: { le: field.name } }));
    const [time] = seriesOf([0, 0]).fields;
    const rows = { meta: { type: 'heatmap-rows' as never }, length };
    const frame = { ...rows, fields: [...(time === undefined ? [] : [time]), ...labelled] };
    const view = viewOf('heatmap', panelOf('heatmap', {}, { targets: [target] }), dataOf(frame));
    expect(view.cells.map((column) => column.map((cell) => cell?.value))).toEqual([
      [4, 5],
      [1, 2],
    ]);
  });

  it('are counted from values, with no more columns than can be seen', () => {
    const options = {
      calculate: true,
      calculation: {
        yBuckets: { mode: 'size', value: '10' },
        xBuckets: { mode: 'size', value: '1' },
      },
    };
    const view = viewOf('heatmap', panelOf('heatmap', options), dataOf(seriesOf([1, 5, 15, 25])));
    expect(view.columnsMs.length).toBeLessThanOrEqual(400);
    expect(view.cells.flat().flatMap((cell) => cell?.value ?? [])).toEqual([1, 1, 1, 1]);
    expect(view.rows).toHaveLength(3);
  });

  it.each([
    [{ bucketSize: 10 }, [0, 10, 20, 30], [2, 1, 1]],
    [{ bucketSize: 1e-9, bucketCount: 3 }, [0, 10, 20, 30], [2, 1, 1]],
  ])('a histogram with %j', (options, edges, counts) => {
    const view = viewOf(
      'histogram',
      panelOf('histogram', options),
      dataOf(seriesOf([1, 5, 15, 25, null])),
    );
    expect(view.edges.map(({ value }) => value)).toEqual(edges);
    expect(view.series[0]?.bars.map(({ count }) => count)).toEqual(counts);
  });
});

describe('states', () => {
  it('join while they are the same, and end at a gap', () => {
    const view = viewOf(
      'state-timeline',
      panelOf('state-timeline'),
      dataOf(seriesOf(['up', 'up', 'down', null, 'up'])),
    );
    expect(view.lanes[0]?.spans.map(({ text, fromMs, toMs }) => [text, fromMs, toMs])).toEqual([
      ['up', 0, 20_000],
      ['down', 20_000, 30_000],
      ['up', 40_000, 50_000],
    ]);
    expect(view.legend.map(({ text }) => text)).toEqual(['up', 'down']);
  });

  it('of a history are one for each sample', () => {
    const panel = panelOf('state-timeline', {}, { plugin: 'status-history' });
    const view = viewOf('state-timeline', panel, dataOf(seriesOf(['up', 'up'])));
    expect(view).toMatchObject({ mode: 'history', lanes: [{ spans: [{}, {}] }] });
  });
});

it('bars stack up and down, each from zero', () => {
  const data = dataOf(tableOf({ zone: ['eu', 'us'], ok: [3, -1], failed: [2, -4] }));
  const view = viewOf('barchart', panelOf('barchart', { stacking: 'normal' }), data);
  expect(view.categories).toEqual(['eu', 'us']);
  expect(view.series.map(({ bars }) => bars.map((bar) => [bar?.from, bar?.to]))).toEqual([
    [
      [0, 3],
      [0, -1],
    ],
    [
      [3, 5],
      [-1, -5],
    ],
  ]);
});

it('lines of logs are sorted by their exact instants', () => {
  const frame = tableOf({ Line: ['a', 'b'], tsNs: ['1700000000000000001', '1700000000000000002'] });
  const time = {
    name: 'Time',
    type: LIGHT.library.FieldType.time,
    values: [1.7e12, 1.7e12],
    config: {},
  };
  const data = dataOf({ ...frame, fields: [time, ...frame.fields] });
  expect(viewOf('logs', panelOf('logs'), data).lines.map(({ text }) => text)).toEqual(['b', 'a']);
});

describe('lines that are the same to a panel', () => {
  const lines = [
    '2026-11-21T10:00:00.123Z job 1 done',
    '2026-11-21T10:00:01.456Z job 1 done',
    '2026-11-21T10:00:01.456Z job 2 done',
    '2026-11-21T10:00:01.456Z mail 2 sent',
    '2026-11-21T10:00:00.123Z job 1 done',
  ];
  const data = dataOf({
    ...tableOf({ Line: lines }),
    fields: [
      { name: 'Time', type: LIGHT.library.FieldType.time, values: [5, 4, 3, 2, 1], config: {} },
      ...tableOf({ Line: lines }).fields,
    ],
  });
  it.each([
    ['none', [0, 0, 0, 0, 0]],
    ['nobody', [0, 0, 0, 0, 0]],
    ['exact', [1, 0, 0, 0]],
    ['numbers', [2, 0, 0]],
    ['signature', [4]],
  ])('by %s are listed once, beside each other', (dedupStrategy, repeats) => {
    const view = viewOf('logs', panelOf('logs', { dedupStrategy }), data);
    expect(view.lines.map((line) => line.repeats)).toEqual(repeats);
    expect(view.lines[0]?.text).toBe(lines[0]);
  });
});

it('incidents stand in groups of labels', () => {
  const incident = (
    id: string,
    labels: ListedIncident['labels'],
    sinceMs: number,
  ): ListedIncident => ({
    id,
    title: 'Disk',
    severity: 'major',
    step: 'major',
    state: 'firing',
    sinceMs,
    labels,
  });
  const all = [
    incident('1', { ...acme, team: 'shop' }, 1),
    incident('2', { ...acme }, 2),
    incident('3', { ...acme, team: 'bank', env: 'prod' }, 3),
    incident('4', { ...acme, team: 'shop' }, 4),
  ];
  const groups = (options: Readonly<Record<string, unknown>>) => {
    const view = panelView(panelOf('alertlist', options), dataOf(), LIGHT, all);
    if (view.kind !== 'alertlist') throw new Error(`a ${view.kind}`);
    return view.groups.map(({ name, incidents }) => [name, ...incidents.map(({ id }) => id)]);
  };
  const groupBy = ['team', 'env', 'constructor'];
  expect(groups({ groupMode: 'custom', groupBy })).toEqual([
    ['', '2'],
    ['team=shop', '4', '1'],
    ['team=bank env=prod', '3'],
  ]);
  expect(groups({ groupMode: 'default', groupBy })).toEqual([['', '4', '3', '2', '1']]);
});

it('incidents are filtered, sorted and counted', () => {
  const incident = (
    id: string,
    step: ListedIncident['step'],
    state: ListedIncident['state'],
    sinceMs: number,
  ) => ({ id, title: `Disk ${id}`, severity: step, step, state, sinceMs, labels: acme }) as const;
  const all = [
    incident('1', 'minor', 'firing', 3),
    incident('2', 'critical', 'firing', 2),
    incident('3', 'info', 'resolved', 1),
  ];
  const panel = panelOf('alertlist', { sortOrder: 3, maxItems: 1 });
  expect(panelView(panel, dataOf(), LIGHT, all)).toMatchObject({
    groups: [{ name: '', incidents: [{ id: '2' }] }],
    leftOut: 1,
  });
  expect(
    panelView(panelOf('alertlist', { alertName: 'nothing' }), dataOf(), LIGHT, all),
  ).toMatchObject({ reason: 'no-incidents' });
});

describe('a table of several frames', () => {
  const [a, b, none] = [tableOf({ pod: ['x'] }), tableOf({ node: ['y', 'z'] }), tableOf({ n: [] })];
  const data = dataOf(none, { ...a, refId: 'A' }, { ...b, name: 'Nodes' });
  const namesOf = (view: PanelView) =>
    view.kind === 'table' ? view.columns.map(({ name }) => name) : view.kind;

  it('shows the first with rows, and offers the others', () => {
    const view = viewOf('table', panelOf('table'), data);
    expect(namesOf(view)).toEqual(['pod']);
    expect(view.frames?.names).toEqual(['A', 'Nodes']);
    expect(view.frames?.chosen).toBe(0);
    const other = view.frames?.at(1);
    expect(other !== undefined && namesOf(other)).toEqual(['Nodes node']);
  });
  it('shows the one that the panel names', () => {
    const view = viewOf('table', panelOf('table', { frameIndex: 2 }), data);
    expect([namesOf(view), view.frames?.chosen]).toEqual([['Nodes node'], 1]);
  });
  it('offers nothing where one has rows', () => {
    expect(viewOf('table', panelOf('table'), dataOf(none, a)).frames).toBeNull();
  });
});

describe('incidents are filtered by label', () => {
  const listed = ['shop', 'bank', null].map(
    (team, index): ListedIncident => ({
      ...{ id: String(index), title: 'Disk', severity: 'P2', step: 'major' },
      ...{ state: 'firing', sinceMs: 1 },
      labels: team === null ? acme : { ...acme, team },
    }),
  );
  const context = {
    time: { fromMs: 0, toMs: 60_000, timeZone: 'UTC' },
    variables: new Map([
      [
        'team',
        { name: 'team', values: ['bank'], texts: ['Bank'], isChoice: false, verbatim: null },
      ],
    ]),
    filters: [],
    dashboard: { uid: 'u', title: 't' },
    scrapeIntervalMs: 15_000,
  };
  it.each([
    ['', ['0', '1', '2']],
    ['{team="shop"}', ['0']],
    ['team=~"sh.*|b.*"', ['0', '1']],
    ['{team!="shop", tenant="acme"}', ['1', '2']],
    ['{tenant="globex"}', []],
    ['{team="$team"}', ['1']],
    ['{constructor=""}', ['0', '1', '2']],
    ['no filter at all', []],
  ])('%s', (alertInstanceLabelFilter, ids) => {
    const panel = withTexts(panelOf('alertlist', { alertInstanceLabelFilter }), context);
    expect(fittingIncidents(panel.options, listed).map(({ id }) => id)).toEqual(ids);
  });
  it.each([
    ['$source', ['0', '2']],
    ['${all}', ['0', '1', '2']],
    ['Mimir', ['0', '1', '2']],
  ])('and by the cluster that the data source %s stands for', (datasource, ids) => {
    const source = { texts: ['east'], isChoice: false };
    const variables = new Map([
      ['source', { ...source, name: 'source', values: ['east'], verbatim: null }],
      ['all', { ...source, name: 'all', values: ['$__all'], verbatim: '$__all' }],
    ]);
    const panel = withTexts(panelOf('alertlist', { datasource }), { ...context, variables });
    const [east, west, unsaid] = listed;
    if (east === undefined || west === undefined || unsaid === undefined) throw new Error('none');
    const there = [{ ...east, cluster: 'east' }, { ...west, cluster: 'west' }, unsaid];
    expect(fittingIncidents(panel.options, there).map(({ id }) => id)).toEqual(ids);
  });
  it('and by a name with variables', () => {
    const panel = withTexts(panelOf('alertlist', { alertName: '$team' }), context);
    expect(panel.options.alertName).toBe('Bank');
  });
});

describe('several figures', () => {
  const data = dataOf(seriesOf([1, 5, 3], { displayName: 'CPU' }), seriesOf([2, 2, 2], {}));
  const options = { reduceOptions: { calcs: ['lastNotNull', 'max', 'nobodyKnows'] } };

  it('of a field have a tile each, named by figure', () => {
    const { tiles } = viewOf('stat', panelOf('stat', options), data);
    expect(tiles.slice(0, 3).map(({ name, value }) => [name, value?.text])).toEqual([
      ['CPU Last', '3'],
      ['CPU Max', '5'],
      ['CPU nobodyKnows', '3'],
    ]);
    expect(tiles).toHaveLength(6);
  });

  it.each([
    [['max'], 'CPU'],
    [[], 'CPU'],
  ])('one figure, %s, leaves the name', (calcs, name) => {
    const panel = panelOf('stat', { reduceOptions: { calcs } });
    expect(viewOf('stat', panel, data).tiles.map((tile) => tile.name)[0]).toBe(name);
  });

  it('stand where the name says', () => {
    const named = dataOf(seriesOf([1, 5], { displayName: '${__calc} of it' }));
    const { tiles } = viewOf('stat', panelOf('stat', options), named);
    expect(tiles.map(({ name }) => name)).toEqual(['Last of it', 'Max of it', 'nobodyKnows of it']);
  });
});
