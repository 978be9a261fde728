import type { TableColumn } from '../../model/panel-views.ts';

/** Widths of columns in pixels: the ones that are set, the others share what is left, none below its least. */
export function columnWidths(
  columns: readonly Pick<TableColumn, 'widthPx' | 'minWidthPx'>[],
  roomPx: number,
): readonly number[] {
  const fixed = columns.reduce((sum, { widthPx }) => sum + (widthPx ?? 0), 0);
  const free = columns.filter(({ widthPx }) => widthPx === null).length;
  const share = free === 0 ? 0 : Math.floor((roomPx - fixed) / free);
  return columns.map(({ widthPx, minWidthPx }) => widthPx ?? Math.max(minWidthPx, share));
}
