import { expect, it } from 'vitest';
import { importDashboard } from '../import/import-dashboard.ts';
import type { ScopedApi } from '../model/scoped-api.ts';
import { planPanel } from '../queries/plan-panel.ts';
import { builtInVariables } from './built-ins.ts';
import { resolveVariables } from './resolve-variables.ts';

const TIME = { fromMs: 1_768_460_000_000, toMs: 1_768_463_600_000, timeZone: 'UTC' };
const SOURCE = { type: 'prometheus', uid: '${datasource}' };
const board = (current: object = {}, plugin = 'prometheus') => {
  const read = importDashboard({
    uid: 'pods',
    title: 'Pods',
    templating: {
      list: [
        { name: 'pod', type: 'query', datasource: SOURCE, query: 'label_values(up, pod)' },
        { name: 'job', type: 'query', query: 'label_values(up, job)' },
        { name: 'datasource', type: 'datasource', query: plugin, current, hide: 2 },
      ],
    },
    panels: [
      {
        ...{ id: 1, type: 'timeseries', datasource: SOURCE },
        targets: [
          { refId: 'A', expr: 'up{pod="$pod"}' },
          { refId: 'B', expr: 'up', datasource: { type: 'prometheus', uid: 'another' } },
          { refId: 'C', expr: 'up', datasource: { type: 'prometheus', uid: '$job' } },
        ],
      },
    ],
  });
  if (read.kind === 'refused') throw new Error(read.message);
  return read.dashboard;
};

/** Two tenants: acme on two clusters, globex on one. Values say of whom and of which cluster they are. */
function apiOf(scope: string, isOneBackend: boolean) {
  const asked: string[] = [];
  const at = (name: string): ScopedApi => {
    const answer = async (path: string) => {
      asked.push(`${name} ${path}`);
      if (path === 'query' && name === scope && !isOneBackend) throw new Error('name a cluster');
      return {
        data: path === 'query' ? { resultType: 'vector', result: [] } : [name],
        warnings: [],
      };
    };
    return { prometheus: answer, loki: answer };
  };
  const clusters = { names: ['eu-1', 'us-1'], at: (name: string) => at(`${scope}@${name}`) };
  const api = scope === 'acme' ? { ...at(scope), clusters } : at(scope);
  return { api, asked };
}

async function resolved(
  scope: string,
  { isOneBackend = false, asked = {}, dashboard = board() } = {},
) {
  const { api, asked: questions } = apiOf(scope, isOneBackend);
  const found = await resolveVariables(api, {
    variables: dashboard.variables,
    asked: new Map<string, readonly string[]>(Object.entries(asked)),
    time: TIME,
    builtIns: builtInVariables({
      ...{ time: TIME, intervalMs: 15_000, scrapeIntervalMs: 15_000 },
      dashboard,
    }),
  });
  const [panel] = dashboard.panels;
  if (panel === undefined) throw new Error('no panel');
  const context = {
    ...{ time: TIME, filters: [], dashboard, scrapeIntervalMs: 15_000 },
    variables: found.values,
  };
  const { queries } = planPanel(panel, context, 500);
  const source = found.variables.find(({ variable }) => variable.kind === 'datasource');
  return {
    options: source?.options.map(({ value }) => value),
    selected: source?.selected,
    pod: found.values.get('pod')?.values,
    job: found.values.get('job')?.values,
    asks: queries.map(({ cluster }) => cluster),
    questions,
  };
}

it.each<[string, Parameters<typeof resolved>, object]>([
  [
    'the first cluster, where one question cannot be put to all',
    ['acme'],
    {
      ...{ options: ['eu-1', 'us-1'], selected: ['eu-1'], pod: ['acme@eu-1'], job: ['acme'] },
      asks: ['eu-1', null, null],
    },
  ],
  [
    'the cluster of the address',
    ['acme', { asked: { datasource: ['us-1'] } }],
    { selected: ['us-1'], pod: ['acme@us-1'], asks: ['us-1', null, null] },
  ],
  [
    'the cluster that was saved with it',
    ['acme', { dashboard: board({ text: 'us-1', value: 'us-1' }) }],
    { selected: ['us-1'], asks: ['us-1', null, null] },
  ],
  [
    "no cluster of the neighbour's, nor what Grafana called it",
    ['acme', { asked: { datasource: ['globex-1'] }, dashboard: board({ value: 'P1809F7CD0C7' }) }],
    { selected: ['eu-1'], asks: ['eu-1', null, null] },
  ],
  [
    'all of them, where one backend answers for all',
    ['acme', { isOneBackend: true }],
    {
      ...{ options: ['$__all', 'eu-1', 'us-1'], selected: ['$__all'], pod: ['acme'] },
      asks: [null, null, null],
    },
  ],
  [
    'the scope as it is, where it has one cluster',
    ['globex', { asked: { datasource: ['eu-1'] } }],
    { options: [], selected: ['prometheus'], pod: ['globex'], asks: [null, null, null] },
  ],
  [
    'nothing of a plugin that is not served here',
    ['acme', { dashboard: board({}, 'graphite') }],
    { options: [], selected: ['graphite'] },
  ],
])('asks %s', async (_, given, expected) => {
  expect(await resolved(...given)).toMatchObject(expected);
});

it('finds out with one question that reads nothing', async () => {
  const { questions } = await resolved('acme');
  expect(questions.filter((one) => one === 'acme query')).toHaveLength(1);
  expect((await resolved('globex')).questions).not.toContain('globex query');
});
