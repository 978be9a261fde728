import { expect, it } from 'vitest';
import { boardJson } from '../../../../dashboards/catalogue/board-json.ts';
import { BOARDS } from '../../../../dashboards/catalogue/catalogue.ts';
import { importDashboard } from '../../../../dashboards/import/import-dashboard.ts';
import { type PlacedPanel, repeatPanels } from '../../../../dashboards/queries/repeat-panels.ts';
import { heightPx, panelWithKey, sectionsOf, topOf } from './board-sections.ts';

it.each(BOARDS.map((board) => [board.id, board] as const))(
  '%s is read without a note',
  (_, board) => {
    const read = importDashboard(boardJson(board, 'en'));
    if (read.kind === 'refused') throw new Error(read.message);
    expect(read.notes).toEqual([]);
    const sections = sectionsOf(repeatPanels(read.dashboard, new Map()));
    expect(sections.map(({ head }) => head?.panel.title)).toEqual(
      board.rows.map(({ title }) => title[0]),
    );
    expect(sections.map(({ panels }) => panels.length)).toEqual(
      board.rows.map(({ panels }) => panels.length),
    );
    for (const { head, panels } of sections)
      expect(topOf(panels)).toBe((head?.panel.place.y ?? -1) + 1);
  },
);

it.each([
  [1, 30],
  [8, 296],
])('%d rows are %d px high', (rows, px) => {
  expect(heightPx(rows)).toBe(px);
});

it('finds the panel of an address, also in a row, and no row', () => {
  const panelOf = (key: string, kind: string, panels: readonly PlacedPanel[] = []) =>
    ({ key, panel: { kind }, panels }) as PlacedPanel;
  const copy = panelOf('2-node=a', 'stat');
  const placed = [panelOf('1', 'row', [copy]), panelOf('3', 'text')];
  expect(panelWithKey(placed, '2-node=a')).toBe(copy);
  expect(panelWithKey(placed, '3')?.key).toBe('3');
  expect(panelWithKey(placed, '1')).toBeUndefined();
  expect(panelWithKey(placed, '9')).toBeUndefined();
});
