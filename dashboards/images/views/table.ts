import type { TableCell, TableColumn, TableView } from '../../model/panel-views.ts';
import { fitText } from '../fonts/measure-text.ts';
import { type Box, svgBox, svgLine, svgMoved, svgText } from '../svg-parts.ts';
import { px } from '../svg-text.ts';
import { filled } from './picture-words.data.ts';
import { drawSpark } from './spark.ts';
import { CELL_PADDING_PX, isDrawn, type PlacedColumn, placeColumns } from './table-columns.ts';
import { drawTrack } from './track.ts';
import type { ViewPen, ViewRoom } from './view-pen.ts';
import { wrapText } from './wrap-text.ts';

const HEAD_PX = 28;
const NOTE_PX = 20;
/** Below this there is room for rows only. */
const LEAST_ENDS_PX = 100;
const LEAST_SPARK_PX = 16;
const LINE_EM = 1.35;
/** Of a cell, tried one after the other: as many as leave room to all rows, two in the end. */
const MOST_LINES = [5, 4, 3, 2] as const;

/** More of a text is in no cell. */
const LONGEST_CELL = 1_000;

/** A cell with what it says in lines. */
interface WrittenCell {
  readonly cell: TableCell;
  readonly lines: readonly string[];
}

interface WrittenRow {
  readonly cells: readonly WrittenCell[];
  readonly heightPx: number;
}

/** A table, as far as there is room for it. */
interface Sheet {
  readonly view: TableView;
  readonly columns: readonly PlacedColumn[];
  readonly size: number;
  readonly pen: ViewPen;
}

/** Rows and columns, as many as can be read in the room, and what is not shown. */
export function drawOneTable(view: TableView, room: ViewRoom, pen: ViewPen): string {
  const { placed: columns, size } = placeColumns(view, room.widthPx, pen.measure);
  const sheet = { view, columns, size, pen };
  const isLow = room.heightPx < LEAST_ENDS_PX;
  const head = view.showsHeader && !isLow ? HEAD_PX : 0;
  const foot = view.hasFooter && !isLow ? HEAD_PX : 0;
  const rows = fittingRows(sheet, room.heightPx - head - foot);
  const parts: string[] = [];
  let top = head;
  for (const [at, row] of rows.entries()) {
    if (at > 0 || head > 0) parts.push(svgLine(`M0 ${px(top)}h${px(room.widthPx)}`, pen.look.line));
    for (const [index, one] of row.cells.entries()) {
      const placed = columns[index];
      if (placed === undefined) continue;
      const { left, width } = placed;
      const box = { left, top, width, height: row.heightPx };
      parts.push(drawCell(one, placed.column, box, sheet));
    }
    top += row.heightPx;
  }
  if (head > 0) parts.push(drawEnds(sheet, ({ name }) => name, 0));
  if (foot > 0) parts.push(drawEnds(sheet, ({ footer }) => footer, top));
  parts.push(note(sheet, rows.length, room));
  return parts.join('');
}

/** What a table takes that is shown whole, each row on one line. */
export function tableHeightPx(view: TableView): number {
  const ends = (view.showsHeader ? HEAD_PX : 0) + (view.hasFooter ? HEAD_PX : 0);
  const wanted = ends + view.rowCount * rowHeight(view);
  return ends === 0 ? wanted : Math.max(LEAST_ENDS_PX, wanted);
}

/** Those that have room, with that of the note where some have none. */
function fittingRows(sheet: Sheet, freePx: number): readonly WrittenRow[] {
  const { view, columns } = sheet;
  const isNarrow = columns.length < view.columns.length;
  const wholePx = isNarrow ? freePx - NOTE_PX : freePx;
  const possible = view.order.slice(0, Math.max(0, Math.ceil(freePx / rowHeight(view))));
  let rows: readonly WrittenRow[] = [];
  for (const most of MOST_LINES) {
    rows = possible.map((row) => writtenRow(sheet, row, most));
    const all = rows.reduce((sum, { heightPx }) => sum + heightPx, 0);
    if (rows.length >= view.rowCount && all <= wholePx) return rows;
  }
  let leftPx = freePx - NOTE_PX;
  const end = rows.findIndex(({ heightPx }) => {
    leftPx -= heightPx;
    return leftPx < 0;
  });
  return end < 0 ? rows : rows.slice(0, end);
}

function rowHeight({ rowHeightPx }: TableView): number {
  return Math.min(80, Math.max(20, rowHeightPx));
}

function writtenRow({ view, columns, size, pen }: Sheet, row: number, most: number): WrittenRow {
  const cells = columns.map(({ column, width }): WrittenCell => {
    const cell = column.cell(row);
    const widthPx = width - 2 * CELL_PADDING_PX;
    const text = cell.text.slice(0, LONGEST_CELL);
    const isBeside = isDrawn(cell) || widthPx < size;
    return { cell, lines: isBeside ? [] : wrapText(pen.measure, text, { size, widthPx, most }) };
  });
  const count = Math.max(1, ...cells.map(({ lines }) => lines.length));
  const heightPx = Math.max(rowHeight(view), count * size * LINE_EM + 8);
  return { cells, heightPx };
}

function place(align: TableColumn['align'], { left, width }: Pick<Box, 'left' | 'width'>) {
  if (align === 'end') return { x: left + width - CELL_PADDING_PX, anchor: 'end' } as const;
  if (align === 'center') return { x: left + width / 2, anchor: 'middle' } as const;
  return { x: left + CELL_PADDING_PX, anchor: 'start' } as const;
}

function drawCell(
  { cell, lines }: WrittenCell,
  column: TableColumn,
  box: Box,
  { pen, size }: Sheet,
): string {
  const { look } = pen;
  const ground = cell.ground === null ? '' : svgBox(box, cell.ground);
  if (isDrawn(cell)) return ground + drawBeside(cell, box, size, pen);
  const fill = cell.textColour ?? look.text;
  const linePx = size * LINE_EM;
  const first = box.top + box.height / 2 - ((lines.length - 1) * linePx) / 2 + size * 0.36;
  const words = lines.map((line, at) =>
    svgText(line, { ...place(column.align, box), y: first + at * linePx, size, fill }),
  );
  return ground + words.join('');
}

/** A bar or a line with its text at the end. */
function drawBeside(cell: TableCell, box: Box, size: number, pen: ViewPen): string {
  const { look, measure } = pen;
  const y = box.top + box.height / 2 + size * 0.36;
  const textRoom = Math.min(box.width * 0.5, measure(cell.text, size) + 2 * CELL_PADDING_PX);
  const bar = {
    left: box.left + CELL_PADDING_PX,
    top: box.top + 5,
    width: box.width - textRoom - CELL_PADDING_PX,
    height: box.height - 10,
  };
  const words = fitText(measure, cell.text, size, textRoom - 2 * CELL_PADDING_PX);
  const fill = cell.textColour ?? look.text;
  const at = { x: box.left + box.width - CELL_PADDING_PX, y, size, fill, anchor: 'end' as const };
  const { bar: track, spark } = cell;
  const drawn = [
    track === null ? '' : drawTrack({ ...track, isUpright: false, ground: look.sunken }, bar, pen),
    spark === undefined || bar.width < LEAST_SPARK_PX
      ? ''
      : svgMoved(bar.left, bar.top, drawSpark(spark, bar.width, bar.height)),
  ];
  return drawn.join('') + svgText(words, at);
}

function drawEnds(
  { columns, size, pen: { look, measure } }: Sheet,
  wordsOf: (column: TableColumn) => string,
  top: number,
): string {
  return columns
    .map(({ column, left, width }) => {
      const words = fitText(measure, wordsOf(column), size, width - 2 * CELL_PADDING_PX);
      const at = { ...place(column.align, { left, width }), y: top + 18, size };
      return svgText(words, { ...at, fill: look.dimmed });
    })
    .join('');
}

/** How many rows there are, and which columns are missing; nothing where all is there. */
function note(
  { view, columns, pen: { look, measure, words } }: Sheet,
  shown: number,
  { widthPx, heightPx }: ViewRoom,
): string {
  const missing = view.columns.slice(columns.length).map(({ name }) => name);
  const parts = [
    shown < view.rowCount ? filled(words.moreRows, { shown, count: view.rowCount }) : '',
    missing.length > 0
      ? filled(words.moreColumns, { count: missing.length, names: missing.join(', ') })
      : '',
  ].filter((part) => part !== '');
  const text = fitText(measure, parts.join(' · '), 11, widthPx - 2 * CELL_PADDING_PX);
  return svgText(text, { x: CELL_PADDING_PX, y: heightPx - 6, size: 11, fill: look.dimmed });
}
