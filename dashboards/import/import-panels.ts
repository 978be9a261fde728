import type { GridPlace, JsonRecord, Panel } from '../model/panel.ts';
import { importPanel, type PanelReading, placeOf } from './import-panel.ts';
import { listOf, numberOrNull, recordOf, recordsOf, textOf } from './read-json.ts';

/**
 * The panels of a dashboard in the order in which they are read; rows hold theirs, whether Grafana
 * wrote them inside the row (folded) or after it.
 */
export function importPanels(json: JsonRecord, reading: PanelReading): readonly Panel[] {
  const panels = recordsOf(json.panels);
  if (panels.length === 0 && Array.isArray(json.rows)) return fromRows(json, reading);
  const placed = panels.map((panel) => ({ panel, place: placeOf(panel.gridPos) }));
  placed.sort((a, b) => a.place.y - b.place.y || a.place.x - b.place.x);
  const flat = placed.flatMap(({ panel, place }) => [
    one(panel, place, reading),
    ...rowsInside(panel).map((row) => one(row, { ...placeOf(row.gridPos), y: place.y }, reading)),
  ]);
  return withIds(underRows(flat));
}

/** Grafana has no rows in rows; those of a file stand after the row that holds them, each with its panels. */
function rowsInside(panel: JsonRecord): readonly JsonRecord[] {
  if (panel.type !== 'row') return [];
  const rows = recordsOf(panel.panels).filter(({ type }) => type === 'row');
  return rows.flatMap((row) => [{ ...row, collapsed: true }, ...rowsInside(row)]);
}

function one(panel: JsonRecord, place: GridPlace, reading: PanelReading): Panel {
  if (panel.type !== 'row') return importPanel(panel, { reading, place });
  const inside = recordsOf(panel.panels)
    .filter(({ type }) => type !== 'row')
    .map((child) => importPanel(child, { reading, place: placeOf(child.gridPos) }))
    .sort((a, b) => a.place.y - b.place.y || a.place.x - b.place.x);
  const across = { ...place, x: 0, width: 24, height: 1 };
  return importPanel(panel, { reading, place: across, panels: inside });
}

/** An unfolded row is followed by its panels, up to the next row. */
function underRows(flat: readonly Panel[]): readonly Panel[] {
  const found: Panel[] = [];
  for (const panel of flat) {
    const last = found.at(-1);
    const isInside = panel.kind !== 'row' && last?.kind === 'row' && !last.isCollapsed;
    if (isInside) found[found.length - 1] = { ...last, panels: [...last.panels, panel] };
    else found.push(panel);
  }
  return found;
}

const ROW_PX = 38;
const SPANS_TO_COLUMNS = 2;

/** Dashboards of before version 5: rows of a height in pixels, panels by twelfths of the width. */
function fromRows(json: JsonRecord, reading: PanelReading): readonly Panel[] {
  const rows = recordsOf(json.rows);
  const showsRows = rows.some(
    (row) => row.showTitle === true || row.collapse === true || textOf(row.repeat) !== '',
  );
  let y = 0;
  const found = rows.flatMap((row) => {
    const top = showsRows ? y + 1 : y;
    const { panels, height } = panelsOfRow(row, top, reading);
    const place = { x: 0, y, width: 24, height: 1 };
    y = top + height;
    if (!showsRows) return panels;
    return [importPanel({ ...row, type: 'row', targets: [] }, { reading, place, panels })];
  });
  return withIds(found);
}

function panelsOfRow(row: JsonRecord, top: number, reading: PanelReading) {
  let x = 0;
  let y = top;
  let tallest = 0;
  const panels = recordsOf(listOf(row.panels)).map((panel) => {
    const height = rowsOfHeight(panel.height ?? row.height);
    const span = Math.min(12, Math.max(1, numberOrNull(panel.span) ?? 4));
    const width = Math.floor(span * SPANS_TO_COLUMNS);
    if (x + width > 24) {
      x = 0;
      y += tallest;
      tallest = 0;
    }
    const place = { x, y, width, height };
    x += width;
    tallest = Math.max(tallest, height);
    return importPanel({ ...panel, maxPerRow: recordOf(panel).minSpan }, { reading, place });
  });
  return { panels, height: y - top + tallest };
}

/** `250px`, `250` or nothing. */
function rowsOfHeight(value: unknown): number {
  const px = numberOrNull(textOf(value).replace(/px$/, '')) ?? 250;
  return Math.min(200, Math.max(3, Math.ceil(px / ROW_PX)));
}

/** Panels without an id, or with one that is taken, get a free one: pages name panels by it. */
function withIds(panels: readonly Panel[]): readonly Panel[] {
  const taken = new Set<number>();
  const all = panels.flatMap((panel) => [panel, ...panel.panels]);
  let next = Math.max(0, ...all.map(({ id }) => id)) + 1;
  const named = (panel: Panel): Panel => {
    const isFree = Number.isSafeInteger(panel.id) && panel.id > 0 && !taken.has(panel.id);
    const id = isFree ? panel.id : next++;
    taken.add(id);
    return { ...panel, id, panels: panel.panels.map(named) };
  };
  return panels.map(named);
}
