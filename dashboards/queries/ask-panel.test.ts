import { describe, expect, it } from 'vitest';
import { importDashboard } from '../import/import-dashboard.ts';
import { loadFrameTools } from '../load-frame-tools.ts';
import { loadPanelLibrary } from '../load-panel-library.ts';
import { type ScopedApi, Unanswered } from '../model/scoped-api.ts';
import { panelTools } from '../panels/panel-tools.ts';
import { askPanel } from './ask-panel.ts';
import { repeatPanels } from './repeat-panels.ts';

const tools = loadFrameTools();
const theme = panelTools(loadPanelLibrary(), 'light').grafanaTheme;
const context = {
  time: { fromMs: 1_700_000_000_000, toMs: 1_700_000_600_000, timeZone: 'UTC' },
  variables: new Map(),
  filters: [],
  dashboard: { uid: 'u', title: 't' },
  scrapeIntervalMs: 15_000,
};

/** Answers each question by its query; keeps what was asked. */
function backend(answers: Readonly<Record<string, unknown>>) {
  const asked: string[] = [];
  const answer: ScopedApi['prometheus'] = async (path, parameters) => {
    const query = new Map(parameters).get('query') ?? '';
    asked.push(`${path} ${query}`);
    if (!Object.hasOwn(answers, query)) throw new Error('refused for the test');
    return { data: answers[query], warnings: [] };
  };
  const api: ScopedApi = { prometheus: answer, loki: answer };
  return { asked, api };
}

const vector = (rows: readonly (readonly [Record<string, string>, string])[]) => ({
  resultType: 'vector',
  result: rows.map(([metric, value]) => ({ metric, value: [1_700_000_600, value] })),
});

function panelOf(json: Record<string, unknown>) {
  const result = importDashboard({ title: 't', panels: [{ id: 1, ...json }] });
  if (result.kind === 'refused') throw new Error(result.message);
  const [panel] = result.dashboard.panels;
  if (panel === undefined) throw new Error('no panel');
  return panel;
}

const ask = (api: ScopedApi, panel: ReturnType<typeof panelOf>) =>
  askPanel(tools, api, { panel, context, widthPx: 600, theme });

describe('a table of two queries', () => {
  const panel = panelOf({
    type: 'table',
    targets: [
      { refId: 'A', expr: 'a', format: 'table', instant: true },
      { refId: 'B', expr: 'b', format: 'table', instant: true },
    ],
    transformations: [
      { id: 'joinByField', options: { byField: 'pod', mode: 'outer' } },
      {
        id: 'organize',
        options: {
          excludeByName: { 'Time 1': true, 'Time 2': true },
          renameByName: { 'Value #A': 'CPU' },
        },
      },
      { id: 'renameByRegex', options: { regex: 'Value #(.*)', renamePattern: 'Col $1' } },
      { id: 'nobodyKnows', options: {} },
    ],
    fieldConfig: {
      defaults: { unit: 'bytes' },
      overrides: [
        {
          matcher: { id: 'byRegexp', options: '/^CP/' },
          properties: [
            { id: 'unit', value: 'percentunit' },
            { id: 'custom.__proto__.x', value: 1 },
          ],
        },
      ],
    },
  });

  it('is joined, renamed and formatted, and says what it does not know', async () => {
    const { api } = backend({
      a: vector([[{ pod: 'x' }, '0.5']]),
      b: vector([
        [{ pod: 'x' }, '1024'],
        [{ pod: 'y' }, '2048'],
      ]),
    });
    const { frames, notices } = await ask(api, panel);
    expect(frames).toHaveLength(1);
    const fields = frames[0]?.fields ?? [];
    const shown = fields.map((field) => ({
      name: field.config.displayName ?? field.name,
      texts: field.values.map((value) => {
        const { text, suffix = '' } = field.display?.(value) ?? { text: '' };
        return `${text}${suffix}`;
      }),
    }));
    expect(shown).toEqual([
      { name: 'pod', texts: ['x', 'y'] },
      { name: 'CPU', texts: ['50%', ''] },
      { name: 'Col B', texts: ['1 KiB', '2 KiB'] },
    ]);
    expect(notices.map(({ text }) => text)).toEqual([
      'The transformation nobodyKnows was left out: it is not one of those that run here.',
    ]);
  });
});

describe('a unit that is none', () => {
  it.each(['constructor', 'toString', '__proto__', 7, { a: 1 }, ['s']])(
    '%j is no unit',
    async (unit) => {
      const panel = panelOf({
        type: 'stat',
        targets: [{ refId: 'A', expr: 'a', instant: true }],
        fieldConfig: {
          defaults: { unit },
          overrides: [
            {
              matcher: { id: 'byTypes', options: ['number'] },
              properties: [{ id: 'min', value: 0 }],
            },
          ],
        },
      });
      const { api } = backend({
        a: vector([
          [{ constructor: 'x' }, '3'],
          [{ pod: 'y' }, '4'],
        ]),
      });
      const { frames } = await ask(api, panel);
      expect(frames.map(({ name }) => name)).toEqual(['{constructor="x"}', '{pod="y"}']);
      const field = frames[0]?.fields[1];
      expect([field?.config.unit, field?.config.min]).toEqual([undefined, 0]);
      expect(field?.display?.(3)).toMatchObject({ text: '3' });
    },
  );
});

describe('field config of data', () => {
  it('goes before the defaults of the panel, and overrides before it', async () => {
    const panel = panelOf({
      type: 'stat',
      targets: [
        { refId: 'config', expr: 'limits', instant: true, format: 'table' },
        { refId: 'A', expr: 'a', instant: true },
      ],
      transformations: [
        {
          id: 'configFromData',
          options: {
            configRefId: 'config',
            mappings: [
              { fieldName: 'unit', handlerKey: 'unit' },
              { fieldName: 'Value', handlerKey: 'max', reducerId: 'lastNotNull' },
            ],
          },
        },
      ],
      fieldConfig: {
        defaults: { unit: 'bytes', min: 1, max: 7 },
        overrides: [
          { matcher: { id: 'byType', options: 'number' }, properties: [{ id: 'min', value: 2 }] },
        ],
      },
    });
    const limits = (value: string) => vector([[{ unit: 'percent' }, value]]);
    const { api } = backend({ limits: limits('80'), a: vector([[{ pod: 'x' }, '3']]) });
    const { frames } = await ask(api, panel);
    const config = frames[0]?.fields.find(({ type }) => type === 'number')?.config;
    expect([config?.unit, config?.min, config?.max]).toEqual(['percent', 2, 80]);
    const mappings = [{ fieldName: 'Value', handlerKey: 'threshold1' }];
    const [step] = panel.transformations;
    if (step === undefined) throw new Error('no transformation');
    const transformations = [{ ...step, options: { ...step.options, mappings } }];
    const shown = (await ask(api, { ...panel, transformations })).frames[0]?.fields.at(-1);
    expect(
      [79, 80].map(
        (value) => shown?.config.thresholds?.steps.findLast((s) => s.value <= value)?.color,
      ),
    ).toEqual(['green', 'red']);
  });
});

describe('a refused query', () => {
  it('is said, and the others are drawn', async () => {
    const panel = panelOf({
      type: 'timeseries',
      targets: [
        { refId: 'A', expr: 'a' },
        { refId: 'B', expr: 'b' },
      ],
    });
    const { api, asked } = backend({
      b: {
        resultType: 'matrix',
        result: [
          {
            metric: { job: 'x' },
            values: [
              [1_700_000_010, '1'],
              [1_700_000_025, 'NaN'],
            ],
          },
        ],
      },
    });
    const { frames, notices } = await ask(api, panel);
    expect(asked).toEqual(['query_range a', 'query_range b']);
    expect(notices).toEqual([{ level: 'error', text: 'Query A: refused for the test' }]);
    expect(frames.map(({ name }) => name)).toEqual(['{job="x"}']);
    expect(frames[0]?.fields[1]?.values.slice(0, 3)).toEqual([null, 1, null]);
  });
});

describe('names of fields', () => {
  it.each([
    ['${__field.labels.pod}', 'web'],
    ['${__field.labels["k8s.node"]}', 'n1'],
    ['${__field.labels[\'k8s.node\']} ${__field.labels["other"]}', 'n1 '],
    ['${__field.labels.constructor}${__field.labels["toString"]}!', '!'],
  ])('%s', async (displayName, shown) => {
    const panel = panelOf({
      type: 'stat',
      targets: [{ refId: 'A', expr: 'a', instant: true }],
      fieldConfig: { defaults: { displayName } },
    });
    const { api } = backend({ a: vector([[{ pod: 'web', 'k8s.node': 'n1' }, '1']]) });
    const { frames } = await ask(api, panel);
    expect(frames[0]?.fields[1]?.config.displayName).toBe(shown);
  });
});

describe('buckets of a histogram', () => {
  it('are ordered by their bound and counted alone', async () => {
    const panel = panelOf({
      type: 'heatmap',
      targets: [{ refId: 'A', expr: 'a', format: 'heatmap' }],
    });
    const bucket = (le: string, value: string) => ({
      metric: { le },
      values: [[1_699_999_995, value]],
    });
    const { api } = backend({
      a: {
        resultType: 'matrix',
        result: [bucket('+Inf', '9'), bucket('10', '7'), bucket('2', '3')],
      },
    });
    const { frames } = await ask(api, panel);
    const fields = frames[0]?.fields.slice(1) ?? [];
    expect(fields.map(({ name, values }) => [name, values[0]])).toEqual([
      ['2', 3],
      ['10', 4],
      ['+Inf', 2],
    ]);
  });
});

describe('lines of logs', () => {
  it('are one frame, newest first', async () => {
    const panel = panelOf({
      type: 'logs',
      datasource: { type: 'loki' },
      targets: [{ refId: 'A', expr: '{a="b"}' }],
    });
    const { api } = backend({
      '{a="b"}': {
        resultType: 'streams',
        result: [
          {
            stream: { a: 'b' },
            values: [
              ['1700000000000000001', 'one'],
              ['1700000000000000002', 'two', { parsed: { c: 'd' } }],
            ],
          },
        ],
      },
    });
    const { frames } = await ask(api, panel);
    expect(frames[0]?.fields.map(({ name, values }) => [name, values])).toEqual([
      ['Time', [1_700_000_000_000, 1_700_000_000_000]],
      ['Line', ['two', 'one']],
      ['labels', [{ a: 'b', c: 'd' }, { a: 'b' }]],
      ['tsNs', ['1700000000000000002', '1700000000000000001']],
      ['id', ['1700000000000000002_0', '1700000000000000001_1']],
    ]);
  });
});

describe('repetitions', () => {
  const result = importDashboard({
    title: 't',
    panels: [
      {
        id: 1,
        type: 'row',
        title: 'Node $node',
        repeat: 'node',
        gridPos: { x: 0, y: 0, w: 24, h: 1 },
      },
      { id: 2, type: 'stat', gridPos: { x: 0, y: 1, w: 12, h: 4 } },
      { id: 3, type: 'row', title: 'After', gridPos: { x: 0, y: 5, w: 24, h: 1 } },
      { id: 4, type: 'stat', repeat: 'node', gridPos: { x: 0, y: 6, w: 24, h: 4 } },
    ],
  });
  if (result.kind === 'refused') throw new Error(result.message);
  const node = { name: 'node', values: ['a', 'b'], texts: ['All'], isChoice: true, verbatim: null };
  const placed = repeatPanels(result.dashboard, new Map([['node', node]]));

  it('of rows come with their panels, and push down what follows', () => {
    expect(
      placed.map(({ key, panel, variables, panels }) => [
        key,
        panel.place.y,
        variables.get('node')?.values,
        panels.map((each) => [each.key, each.panel.place.x, each.panel.place.y]),
      ]),
    ).toEqual([
      ['1-node=a', 0, ['a'], [['2-node=a', 0, 1]]],
      ['1-node=b', 5, ['b'], [['2-node=b', 0, 6]]],
      [
        '3',
        10,
        ['a', 'b'],
        [
          ['4-node=a', 0, 11],
          ['4-node=b', 12, 11],
        ],
      ],
    ]);
  });
});

it('says nothing of a service that does not answer, so that what is shown can stay', async () => {
  const away = async () => {
    throw new Unanswered('away');
  };
  const panel = panelOf({ type: 'stat', targets: [{ refId: 'A', expr: 'a' }] });
  await expect(ask({ prometheus: away, loki: away }, panel)).rejects.toBeInstanceOf(Unanswered);
  const refused = await ask(backend({}).api, panel);
  expect(refused.notices).toEqual([{ level: 'error', text: 'Query A: refused for the test' }]);
});
