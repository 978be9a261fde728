import { numberOrNull, recordOf } from '../import/read-json.ts';
import type { JsonRecord } from '../model/panel.ts';
import { moveElement } from './change-at.ts';
import { bottomOf, compacted, neighbour, placed, withinGrid } from './grid-items.ts';
import { idOf, type JsonSection, type PlacedJson, sectionsOf, withSections } from './sections.ts';

interface Found {
  readonly sections: readonly JsonSection[];
  readonly at: number;
  readonly section: JsonSection;
  readonly item: PlacedJson;
  readonly others: readonly PlacedJson[];
}

function find(board: JsonRecord, id: number): Found | null {
  const sections = sectionsOf(board);
  for (const [at, section] of sections.entries()) {
    const item = section.items.find(({ json }) => idOf(json) === id);
    if (item === undefined) continue;
    return { sections, at, section, item, others: section.items.filter((each) => each !== item) };
  }
  return null;
}

function replaced(
  { sections }: Pick<Found, 'sections'>,
  items: ReadonlyMap<number, readonly PlacedJson[]>,
): readonly JsonSection[] {
  return sections.map((section, index) => ({
    ...section,
    items: items.get(index) ?? section.items,
  }));
}

/** A step of a panel by the keyboard. */
export type Step = 'left' | 'right' | 'up' | 'down';

/** The panel one column aside, or over its neighbour above or below, also into the next section. */
export function stepPanel(board: JsonRecord, id: number, step: Step): JsonRecord {
  const found = find(board, id);
  if (found === null) return board;
  const { item, others, at } = found;
  if (step === 'left' || step === 'right') {
    const moved = withinGrid({ ...item, x: item.x + (step === 'left' ? -1 : 1) });
    return withSections(board, replaced(found, new Map([[at, placed(others, moved)]])));
  }
  const rest = compacted(others);
  const by = step === 'up' ? -1 : 1;
  const next = neighbour(found.section.items, item, by);
  const now = rest.find(({ json }) => json === next?.json);
  if (now === undefined) return toNextSection(board, found, by);
  const y = step === 'up' ? now.y : now.y + now.h;
  return withSections(board, replaced(found, new Map([[at, placed(others, { ...item, y })]])));
}

function toNextSection(board: JsonRecord, found: Found, by: -1 | 1): JsonRecord {
  const { sections, at, item, others } = found;
  const target = sections[at + by];
  if (target === undefined) return board;
  const y = by === 1 ? 0 : bottomOf(target.items);
  const items = new Map([
    [at, compacted(others)],
    [at + by, placed(target.items, { ...item, y })],
  ]);
  return withSections(board, replaced(found, items));
}

/** The panel at a place of the grid of a section, as the mouse drops it. */
export function putPanel(
  board: JsonRecord,
  id: number,
  to: { readonly section: number; readonly x: number; readonly y: number },
): JsonRecord {
  const found = find(board, id);
  const target = found?.sections[to.section];
  if (found === null || target === undefined) return board;
  const { at, item, others } = found;
  const moved = { ...item, x: to.x, y: to.y };
  const items = new Map(
    at === to.section
      ? [[at, placed(others, moved)] as const]
      : [[at, compacted(others)] as const, [to.section, placed(target.items, moved)] as const],
  );
  return withSections(board, replaced(found, items));
}

/** The panel in another size, in columns and rows of the grid. */
export function resizePanel(board: JsonRecord, id: number, w: number, h: number): JsonRecord {
  const found = find(board, id);
  if (found === null) return board;
  const { at, item, others } = found;
  const sized = { ...item, w: Math.min(w, 24 - item.x), h };
  return withSections(board, replaced(found, new Map([[at, placed(others, sized)]])));
}

/** How big a panel is. */
export function sizeOf(board: JsonRecord, id: number): { readonly w: number; readonly h: number } {
  const item = find(board, id)?.item;
  return { w: item?.w ?? 0, h: item?.h ?? 0 };
}

/** A new panel at the end of a section; of an empty dashboard it is the first. */
export function addPanel(board: JsonRecord, json: JsonRecord, section = -1): JsonRecord {
  const sections = sectionsOf(board);
  const at = sections.at(section) === undefined ? -1 : section;
  const target = sections.at(at);
  const place = recordOf(json.gridPos);
  const w = numberOrNull(place.w) ?? 12;
  const h = numberOrNull(place.h) ?? 8;
  if (target === undefined) {
    const first: JsonSection = {
      row: null,
      isCollapsed: false,
      items: [{ json, x: 0, y: 0, w, h }],
    };
    return withSections(board, [first]);
  }
  const items = [...target.items, freePlace(target.items, { json, x: 0, y: 0, w, h })];
  return withSections(
    board,
    sections.map((each) => (each === target ? { ...target, items } : each)),
  );
}

/** Beside the last one where there is room, else below all. */
function freePlace(items: readonly PlacedJson[], item: PlacedJson): PlacedJson {
  const last = items.at(-1);
  const bottom = bottomOf(items);
  if (last === undefined) return item;
  const x = last.x + last.w;
  const isFree =
    x + item.w <= 24 &&
    !items.some(
      (other) => other.x < x + item.w && x < other.x + other.w && other.y + other.h > last.y,
    );
  return isFree ? { ...item, x, y: last.y } : { ...item, y: bottom };
}

/** The dashboard without the panel; of a row its panels stay, in the section before it. */
export function removePanel(board: JsonRecord, id: number): JsonRecord {
  const found = find(board, id);
  if (found !== null) {
    const { at, others } = found;
    return withSections(board, replaced(found, new Map([[at, compacted(others)]])));
  }
  const sections = sectionsOf(board);
  const at = sections.findIndex(({ row }) => idOf(row) === id);
  const section = sections[at];
  if (section === undefined) return board;
  const before = sections[at - 1];
  const own: JsonSection = { row: null, isCollapsed: false, items: section.items };
  if (before === undefined) return withSections(board, [own, ...sections.slice(1)]);
  const down = bottomOf(before.items);
  const items = [...before.items, ...section.items.map((item) => ({ ...item, y: item.y + down }))];
  return withSections(board, [
    ...sections.slice(0, at - 1),
    { ...before, items },
    ...sections.slice(at + 1),
  ]);
}

/** The row with its panels above the row before it, or below the one after it. */
export function moveRow(board: JsonRecord, id: number, by: -1 | 1): JsonRecord {
  const sections = sectionsOf(board);
  const at = sections.findIndex(({ row }) => row !== null && idOf(row) === id);
  const other = sections[at + by];
  if (at === -1 || other === undefined || other.row === null) return board;
  return withSections(board, moveElement(sections, at, by));
}

/** The row folded or opened, as the dashboard is saved. */
export function foldRow(board: JsonRecord, id: number, isCollapsed: boolean): JsonRecord {
  const sections = sectionsOf(board).map((section) =>
    section.row !== null && idOf(section.row) === id ? { ...section, isCollapsed } : section,
  );
  return withSections(board, sections);
}

/** A row below everything. */
export function addRow(board: JsonRecord, row: JsonRecord): JsonRecord {
  return withSections(board, [...sectionsOf(board), { row, isCollapsed: false, items: [] }]);
}
