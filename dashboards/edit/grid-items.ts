/** A thing on the grid of 24 columns, in rows of the grid from the top of its section. */
export interface GridItem {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

const COLUMNS = 24;
const MOST_ROWS = 200;

/** Whole, inside the grid, one column and two rows at least. */
export function withinGrid<T extends GridItem>(item: T): T {
  const w = between(item.w, 1, COLUMNS);
  const h = between(item.h, 2, MOST_ROWS);
  return { ...item, x: between(item.x, 0, COLUMNS - w), y: Math.max(0, Math.round(item.y)), w, h };
}

function between(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, Math.round(value)));
}

/** Everything as far up as it can go, in the order in which it is read; nothing lies on another. */
export function compacted<T extends GridItem>(items: readonly T[]): readonly T[] {
  return stacked(items.toSorted(inOrder));
}

/**
 * The items with `moved` where it was put: those whose middle is above its top stay before it, the
 * others make room.
 */
export function placed<T extends GridItem>(others: readonly T[], moved: T): readonly T[] {
  const item = withinGrid(moved);
  const rest = compacted(others);
  const isBefore = (other: T) => other.y + other.h / 2 <= item.y;
  return stacked([
    ...rest.filter(isBefore),
    item,
    ...rest.filter((other) => !isBefore(other)),
  ]).toSorted(inOrder);
}

/** How many rows they use. */
export function bottomOf(items: readonly GridItem[]): number {
  return Math.max(0, ...items.map(({ y, h }) => y + h));
}

/** The one that comes next above (-1) or below (1) an item, in its columns. */
export function neighbour<T extends GridItem>(
  items: readonly T[],
  item: GridItem,
  by: -1 | 1,
): T | undefined {
  const inColumns = items.filter((other) => sharesColumns(other, item));
  if (by === -1) {
    return inColumns
      .filter(({ y, h }) => y + h <= item.y)
      .toSorted((a, b) => b.y + b.h - (a.y + a.h))[0];
  }
  return inColumns.filter(({ y }) => y >= item.y + item.h).toSorted(inOrder)[0];
}

function inOrder(a: GridItem, b: GridItem): number {
  return a.y - b.y || a.x - b.x;
}

function stacked<T extends GridItem>(order: readonly T[]): readonly T[] {
  const found: T[] = [];
  for (const item of order) {
    const above = found.filter((other) => sharesColumns(other, item));
    found.push({ ...item, y: bottomOf(above) });
  }
  return found;
}

function sharesColumns(a: GridItem, b: GridItem): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w;
}
