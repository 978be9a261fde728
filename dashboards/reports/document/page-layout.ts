import type { ReportPanel } from './report-document.ts';
import { boardWidth } from './report-html.ts';

/** Where pictures go on pages; points. */
export interface PageRoom {
  readonly widthPt: number;
  /** Where pictures begin on the first page, below its head. */
  readonly firstTopPt: number;
  readonly topPt: number;
  readonly bottomPt: number;
}

/** A picture on its page; points. */
export interface PlacedPicture {
  readonly panel: ReportPanel;
  /** From 0. */
  readonly page: number;
  /** From the left margin. */
  readonly x: number;
  /** From the top of the page. */
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Panels that lie beside each other: a page ends between such bands, never within. */
interface Band {
  readonly top: number;
  readonly bottom: number;
  readonly panels: readonly ReportPanel[];
}

const GAP_PT = 6;

/** The dashboard's own layout, as wide as the page and cut into pages; a band that is higher than one is made smaller. */
export function layOutPages(
  panels: readonly ReportPanel[],
  room: PageRoom,
): readonly PlacedPicture[] {
  const placed: PlacedPicture[] = [];
  const left = Math.min(...panels.map((panel) => panel.left));
  const full = room.widthPt / Math.max(1, boardWidth(panels));
  let page = 0;
  let y = room.firstTopPt;
  for (const { top, bottom, panels: beside } of bandsOf(panels)) {
    const scale = Math.min(full, (room.bottomPt - room.topPt) / (bottom - top));
    const height = (bottom - top) * scale;
    if (y + height > room.bottomPt + 0.01) {
      page += 1;
      y = room.topPt;
    }
    for (const panel of beside) {
      placed.push({
        ...{ panel, page, x: (panel.left - left) * scale, y: y + (panel.top - top) * scale },
        ...{ width: panel.widthPx * scale, height: panel.heightPx * scale },
      });
    }
    y += height + GAP_PT;
  }
  return placed;
}

function bandsOf(panels: readonly ReportPanel[]): readonly Band[] {
  const bands: { top: number; bottom: number; panels: ReportPanel[] }[] = [];
  for (const panel of panels.toSorted((a, b) => a.top - b.top)) {
    const bottom = panel.top + panel.heightPx;
    const last = bands.at(-1);
    if (last === undefined || panel.top >= last.bottom) {
      bands.push({ top: panel.top, bottom, panels: [panel] });
    } else {
      last.panels.push(panel);
      last.bottom = Math.max(last.bottom, bottom);
    }
  }
  return bands;
}
