import type { ReportPanel } from './report-document.ts';

/** Panels that lie beside each other: a page ends between such bands, never within. */
export interface Band<P extends ReportPanel = ReportPanel> {
  readonly top: number;
  readonly bottom: number;
  readonly panels: readonly P[];
}

/** From top to bottom. */
export function bandsOf<P extends ReportPanel>(panels: readonly P[]): readonly Band<P>[] {
  const bands: { top: number; bottom: number; panels: P[] }[] = [];
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

/** The same from left to right: panels above each other that reach into the same columns. */
export function columnsOf<P extends ReportPanel>(panels: readonly P[]): readonly (readonly P[])[] {
  const columns: { right: number; panels: P[] }[] = [];
  for (const panel of panels.toSorted((a, b) => a.left - b.left)) {
    const right = panel.left + panel.widthPx;
    const last = columns.at(-1);
    if (last === undefined || panel.left >= last.right) columns.push({ right, panels: [panel] });
    else {
      last.panels.push(panel);
      last.right = Math.max(last.right, right);
    }
  }
  return columns.map((column) => column.panels);
}
