import { expect, it } from 'vitest';
import type { Panel } from '../model/panel.ts';
import { importDashboard } from './import-dashboard.ts';

const DASHBOARD = { type: 'datasource', uid: '-- Dashboard --' };
const SOURCE = {
  id: 1,
  type: 'timeseries',
  title: 'Source',
  datasource: { type: 'prometheus', uid: '$datasource' },
  interval: '1m',
  timeFrom: '6h',
  targets: [
    { refId: 'A', expr: 'up' },
    { refId: 'B', datasource: { type: 'loki', uid: 'l' }, expr: 'count_over_time({a="b"}[1m])' },
  ],
  transformations: [{ id: 'merge', options: {} }],
};

function imported(...panels: readonly object[]) {
  const templating = { list: [{ type: 'datasource', name: 'datasource', query: 'prometheus' }] };
  const result = importDashboard({ title: 'T', templating, panels });
  if (result.kind === 'refused') throw new Error(result.message);
  const all = result.dashboard.panels.flatMap((panel) => [panel, ...panel.panels]);
  const of = (id: number): Panel => {
    const found = all.find((panel) => panel.id === id);
    if (found === undefined) throw new Error(`no panel ${id}`);
    return found;
  };
  return { of, notes: result.notes.map(({ message }) => message) };
}

it.each([
  ['as Grafana writes it now', { datasource: DASHBOARD }],
  ['as it did before 8.3', { datasource: '-- Dashboard --' }],
])('a panel that shows the data of another asks what that one asks, %s', (_, own) => {
  const shown = { id: 2, type: 'stat', ...own, targets: [{ refId: 'A', panelId: 1 }] };
  const { of, notes } = imported(shown, SOURCE);
  const { targets, interval, timeFrom, transformations } = of(2);
  expect(targets).toEqual(of(1).targets);
  expect(targets).toMatchObject([
    { refId: 'A', language: 'promql', expression: 'up', source: 'datasource' },
    { refId: 'B', language: 'logql' },
  ]);
  expect({ interval, timeFrom, transformations }).toEqual({
    interval: '1m',
    timeFrom: '6h',
    transformations: [],
  });
  expect(notes).toEqual([]);
});

it('takes its transformations before its own where it says so, from inside a folded row too', () => {
  const row = { id: 9, type: 'row', title: 'R', collapsed: true, panels: [SOURCE] };
  const { of } = imported(
    {
      id: 2,
      type: 'table',
      datasource: DASHBOARD,
      targets: [{ refId: 'A', panelId: 1, withTransforms: true }],
      transformations: [{ id: 'limit', options: {} }],
    },
    row,
  );
  expect(of(2).transformations.map(({ id }) => id)).toEqual(['merge', 'limit']);
});

it('has queries of its own beside them, each by a name of its own', () => {
  const { of } = imported(SOURCE, {
    id: 2,
    type: 'timeseries',
    interval: '10s',
    datasource: { type: 'datasource', uid: '-- Mixed --' },
    targets: [
      { refId: 'A', datasource: { type: 'prometheus', uid: 'p' }, expr: 'mine' },
      { refId: 'B', datasource: DASHBOARD, panelId: 1 },
    ],
  });
  expect(of(2).targets.map(({ refId, expression }) => `${refId} ${expression}`)).toEqual([
    'A mine',
    'A1 up',
    'B count_over_time({a="b"}[1m])',
  ]);
  expect(of(2).interval).toBe('10s');
});

it.each([
  ['a panel that is not there', [{ id: 2, panelId: 7 }]],
  ['itself', [{ id: 2, panelId: 2 }]],
  [
    'one that shows the data of another',
    [
      { id: 2, panelId: 3 },
      { id: 3, panelId: 2 },
    ],
  ],
])('says that it shows nothing of %s', (_, panels) => {
  const { of, notes } = imported(
    ...panels.map(({ id, panelId }) => ({
      id,
      type: 'stat',
      datasource: DASHBOARD,
      targets: [{ refId: 'A', panelId }],
    })),
  );
  expect(of(2).targets).toEqual([]);
  expect(notes).toHaveLength(panels.length);
  expect(notes[0]).toContain('Not asked: query A shows the data of panel');
});
