import type { TileGrid } from '../../panels/tile-grid.ts';
import { type Box, svgMoved } from '../svg-parts.ts';

/** Between tiles, as `tileGrid` counts it. */
const GAP = 6;
/** More would be specks. */
const MOST_TILES = 200;

/** Draws each thing in its tile, from the tile's upper left corner on. */
export function placeTiles<T>(
  things: readonly T[],
  { columns, tileWidthPx: width, tileHeightPx: height }: TileGrid,
  draw: (thing: T, box: Box) => string,
): string {
  return things
    .slice(0, MOST_TILES)
    .map((thing, index) => {
      const left = (index % columns) * (width + GAP);
      const top = Math.floor(index / columns) * (height + GAP);
      return svgMoved(left, top, draw(thing, { left, top, width, height }));
    })
    .join('');
}
