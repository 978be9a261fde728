/** Where the grid of a section is drawn, in CSS pixels. */
export interface GridBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const COLUMNS = 24;
const ROW_PX = 30;
const GAP_PX = 8;

/** The place of the grid at which a panel lies whose corner is there; of the section under the pointer. */
export function placeAt(
  boxes: readonly (GridBox | undefined)[],
  pointer: Point,
  corner: Point,
): { readonly section: number; readonly x: number; readonly y: number } | null {
  const distances = boxes.map((box) =>
    box === undefined
      ? Number.POSITIVE_INFINITY
      : Math.max(box.y - pointer.y, pointer.y - (box.y + box.height), 0),
  );
  const section = distances.indexOf(Math.min(...distances));
  const box = boxes[section];
  if (box === undefined) return null;
  const x = Math.round((corner.x - box.x) / columnPx(box));
  const y = Math.round((corner.y - box.y) / (ROW_PX + GAP_PX));
  return { section, x: Math.min(COLUMNS - 1, Math.max(0, x)), y: Math.max(0, y) };
}

/** The columns and rows of a panel that is so big, at least one and two. */
export function sizeAt(box: GridBox, size: Point): { readonly w: number; readonly h: number } {
  return {
    w: Math.max(1, Math.round((size.x + GAP_PX) / columnPx(box))),
    h: Math.max(2, Math.round((size.y + GAP_PX) / (ROW_PX + GAP_PX))),
  };
}

/** A column with the gap beside it. */
function columnPx({ width }: GridBox): number {
  return (width + GAP_PX) / COLUMNS;
}
