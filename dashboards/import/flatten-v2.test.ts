import { describe, expect, it } from 'vitest';
import { asPanels, becomesV1, printBoardText, readBoardText } from '../edit/board-text.ts';
import type { Panel } from '../model/panel.ts';
import { importDashboard } from './import-dashboard.ts';

const item = (name: string, y = 0) => ({
  kind: 'GridLayoutItem',
  spec: { element: { kind: 'ElementReference', name }, x: 0, y, width: 12, height: 4 },
});
const grid = (...names: readonly string[]) => ({
  kind: 'GridLayout',
  spec: { items: names.map((name, at) => item(name, at * 4)) },
});
const row = (title: string, collapse: boolean, layout: object) => ({
  kind: 'RowsLayoutRow',
  spec: { title, collapse, layout },
});
const rows = (...list: readonly object[]) => ({ kind: 'RowsLayout', spec: { rows: list } });
const element = (id: number, title: string) => ({
  kind: 'Panel',
  spec: {
    ...{ id, title },
    data: {
      spec: {
        queries: [
          {
            kind: 'PanelQuery',
            spec: {
              ...{ refId: 'A', hidden: false },
              query: {
                ...{ kind: 'DataQuery', group: 'prometheus', version: 'v0' },
                datasource: { name: 'acme-metrics' },
                spec: { expr: 'up' },
              },
            },
          },
        ],
        queryOptions: { hideTimeOverride: true },
      },
    },
    vizConfig: { kind: 'VizConfig', group: 'stat', version: '12.1.0', spec: { options: {} } },
  },
});

const ANNOTATIONS = [
  {
    kind: 'AnnotationQuery',
    spec: {
      ...{ name: 'Annotations & Alerts', enable: true, hide: true, builtIn: true },
      iconColor: 'rgba(0, 211, 255, 1)',
      query: {
        ...{ kind: 'DataQuery', group: 'grafana', datasource: { name: '-- Grafana --' } },
        spec: { limit: 100, type: 'dashboard' },
      },
    },
  },
  {
    kind: 'AnnotationQuery',
    spec: {
      ...{ name: 'Deployments', enable: false, hide: false, iconColor: 'red' },
      filter: { exclude: false, ids: [1] },
      legacyOptions: { titleFormat: '{{app}}', step: '1m' },
      // As the first versions of v2 had it.
      datasource: { type: 'prometheus', uid: 'acme-metrics' },
      query: { kind: 'prometheus', spec: { expr: 'deployed' } },
    },
  },
];
const KEPT = [
  {
    ...{ type: 'dashboard', name: 'Annotations & Alerts', enable: true, hide: true, builtIn: 1 },
    iconColor: 'rgba(0, 211, 255, 1)',
    datasource: { type: 'grafana', uid: '-- Grafana --' },
    target: { limit: 100, type: 'dashboard' },
  },
  {
    ...{ name: 'Deployments', enable: false, hide: false, iconColor: 'red', builtIn: 0 },
    ...{ filter: { exclude: false, ids: [1] }, titleFormat: '{{app}}', step: '1m' },
    datasource: { type: 'prometheus', uid: 'acme-metrics' },
    target: { expr: 'deployed' },
  },
];

const NESTED = {
  title: 'V2',
  cursorSync: 'Crosshair',
  annotations: ANNOTATIONS,
  elements: { a: element(1, 'A'), b: element(2, 'B'), c: element(3, 'C'), d: element(4, 'D') },
  variables: [
    {
      kind: 'QueryVariable',
      spec: {
        name: 'ns',
        query: {
          ...{ kind: 'DataQuery', group: 'prometheus', datasource: { name: 'acme-metrics' } },
          spec: { query: 'label_values(ns)' },
        },
      },
    },
  ],
  layout: rows(
    row('Outer', true, rows(row('Folded', true, grid('a')), row('Open', false, grid('b')))),
    row('Deep', true, rows(row('Deeper', true, rows(row('Deepest', false, grid('c')))))),
    row('Last', false, grid('d')),
  ),
};
const RESOURCE = {
  apiVersion: 'dashboard.grafana.app/v2beta1',
  kind: 'Dashboard',
  metadata: { name: 'shop', annotations: { 'grafana.app/folder': 'team' } },
  spec: NESTED,
  status: { conversion: { storedVersion: 'v2beta1' } },
};

const titlesOf = (panels: readonly Panel[]): readonly string[] =>
  panels.map(({ title, panels: inside }) =>
    inside.length === 0 ? title : `${title}(${titlesOf(inside).join(' ')})`,
  );

function imported(json: unknown) {
  const result = importDashboard(json);
  if (result.kind === 'refused') throw new Error(result.message);
  return result;
}

function opened(text: string) {
  const found = readBoardText(text);
  if (found.kind === 'refused') throw new Error(found.message);
  return found.read;
}

const ORDER = ['Outer', 'Folded(A)', 'Open(B)', 'Deep', 'Deeper', 'Deepest(C)', 'Last(D)'];

describe('rows in rows', () => {
  it('of schema v2 keep their panels, and it is said where they are', () => {
    const { dashboard, notes } = imported(NESTED);
    expect(titlesOf(dashboard.panels)).toEqual(ORDER);
    const message = 'Rows inside it are shown after it, folded.';
    const about = notes.filter((note) => note.message === message);
    expect(about.map(({ panelTitle }) => panelTitle).sort()).toEqual(['Deep', 'Deeper', 'Outer']);
    expect(dashboard.panels.map(({ isCollapsed }) => isCollapsed)).toEqual(
      ORDER.map((title) => title !== 'Last(D)'),
    );
  });

  it('of a file of v1 keep theirs as well', () => {
    const text = (id: number) => ({ id, type: 'text', title: `T${id}`, gridPos: { y: 1 } });
    const inner = { type: 'row', title: 'Inner', collapsed: true, panels: [text(1)] };
    const outer = { type: 'row', title: 'Outer', collapsed: true, panels: [inner, text(2)] };
    const next = { type: 'row', title: 'Next', gridPos: { y: 5 } };
    const { dashboard } = imported({ title: 'V1', panels: [next, outer] });
    expect(titlesOf(dashboard.panels)).toEqual(['Outer(T2)', 'Inner(T1)', 'Next']);
  });
});

describe('a dashboard of schema v2 that is edited by form', () => {
  const read = opened(JSON.stringify(RESOURCE, null, 2));
  const board = asPanels(read);

  it('is drawn as before, and keeps its annotations, data sources and settings', () => {
    expect(imported(board).dashboard.panels).toEqual(imported(RESOURCE).dashboard.panels);
    expect(board.annotations).toEqual({ list: KEPT });
    expect(board).toMatchObject({ graphTooltip: 1, schemaVersion: 39 });
    const source = { type: 'prometheus', uid: 'acme-metrics' };
    expect(JSON.stringify(board.templating)).toContain(
      JSON.stringify({ datasource: source }).slice(1, -1),
    );
    const last = (board.panels as readonly object[]).at(-1);
    expect(last).toMatchObject({
      ...{ title: 'D', pluginVersion: '12.1.0', hideTimeOverride: true, datasource: source },
      targets: [{ refId: 'A', expr: 'up', datasource: source }],
    });
  });

  it('has one version in its text, whatever stands around it', () => {
    expect(becomesV1(read, read.board)).toBe(false);
    expect(becomesV1(read, { ...read.board, title: 'Changed' })).toBe(false);
    expect(becomesV1(read, board)).toBe(true);
    const { status: _, ...lasting } = RESOURCE;
    expect(JSON.parse(printBoardText(read, board))).toEqual({
      ...lasting,
      apiVersion: 'dashboard.grafana.app/v1beta1',
      spec: board,
    });
    const titled = { ...read.board, title: 'Changed' };
    expect(JSON.parse(printBoardText(read, titled))).toEqual({ ...RESOURCE, spec: titled });
    const bare = opened(JSON.stringify(NESTED));
    expect(JSON.parse(printBoardText(bare, asPanels(bare)))).toEqual(asPanels(bare));
    const answer = opened(JSON.stringify({ meta: { version: 1 }, dashboard: NESTED }));
    expect(JSON.parse(printBoardText(answer, asPanels(answer)))).toEqual({
      meta: { version: 1 },
      dashboard: board,
    });
  });

  it('reads back as the same dashboard', () => {
    const again = opened(printBoardText(read, board));
    expect(again).toMatchObject({ form: 'panels', member: 'spec', board });
    expect(imported(again.outer).dashboard).toEqual(imported(RESOURCE).dashboard);
  });
});
