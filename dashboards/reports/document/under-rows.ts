import type { ReportPanel, ReportRow } from './report-document.ts';

/** What stands below one title. */
export interface ReportSection<P extends ReportPanel = ReportPanel> {
  /** Null: what comes before the first row. */
  readonly row: ReportRow | null;
  /** Empty below a folded row. */
  readonly panels: readonly P[];
}

/** Panels by the rows that they stand below, from top to bottom; rows without a title are none. */
export function underRows<P extends ReportPanel>(
  rows: readonly ReportRow[],
  panels: readonly P[],
): readonly ReportSection<P>[] {
  const heads = [null, ...rows.filter(({ title }) => title !== '')];
  return heads
    .map((row, index) => {
      const from = row?.top ?? Number.NEGATIVE_INFINITY;
      const to = heads[index + 1]?.top ?? Number.POSITIVE_INFINITY;
      return { row, panels: panels.filter(({ top }) => top >= from && top < to) };
    })
    .filter((section) => section.row !== null || section.panels.length > 0);
}
