import { currentForm } from '../import/current-form.ts';
import { kindOfPlugin } from '../import/panel-kinds.ts';
import { isRecord, listOf, recordOf, recordsOf, textOf } from '../import/read-json.ts';
import type { JsonRecord, PanelKind } from '../model/panel.ts';
import { addPanel } from './arrange.ts';
import { changeAt, type JsonPath } from './change-at.ts';
import { idOf, nextPanelId, sectionsOf } from './sections.ts';
import { sourceFor } from './sources.ts';

/** The panel or row with an id; undefined without. */
export function panelOf(board: JsonRecord, id: number): JsonRecord | undefined {
  const panels = recordsOf(board.panels);
  return [...panels, ...panels.flatMap((row) => recordsOf(row.panels))].find(
    (panel) => idOf(panel) === id,
  );
}

/** The dashboard with one panel or row changed, wherever it stands. */
export function changePanel(
  board: JsonRecord,
  id: number,
  change: (panel: JsonRecord) => JsonRecord,
): JsonRecord {
  const within = (list: unknown): unknown =>
    listOf(list).map((each) => {
      if (!isRecord(each)) return each;
      if (idOf(each) === id) return change(each);
      const inside = recordsOf(each.panels);
      return inside.some((panel) => idOf(panel) === id)
        ? { ...each, panels: within(each.panels) }
        : each;
    });
  if (panelOf(board, id) === undefined) return board;
  return { ...board, panels: within(board.panels) };
}

/** One member of a panel. What says how it looks is written in today's form first. */
export function changeField(panel: JsonRecord, path: JsonPath, value: unknown): JsonRecord {
  const isLook = path[0] === 'fieldConfig' || path[0] === 'options';
  return changeAt(isLook ? inCurrentForm(panel) : panel, path, value);
}

/** What of a panel was written by an older Grafana is written as today's does; the rest stays. */
export function inCurrentForm(panel: JsonRecord): JsonRecord {
  if (!isOldForm(panel)) return panel;
  const { plugin, options, fieldConfig, transformations } = currentForm(panel);
  return {
    ...panel,
    type: plugin,
    options,
    fieldConfig,
    ...(transformations === undefined ? {} : { transformations }),
  };
}

/** Whether a panel is of a plugin, or has a form, that today's Grafana no longer writes. */
export function isOldForm(panel: JsonRecord): boolean {
  const type = textOf(panel.type);
  if (currentForm(panel).plugin !== type) return true;
  if (recordOf(panel.options).fieldOptions !== undefined) return true;
  return (type === 'table' || type === 'text') && panel.options === undefined;
}

/** Another kind of the same panel; its queries, unit, levels and mappings stay. */
export function changeKind(panel: JsonRecord, kind: PanelKind): JsonRecord {
  if (kindOfPlugin(textOf(panel.type)) === kind) return panel;
  return { ...inCurrentForm(panel), type: kind };
}

/** A query of a panel that is made. */
export interface NewQuery {
  readonly language: 'promql' | 'logql';
  readonly expression: string;
}

const SIZES: Readonly<Partial<Record<PanelKind, readonly [number, number]>>> = {
  stat: [6, 4],
  gauge: [6, 6],
  logs: [24, 10],
  table: [24, 8],
  text: [12, 4],
};

/** A new panel of a kind at the end of a section, with one query. @returns the dashboard and its id */
export function makePanel(
  board: JsonRecord,
  made: {
    readonly kind: PanelKind;
    readonly title: string;
    readonly query: NewQuery | null;
    readonly unit?: string;
    readonly section?: number;
  },
): { readonly board: JsonRecord; readonly id: number } {
  const { kind, title, query, unit = '', section = -1 } = made;
  const id = nextPanelId(board);
  const [w, h] = SIZES[kind] ?? [12, 8];
  const isAsking = kind !== 'text' && kind !== 'alertlist';
  const source = sourceFor(board, query?.language ?? 'promql');
  const json: JsonRecord = {
    id,
    type: kind,
    title,
    ...(isAsking ? { datasource: source } : {}),
    gridPos: { x: 0, y: 0, w, h },
    fieldConfig: { defaults: unit === '' ? {} : { unit }, overrides: [] },
    options: {},
    ...(isAsking
      ? { targets: [{ refId: 'A', datasource: source, expr: query?.expression ?? '' }] }
      : {}),
  };
  return { board: addPanel(board, json, section), id };
}

/** The same panel once more, in its section. @returns the dashboard and the id of the new one */
export function duplicatePanel(
  board: JsonRecord,
  id: number,
): { readonly board: JsonRecord; readonly id: number } {
  const panel = panelOf(board, id);
  const section = sectionsOf(board).findIndex(({ items }) =>
    items.some(({ json }) => idOf(json) === id),
  );
  if (panel === undefined || section === -1) return { board, id };
  const made = nextPanelId(board);
  return { board: addPanel(board, { ...panel, id: made }, section), id: made };
}
