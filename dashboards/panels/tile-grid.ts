import type { Orientation } from '../model/panel-views.ts';

export interface TileGrid {
  readonly columns: number;
  readonly rows: number;
  readonly tileWidthPx: number;
  readonly tileHeightPx: number;
}

const GAP_PX = 6;

/**
 * How equal tiles share a room. `auto` is the division whose tiles come nearest to the wanted shape;
 * `horizontal` is one column of wide tiles and `vertical` one row of tall ones, as Grafana means it.
 * @param shape width to height that a tile looks best in
 */
export function tileGrid(
  count: number,
  widthPx: number,
  heightPx: number,
  orientation: Orientation,
  shape = 1.8,
): TileGrid {
  const columns =
    orientation === 'horizontal'
      ? 1
      : orientation === 'vertical'
        ? Math.max(1, count)
        : bestColumns(Math.max(1, count), widthPx, heightPx, shape);
  const rows = Math.max(1, Math.ceil(count / columns));
  return {
    columns,
    rows,
    tileWidthPx: Math.max(1, (widthPx - GAP_PX * (columns - 1)) / columns),
    tileHeightPx: Math.max(1, (heightPx - GAP_PX * (rows - 1)) / rows),
  };
}

function bestColumns(count: number, widthPx: number, heightPx: number, shape: number): number {
  let best = { columns: 1, room: 0 };
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const width = widthPx / columns;
    const height = heightPx / rows;
    const room = Math.min(width, height * shape);
    if (room > best.room + 0.5) best = { columns, room };
  }
  return best.columns;
}

/** The largest size in whole pixels in which a text of so many characters fits, between bounds. */
export function fittingSizePx(
  characters: number,
  widthPx: number,
  heightPx: number,
  { least = 10, most = 96 }: { readonly least?: number; readonly most?: number } = {},
): number {
  // Bold digits and letters of the interface's fonts are at most about 0.68 of their size wide.
  const byWidth = widthPx / (Math.max(1, characters) * 0.68);
  return Math.floor(Math.max(least, Math.min(most, byWidth, heightPx / 1.15)));
}
