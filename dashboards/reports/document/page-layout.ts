import { type Band, bandsOf } from './panel-bands.ts';
import type { ReportPanel, ReportRow } from './report-document.ts';
import { boardWidth } from './report-html.ts';
import { underRows } from './under-rows.ts';

/** Where pictures go on pages; points. */
export interface PageRoom {
  readonly widthPt: number;
  /** Where pictures begin on the first page, below its head. */
  readonly firstTopPt: number;
  readonly topPt: number;
  readonly bottomPt: number;
}

/** Where something is; points. */
interface OnPage {
  /** From 0. */
  readonly page: number;
  /** From the top of the page. */
  readonly y: number;
}

/** The title of a row on its page, above what it is the title of. */
export interface PlacedTitle extends OnPage {
  readonly kind: 'title';
  readonly text: string;
}

/** A picture on its page. */
export interface PlacedPicture extends OnPage {
  readonly kind: 'picture';
  readonly panel: ReportPanel;
  /** From the left margin. */
  readonly x: number;
  readonly width: number;
  readonly height: number;
}

const GAP_PT = 6;

/** What does not quite fit is made that much smaller before a page is left empty. */
const LEAST_SQUEEZE = 0.85;

/** Of the title of a row. */
export const TITLE_PT = 20;

/**
 * The dashboard's own layout, as wide as the page and cut into pages; a band that is higher than one, or a
 * little higher than what is left of one, is made smaller. The title of a row stays with the first band below it.
 */
export function layOutPages(
  panels: readonly ReportPanel[],
  rows: readonly ReportRow[],
  room: PageRoom,
): readonly (PlacedPicture | PlacedTitle)[] {
  const placed: (PlacedPicture | PlacedTitle)[] = [];
  const left = Math.min(...panels.map((panel) => panel.left));
  const full = room.widthPt / Math.max(1, boardWidth(panels));
  let at: OnPage = { page: 0, y: room.firstTopPt };
  for (const { text, band } of partsOf(panels, rows)) {
    const titlePt = text === null ? 0 : TITLE_PT;
    const { top, bottom, panels: beside } = band;
    const scaleFrom = (y: number) => Math.min(full, (room.bottomPt - y - titlePt) / (bottom - top));
    const isFull = scaleFrom(at.y) < Math.min(LEAST_SQUEEZE * full, scaleFrom(room.topPt));
    const { page, y } = isFull ? { page: at.page + 1, y: room.topPt } : at;
    const scale = scaleFrom(y);
    const height = titlePt + (bottom - top) * scale;
    if (text !== null) placed.push({ kind: 'title', text, page, y });
    for (const panel of beside) {
      placed.push({
        ...{ kind: 'picture', panel, page, x: (panel.left - left) * scale },
        y: y + titlePt + (panel.top - top) * scale,
        ...{ width: panel.widthPx * scale, height: panel.heightPx * scale },
      });
    }
    at = { page, y: y + height + GAP_PT };
  }
  return placed;
}

const NOTHING: Band = { top: 0, bottom: 0, panels: [] };

/** Bands, the first of a row with its title. */
function partsOf(panels: readonly ReportPanel[], rows: readonly ReportRow[]) {
  return underRows(rows, panels).flatMap((section) => {
    const [first = NOTHING, ...others] = bandsOf(section.panels);
    const text = section.row?.title ?? null;
    return [{ text, band: first }, ...others.map((band) => ({ text: null, band }))];
  });
}
