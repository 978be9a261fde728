import type { PlacedPanel } from '../../queries/repeat-panels.ts';

const COLUMNS = 24;
const ROW_PX = 30;
const GAP_PX = 8;
/** Higher panels of a dashboard scroll; in a picture they would be empty. */
const MOST_ROWS = 60;

/** A panel, or the head of a row, and where it lies below the head of the picture. */
export interface LaidPanel {
  readonly placed: PlacedPanel;
  readonly left: number;
  readonly top: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface BoardLayout {
  readonly panels: readonly LaidPanel[];
  readonly heightPx: number;
  /** Panels for which there is no room. */
  readonly leftOut: number;
}

interface Section {
  readonly head: PlacedPanel | null;
  readonly panels: readonly PlacedPanel[];
}

export interface LayoutLimits {
  readonly widthPx: number;
  readonly mostPanels: number;
  readonly mostHeightPx: number;
}

/** Panels and rows on the grid of 24 columns; folded rows show their head alone. */
export function layOutBoard(
  placed: readonly PlacedPanel[],
  { widthPx, mostPanels, mostHeightPx }: LayoutLimits,
): BoardLayout {
  const columnPx = (widthPx - GAP_PX * (COLUMNS - 1)) / COLUMNS;
  const laid: LaidPanel[] = [];
  let [top, leftOut] = [0, 0];
  for (const { head, panels } of sectionsOf(placed)) {
    if (head !== null) {
      if (laid.length >= mostPanels || top + ROW_PX > mostHeightPx) {
        leftOut += panels.length;
        continue;
      }
      laid.push({ placed: head, left: 0, top, widthPx, heightPx: ROW_PX });
      top += ROW_PX + GAP_PX;
    }
    const first = panels.reduce(
      (least, { panel }) => Math.min(least, panel.place.y),
      Number.POSITIVE_INFINITY,
    );
    let bottom = top;
    for (const one of panels) {
      const box = boxOf(one, { first, top, columnPx, widthPx });
      const isFull = laid.length >= mostPanels || box.top + box.heightPx > mostHeightPx;
      if (isFull) leftOut += 1;
      else laid.push(box);
      if (!isFull) bottom = Math.max(bottom, box.top + box.heightPx + GAP_PX);
    }
    top = bottom;
  }
  return { panels: laid, heightPx: Math.max(0, top - GAP_PX), leftOut };
}

function boxOf(
  placed: PlacedPanel,
  at: Readonly<Record<'first' | 'top' | 'columnPx' | 'widthPx', number>>,
): LaidPanel {
  const { x, y, width, height } = placed.panel.place;
  const stepPx = at.columnPx + GAP_PX;
  const left = Math.min(COLUMNS - 1, Math.max(0, x)) * stepPx;
  const columns = Math.min(COLUMNS, Math.max(1, width));
  const rows = Math.min(MOST_ROWS, Math.max(1, height));
  return {
    placed,
    left,
    top: at.top + Math.max(0, y - at.first) * (ROW_PX + GAP_PX),
    widthPx: Math.min(columns * stepPx - GAP_PX, at.widthPx - left),
    heightPx: rows * (ROW_PX + GAP_PX) - GAP_PX,
  };
}

/** Panels after a row belong to it up to the next one; a folded row's are not drawn. */
function sectionsOf(placed: readonly PlacedPanel[]): readonly Section[] {
  const sections: { head: PlacedPanel | null; panels: PlacedPanel[] }[] = [];
  for (const one of placed) {
    if (one.panel.kind === 'row') {
      sections.push({ head: one, panels: one.panel.isCollapsed ? [] : [...one.panels] });
      continue;
    }
    const last = sections.at(-1);
    if (last === undefined) sections.push({ head: null, panels: [one] });
    else last.panels.push(one);
  }
  return sections;
}
