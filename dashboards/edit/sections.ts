import { placeOf } from '../import/import-panel.ts';
import { isRecord, listOf, numberOrNull, recordOf, recordsOf } from '../import/read-json.ts';
import type { JsonRecord } from '../model/panel.ts';
import { bottomOf, type GridItem } from './grid-items.ts';

/** A panel with its place in its section. */
export interface PlacedJson extends GridItem {
  readonly json: JsonRecord;
}

/** A row with the panels under it; panels before the first row have none. */
export interface JsonSection {
  readonly row: JsonRecord | null;
  readonly isCollapsed: boolean;
  readonly items: readonly PlacedJson[];
}

/** The panels of a dashboard as rows hold them, whether they stand in the row or after it. */
export function sectionsOf(board: JsonRecord): readonly JsonSection[] {
  const sections: { row: JsonRecord | null; isCollapsed: boolean; panels: JsonRecord[] }[] = [];
  for (const json of inOrder(recordsOf(board.panels))) {
    const last = sections.at(-1);
    if (json.type === 'row') {
      const isCollapsed = json.collapsed === true;
      sections.push({ row: json, isCollapsed, panels: [...inOrder(recordsOf(json.panels))] });
    } else if (last === undefined || last.isCollapsed) {
      sections.push({ row: null, isCollapsed: false, panels: [json] });
    } else last.panels.push(json);
  }
  return sections.map(({ row, isCollapsed, panels }) => ({
    row,
    isCollapsed,
    items: relative(panels, row === null ? null : placeOf(row.gridPos).y + 1),
  }));
}

function inOrder(panels: readonly JsonRecord[]): readonly JsonRecord[] {
  return panels
    .map((json) => ({ json, place: placeOf(json.gridPos) }))
    .toSorted((a, b) => a.place.y - b.place.y || a.place.x - b.place.x)
    .map(({ json }) => json);
}

function relative(panels: readonly JsonRecord[], start: number | null): readonly PlacedJson[] {
  const places = panels.map((json) => ({ json, ...placeOf(json.gridPos) }));
  const first = Math.min(...places.map(({ y }) => y));
  const top = start === null ? first : Math.min(start, first);
  return places.map(({ json, x, y, width, height }) => ({
    json,
    x,
    y: y - top,
    w: width,
    h: height,
  }));
}

/** The dashboard with these sections one below the other; of a panel nothing but its place changes. */
export function withSections(board: JsonRecord, sections: readonly JsonSection[]): JsonRecord {
  const panels: unknown[] = [];
  let y = 0;
  for (const { row, isCollapsed, items } of sections) {
    const top = row === null ? y : y + 1;
    const inside = items.map(({ json, x, w, h, ...item }) =>
      withPlace(json, { x, y: top + item.y, w, h }),
    );
    if (row !== null) {
      const head = withPlace(row, { x: 0, y, w: 24, h: 1 });
      panels.push(withRowPanels(head, isCollapsed, inside));
    }
    if (!isCollapsed) panels.push(...inside);
    y = top + (isCollapsed ? 0 : bottomOf(items));
  }
  const strange = listOf(board.panels).filter((each) => !isRecord(each));
  return { ...board, panels: [...panels, ...strange] };
}

/** A folded row holds its panels, an open one is followed by them. */
function withRowPanels(
  row: JsonRecord,
  isCollapsed: boolean,
  panels: readonly JsonRecord[],
): JsonRecord {
  if (!isCollapsed && row.collapsed !== true && listOf(row.panels).length === 0) return row;
  return { ...row, collapsed: isCollapsed, panels: isCollapsed ? panels : [] };
}

function withPlace(json: JsonRecord, place: GridItem): JsonRecord {
  const own = recordOf(json.gridPos);
  const { x, y, w, h } = place;
  const isSame = own.x === x && own.y === y && own.w === w && own.h === h;
  return isSame ? json : { ...json, gridPos: { ...own, x, y, w, h } };
}

/** The id by which pages name a panel or row; 0 for none. */
export function idOf(json: JsonRecord | null): number {
  return numberOrNull(json?.id) ?? 0;
}

/** Every panel and row has an id of its own: those without one, or with one that is taken, get a free one. */
export function withPanelIds(board: JsonRecord): JsonRecord {
  const taken = new Set<number>();
  let next = nextPanelId(board);
  const named = (json: JsonRecord): JsonRecord => {
    const id = idOf(json);
    const isFree = Number.isSafeInteger(id) && id > 0 && !taken.has(id);
    const own = isFree ? id : next++;
    taken.add(own);
    const inside = recordsOf(json.panels);
    const children = inside.map(named);
    const isSame = own === json.id && children.every((child, index) => child === inside[index]);
    if (isSame) return json;
    return { ...json, id: own, ...(inside.length === 0 ? {} : { panels: children }) };
  };
  const panels = recordsOf(board.panels);
  const all = panels.map(named);
  return all.every((panel, index) => panel === panels[index]) ? board : { ...board, panels: all };
}

/** An id that no panel has. */
export function nextPanelId(board: JsonRecord): number {
  const panels = recordsOf(board.panels);
  const all = panels.flatMap((panel) => [panel, ...recordsOf(panel.panels)]);
  return Math.max(0, ...all.map(idOf).filter(Number.isSafeInteger)) + 1;
}
