import { describe, expect, it } from 'vitest';
import { importDashboard } from '../import/import-dashboard.ts';
import { recordOf } from '../import/read-json.ts';
import type { JsonRecord } from '../model/panel.ts';
import {
  addPanel,
  addRow,
  foldRow,
  moveRow,
  putPanel,
  removePanel,
  resizePanel,
  type Step,
  stepPanel,
} from './arrange.ts';
import { asPanels, printBoardText, readBoardText } from './board-text.ts';
import { changeAt } from './change-at.ts';
import { mappingRows, newMapping, printMappings } from './mappings.ts';
import { mergeBoards } from './merge-boards.ts';
import { newBoard } from './new-board.ts';
import { changeField, changeKind, changePanel, duplicatePanel, makePanel } from './panel-json.ts';
import { sectionsOf, withPanelIds } from './sections.ts';
import { addTarget, changeTarget, targetLanguage, withAnswers } from './targets.ts';
import { addStep, changeStep } from './thresholds.ts';
import { addVariable, changeVariable, variableText, withVariableText } from './variables-json.ts';

const panel = (id: number, [x, y, w, h]: readonly number[], more: JsonRecord = {}): JsonRecord => ({
  id,
  type: 'timeseries',
  gridPos: { x, y, w, h, static: false },
  ownOfAPlugin: { a: [1] },
  ...more,
});
const row = (id: number, y: number, more: JsonRecord = {}): JsonRecord => ({
  id,
  type: 'row',
  title: `Row ${id}`,
  collapsed: false,
  gridPos: { x: 0, y, w: 24, h: 1 },
  panels: [],
  ...more,
});
/** 1 and 2 side by side, 3 below; a row with 4; a folded row with 5. */
const BOARD: JsonRecord = {
  title: 'T',
  weeks: 3,
  panels: [
    panel(1, [0, 0, 12, 8]),
    panel(2, [12, 0, 12, 8]),
    panel(3, [0, 8, 24, 6]),
    row(10, 14),
    panel(4, [0, 15, 12, 8]),
    row(11, 23, { collapsed: true, panels: [panel(5, [0, 24, 12, 8])] }),
  ],
};

/** `id@x,y w×h`, rows as `[id]` or `[id…]` where folded. */
function drawn(board: JsonRecord): string {
  return sectionsOf(board)
    .flatMap(({ row: head, isCollapsed, items }) => [
      ...(head === null ? [] : [`[${String(head.id)}${isCollapsed ? '…' : ''}]`]),
      ...items.map(({ json, x, y, w, h }) => `${String(json.id)}@${x},${y} ${w}x${h}`),
    ])
    .join(' | ');
}

describe('panels on the grid', () => {
  it.each<readonly [string, (board: JsonRecord) => JsonRecord, string]>([
    ['as it is', (board) => board, '1@0,0 12x8 | 2@12,0 12x8 | 3@0,8 24x6 | [10] | 4@0,0 12x8'],
    ['down', stepped(1, 'down'), '2@12,0 12x8 | 3@0,8 24x6 | 1@0,14 12x8 | [10] | 4@0,0 12x8'],
    ['up', stepped(3, 'up'), '3@0,0 24x6 | 1@0,6 12x8 | 2@12,6 12x8 | [10] | 4@0,0 12x8'],
    ['to the right', stepped(3, 'right'), '1@0,0 12x8 | 2@12,0 12x8 | 3@0,8 24x6 | [10]'],
    ['out of its row', stepped(4, 'up'), '| 3@0,8 24x6 | 4@0,14 12x8 | [10] | [11…]'],
    ['into a row', stepped(3, 'down'), '2@12,0 12x8 | [10] | 3@0,0 24x6 | 4@0,6 12x8'],
    ['put on another', put(2, 0, 0, 0), '2@0,0 12x8 | 1@0,8 12x8 | 3@0,16 24x6'],
    ['put past the edge', put(2, 0, 30, 0), '1@0,0 12x8 | 2@12,0 12x8'],
    [
      'put in another row',
      put(1, 1, 12, 0),
      '2@12,0 12x8 | 3@0,8 24x6 | [10] | 4@0,0 12x8 | 1@12,0',
    ],
    ['put in a folded row', put(1, 2, 0, 0), '[11…] | 1@0,0 12x8 | 5@0,8 12x8'],
    ['made wider', (b) => resizePanel(b, 1, 14, 8), '1@0,0 14x8 | 2@12,8 12x8 | 3@0,16 24x6'],
    ['made too big', (b) => resizePanel(b, 2, 40, 900), '2@12,0 12x200 | 3@0,200 24x6'],
    ['removed', (b) => removePanel(b, 1), '2@12,0 12x8 | 3@0,8 24x6 | [10]'],
    ['a row removed', (b) => removePanel(b, 10), '3@0,8 24x6 | 4@0,14 12x8 | [11…] | 5@'],
    ['a row moved down', (b) => moveRow(b, 10, 1), '| [11…] | 5@0,0 12x8 | [10] | 4@0,0 12x8'],
    ['a row above the first', (b) => moveRow(b, 10, -1), '1@0,0 12x8 | 2@12,0 12x8 | 3@'],
    ['a row folded', (b) => foldRow(b, 10, true), '[10…] | 4@0,0 12x8 | [11…]'],
    ['a row opened', (b) => foldRow(b, 11, false), '[11] | 5@0,0 12x8'],
    ['added', (b) => addPanel(b, panel(9, [0, 0, 12, 4]), 1), '4@0,0 12x8 | 9@12,0 12x4 | [11…]'],
    ['a row added', (b) => addRow(b, row(12, 0)), '[11…] | 5@0,0 12x8 | [12]'],
    ['copied', (b) => duplicatePanel(b, 4).board, '[10] | 4@0,0 12x8 | 12@12,0 12x8'],
  ])('%s', (_, change, expected) => {
    const changed = change(BOARD);
    expect(drawn(changed)).toContain(expected);
    expect(changed.weeks).toBe(3);
    const all = sectionsOf(changed).flatMap(({ items }) => items.map(({ json }) => json));
    for (const json of all) {
      expect(json.ownOfAPlugin).toEqual({ a: [1] });
      expect(recordOf(json.gridPos).static).toBe(false);
    }
    const read = importDashboard(changed);
    expect(read.kind === 'imported' && read.notes).toEqual([]);
  });

  it('starts with nothing', () => {
    const { board, id } = makePanel(newBoard('N'), {
      kind: 'stat',
      title: 'Up',
      query: { language: 'logql', expression: '{app="x"}' },
      unit: 'short',
    });
    const read = importDashboard(board);
    if (read.kind === 'refused') throw new Error(read.message);
    const [made] = read.dashboard.panels;
    expect(made).toMatchObject({ id, kind: 'stat', place: { x: 0, y: 0, width: 6, height: 4 } });
    expect(made?.targets[0]).toMatchObject({ language: 'logql', expression: '{app="x"}' });
  });

  it('gives every panel an id of its own, as the import does', () => {
    const twins = { panels: [panel(1, [0, 0, 1, 1]), panel(1, [1, 0, 1, 1]), { type: 'text' }] };
    const named = withPanelIds(twins);
    const read = importDashboard(named);
    if (read.kind === 'refused') throw new Error(read.message);
    expect(read.dashboard.panels.map(({ id }) => id).toSorted()).toEqual([1, 2, 3]);
    expect(withPanelIds(named)).toBe(named);
    expect(withPanelIds(BOARD)).toBe(BOARD);
  });
});

function stepped(id: number, step: Step) {
  return (board: JsonRecord) => stepPanel(board, id, step);
}

function put(id: number, section: number, x: number, y: number) {
  return (board: JsonRecord) => putPanel(board, id, { section, x, y });
}

describe('the text of a dashboard', () => {
  const read = (text: string) => {
    const found = readBoardText(text);
    if (found.kind === 'refused') throw new Error(found.message);
    return found.read;
  };
  it.each([
    ['two spaces', '{\n  "title": "T",\n  "panels": []\n}\n'],
    ['tabs', '{\n\t"title": "T",\n\t"panels": []\n}'],
    ['one line', '{"title":"T","panels":[]}'],
    ['strange spaces', '{ "title":"T" ,\n "panels":[ ] }'],
    [
      'of the API',
      '{\n  "dashboard": {\n    "title": "T",\n    "panels": []\n  },\n  "meta": 1\n}',
    ],
  ])('%s stays as it is, and is written in its way', (name, text) => {
    const opened = read(text);
    expect(printBoardText(opened, opened.board)).toBe(text);
    const changed = printBoardText(opened, changeAt(opened.board, ['title'], 'U'));
    if (name !== 'strange spaces') expect(changed).toBe(text.replace('"T"', '"U"'));
    else expect(JSON.parse(changed)).toEqual({ title: 'U', panels: [] });
  });

  it.each([
    ['{"panels":[}', 11],
    ['{"panels":[', 11],
    ['{"a": "x\\n", "b": [1, {}, []], "c": nul}', 36],
    ['{"a": 1,}', 8],
    ['{"a": 1} x', 9],
    ['{"a" 1}', 1],
    ['{"title":1}', null],
    ['[]', null],
  ])('%s is refused', (text, at) => {
    expect(readBoardText(text)).toMatchObject({ kind: 'refused', at });
  });

  it('rows of old are drawn at the same places as panels', () => {
    const old = {
      title: 'Old',
      rows: [
        { title: 'A', showTitle: true, height: '250px', panels: [{ type: 'graph', span: 6 }] },
        {
          title: 'B',
          collapse: true,
          panels: [
            { type: 'graph', span: 12 },
            { type: 'text', span: 4 },
          ],
        },
      ],
    };
    const opened = read(JSON.stringify(old));
    expect(opened.form).toBe('rows');
    const [before, after] = [importDashboard(old), importDashboard(asPanels(opened))];
    expect(after).toEqual(before);
  });
});

describe('the fields of a panel', () => {
  it('are changed in place, and the others stay', () => {
    const next = changePanel(BOARD, 5, (each) =>
      changeField(each, ['fieldConfig', 'defaults', 'unit'], 'bytes'),
    );
    expect(sectionsOf(next)[2]?.items[0]?.json).toMatchObject({
      ownOfAPlugin: { a: [1] },
      fieldConfig: { defaults: { unit: 'bytes' } },
    });
    expect(changeField({ a: 1, options: { b: 2 } }, ['options', 'b'], undefined)).toEqual({
      a: 1,
      options: {},
    });
  });

  it('of a panel of old are written as today', () => {
    const graph = {
      id: 1,
      type: 'graph',
      title: 'G',
      yaxes: [{ format: 'bytes' }],
      legend: {},
      strange: 1,
    };
    const next = changeField(graph, ['fieldConfig', 'defaults', 'decimals'], 1);
    expect(next).toMatchObject({ type: 'timeseries', strange: 1, title: 'G' });
    expect(recordOf(recordOf(next.fieldConfig).defaults)).toMatchObject({
      unit: 'bytes',
      decimals: 1,
    });
    expect(changeField(graph, ['title'], 'H')).toEqual({ ...graph, title: 'H' });
    expect(changeKind(graph, 'stat').type).toBe('stat');
    expect(changeKind(graph, 'timeseries')).toBe(graph);
  });

  it('queries come, change language and go', () => {
    const board = newBoard('N');
    const one = addTarget(board, { targets: [{ refId: 'B', expr: 'up', intervalFactor: 2 }] });
    const two = addTarget(board, one);
    expect(two.targets).toMatchObject([{ refId: 'B' }, { refId: 'A' }, { refId: 'C' }]);
    const less = changeTarget(two, 1, () => null);
    const asked = changeTarget(less, 0, (target) => withAnswers(target, 'instant', 'promql'));
    expect(asked.targets).toMatchObject([
      { refId: 'B', expr: 'up', intervalFactor: 2, instant: true, range: false },
      {
        refId: 'C',
        datasource: { type: 'prometheus', uid: expect.stringContaining('datasource') },
      },
    ]);
    expect(targetLanguage(board, {}, { datasource: { type: 'loki' } })).toBe('logql');
    expect(targetLanguage(board, {}, { datasource: { type: 'mysql' } })).toBeNull();
  });

  it('levels stay in order, the first below all', () => {
    const withTwo = { fieldConfig: { defaults: { thresholds: addStep({}) } } };
    const three = { fieldConfig: { defaults: { thresholds: addStep(withTwo) } } };
    expect(changeStep(three, 2, { value: 5, colour: 'blue' })).toEqual({
      mode: 'absolute',
      steps: [
        { color: 'green', value: null },
        { color: 'blue', value: 5 },
        { color: 'red', value: 80 },
      ],
    });
    expect(changeStep(three, 0, null).steps).toHaveLength(2);
  });

  it('mappings are rows, and rows are the same mappings', () => {
    const given = [
      {
        type: 'value',
        options: {
          0: { text: 'down', color: 'red', index: 0, icon: 'x' },
          1: { text: 'up', index: 1 },
        },
      },
      { type: 'range', options: { from: 2, to: null, result: { text: 'many', index: 2 } } },
      { type: 'special', options: { match: 'nan', result: { text: '?', index: 3 } } },
    ];
    const rows = mappingRows(given);
    expect(rows.map(({ kind, from, to, text }) => [kind, from, to, text])).toEqual([
      ['value', '0', '', 'down'],
      ['value', '1', '', 'up'],
      ['range', '2', '', 'many'],
      ['special', 'nan', '', '?'],
    ]);
    expect(printMappings(rows)).toEqual(given);
    const more = printMappings([
      ...rows,
      { ...newMapping(), kind: 'regex', from: 'a.*', colour: 'blue' },
    ]);
    expect(more.at(-1)).toEqual({
      type: 'regex',
      options: { pattern: 'a.*', result: { color: 'blue', index: 4 } },
    });
  });
});

describe('variables', () => {
  it.each<readonly [string, JsonRecord, string, JsonRecord]>([
    ['a text', { query: 'a' }, 'b', { query: 'b' }],
    [
      'of Prometheus',
      { query: { query: 'a', refId: 'x' }, definition: 'a' },
      'b',
      { query: { query: 'b', refId: 'x' }, definition: 'b' },
    ],
    [
      'of Loki',
      { query: { type: 1, label: 'a', stream: '{b="c"}', refId: 'x' } },
      'label_values({d="e"}, f)',
      { query: { type: 1, label: 'f', stream: '{d="e"}', refId: 'x' } },
    ],
  ])('%s is asked otherwise in its own form', (_, before, text, after) => {
    expect(withVariableText(before, text)).toEqual(after);
    expect(variableText(withVariableText(before, text))).toBe(text);
  });

  it('get names that are free', () => {
    const two = addVariable(addVariable({ panels: [] }, 'custom'), 'query');
    const read = importDashboard(changeVariable(two, 0, (each) => ({ ...each, query: 'a,b' })));
    expect(read.kind === 'imported' && read.dashboard.variables.map(({ name }) => name)).toEqual([
      'variable',
      'variable2',
    ]);
  });
});

describe('two changes of one dashboard', () => {
  const titled = (board: JsonRecord, id: number, title: string) =>
    changePanel(board, id, (each) => ({ ...each, title }));
  it('are put together', () => {
    const mine = titled({ ...BOARD, title: 'Mine' }, 1, 'one');
    const theirs = titled(removePanel(BOARD, 3), 2, 'two');
    const { board, conflicts } = mergeBoards(BOARD, mine, theirs);
    expect(conflicts).toEqual([]);
    expect(board).toEqual(titled({ ...theirs, title: 'Mine' }, 1, 'one'));
  });

  it('of the same thing are told', () => {
    const { board, conflicts } = mergeBoards(BOARD, titled(BOARD, 5, 'a'), titled(BOARD, 5, 'b'));
    expect(conflicts).toEqual(['/panels/11/panels/5/title']);
    expect(board).toEqual(titled(BOARD, 5, 'a'));
  });
});
