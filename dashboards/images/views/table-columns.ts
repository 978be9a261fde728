import type { TableCell, TableColumn, TableView } from '../../model/panel-views.ts';
import type { MeasureText } from '../fonts/measure-text.ts';

/** A column that has room, with the size of what it says. */
export interface PlacedColumn {
  readonly column: TableColumn;
  readonly left: number;
  readonly width: number;
}

export interface PlacedColumns {
  readonly placed: readonly PlacedColumn[];
  /** Of all of its texts. */
  readonly size: number;
}

export const CELL_PADDING_PX = 8;

/** Tried one after the other: smaller letters before columns that are left out. */
const SIZES = [12, 10] as const;
const ROWS_LOOKED_AT = 30;
const CHARACTERS_LOOKED_AT = 200;
/** Of a column that wants more: about a date, or two lines of a sentence. */
const LEAST_EM = 7;
/** Figures are of no use when they are cut or broken. */
const LEAST_FIGURE_EM = 11;
const MOST_EM = 34;
/** Of a bar or line in a cell. */
const DRAWN_PX = 100;

interface Wish {
  readonly least: number;
  readonly wanted: number;
}

/**
 * As many columns as can be read, from the first on: as wide as what they say where there is room, otherwise the
 * wide ones become narrower, and what they say goes into lines.
 */
export function placeColumns(
  view: Pick<TableView, 'columns' | 'order'>,
  roomPx: number,
  measure: MeasureText,
): PlacedColumns {
  for (const size of SIZES) {
    const wishes = wishesOf(view, size, measure);
    if (sumOf(wishes.map(({ least }) => least)) <= roomPx)
      return { placed: share(view.columns, wishes, roomPx), size };
  }
  const [size = 12] = SIZES.slice(-1);
  const wishes = wishesOf(view, size, measure);
  let count = 0;
  let used = 0;
  for (const { least } of wishes) {
    used += least;
    if (used > roomPx) break;
    count += 1;
  }
  const first = view.columns.slice(0, Math.max(1, count));
  return { placed: share(first, wishes.slice(0, first.length), roomPx), size };
}

function wishesOf(
  { columns, order }: Pick<TableView, 'columns' | 'order'>,
  size: number,
  measure: MeasureText,
): readonly Wish[] {
  const rows = order.slice(0, ROWS_LOOKED_AT);
  const air = 2 * CELL_PADDING_PX + 1;
  return columns.map(({ name, align, widthPx, cell }) => {
    const cells = rows.map(cell);
    const longest = [name, ...cells.map(({ text }) => text)]
      .flatMap((text) => text.slice(0, CHARACTERS_LOOKED_AT).split('\n'))
      .reduce((most, line) => Math.max(most, measure(line, size)), 0);
    const drawn = cells.some(isDrawn) ? DRAWN_PX : 0;
    const wanted = widthPx ?? Math.min(MOST_EM * size, longest) + air + drawn;
    const leastEm = align === 'end' ? LEAST_FIGURE_EM : LEAST_EM;
    return { wanted, least: Math.min(wanted, leastEm * size + air + drawn / 2) };
  });
}

/** With a bar or a line beside its text. */
export function isDrawn({ bar, spark }: TableCell): boolean {
  return bar !== null || spark !== undefined;
}

/** What is left over goes to all alike; where there is too little the widest give first. */
function share(
  columns: readonly TableColumn[],
  wishes: readonly Wish[],
  roomPx: number,
): readonly PlacedColumn[] {
  const spare = Math.max(0, roomPx - sumOf(wishes.map(({ wanted }) => wanted))) / columns.length;
  const level = spare > 0 ? Number.POSITIVE_INFINITY : levelOf(wishes, roomPx);
  let left = 0;
  return columns.map((column, index) => {
    const wish = wishes[index] ?? { least: 0, wanted: 0 };
    const width = Math.min(roomPx - left, widthAt(wish, level) + spare);
    const placed = { column, left, width };
    left += width;
    return placed;
  });
}

function widthAt({ least, wanted }: Wish, level: number): number {
  return Math.min(wanted, Math.max(least, level));
}

/** The width beyond which no column gets what it wants. */
function levelOf(wishes: readonly Wish[], roomPx: number): number {
  let [low, high] = [0, roomPx];
  for (let step = 0; step < 20; step += 1) {
    const middle = (low + high) / 2;
    if (sumOf(wishes.map((wish) => widthAt(wish, middle))) <= roomPx) low = middle;
    else high = middle;
  }
  return low;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
