import type { TableColumn } from '../../model/panel-views.ts';

/**
 * Widths of columns in pixels: the ones that are set; the others what they want where there is room for all,
 * with an equal part of what is left over, otherwise equal parts; none below its least.
 *
 * @param wantedPx see `wantedWidths`; without it the parts are equal
 */
export function columnWidths(
  columns: readonly Pick<TableColumn, 'widthPx' | 'minWidthPx'>[],
  roomPx: number,
  wantedPx: readonly number[] = [],
): readonly number[] {
  const fixed = columns.reduce((sum, { widthPx }) => sum + (widthPx ?? 0), 0);
  const free = columns.filter(({ widthPx }) => widthPx === null).length;
  const share = free === 0 ? 0 : Math.floor((roomPx - fixed) / free);
  const wants = columns.map(({ minWidthPx }, index) =>
    Math.max(minWidthPx, wantedPx[index] ?? share),
  );
  const all = columns.reduce((sum, { widthPx }, at) => sum + (widthPx ?? wants[at] ?? 0), 0);
  const spare = free === 0 ? 0 : Math.floor((roomPx - all) / free);
  return columns.map(({ widthPx, minWidthPx }, index) => {
    if (widthPx !== null) return widthPx;
    return spare >= 0 ? (wants[index] ?? 0) + spare : Math.max(minWidthPx, share);
  });
}

const ROWS_LOOKED_AT = 30;
const PADDING_PX = 26;
/** Of 12 px; wide scripts take twice as much. */
const CHAR_PX = 7;
const MOST_PX = 420;
/** Of a bar or line in a cell. */
const DRAWN_PX = 120;

/** How wide the columns of a table would be with all of what their first rows say. */
export function wantedWidths(
  columns: readonly Pick<TableColumn, 'name' | 'cell'>[],
  order: readonly number[],
): readonly number[] {
  const rows = order.slice(0, ROWS_LOOKED_AT);
  return columns.map(({ name, cell }) => {
    const cells = rows.map(cell);
    const chars = [name, ...cells.map(({ text }) => text)].map(charsOf);
    const isDrawn = cells.some(({ bar, spark }) => bar !== null || spark !== undefined);
    const drawnPx = isDrawn ? DRAWN_PX : 0;
    return Math.min(MOST_PX, Math.max(...chars) * CHAR_PX + PADDING_PX + drawnPx);
  });
}

function charsOf(text: string): number {
  return [...text.slice(0, 200)].reduce(
    (sum, char) => sum + ((char.codePointAt(0) ?? 0) > 0x2e7f ? 2 : 1),
    0,
  );
}
