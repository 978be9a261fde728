import type { TableCell, TableColumn, TableView } from '../../model/panel-views.ts';
import { columnWidths, wantedWidths } from '../../panels/table/column-widths.ts';
import { fitText } from '../fonts/measure-text.ts';
import { type Box, svgBox, svgLine, svgMoved, svgText } from '../svg-parts.ts';
import { px } from '../svg-text.ts';
import { filled } from './picture-words.data.ts';
import { drawSpark } from './spark.ts';
import { drawTrack } from './track.ts';
import type { ViewPen, ViewRoom } from './view-pen.ts';

const SIZE = 12;
const HEAD_PX = 28;
const NOTE_PX = 20;
/** Below this there is room for rows only. */
const LEAST_ENDS_PX = 100;
const PADDING = 8;
const LEAST_COLUMN_PX = 48;
const LEAST_SPARK_PX = 16;

interface PlacedColumn {
  readonly column: TableColumn;
  readonly left: number;
  readonly width: number;
}

/** Rows and columns, as many as there is room for, and how many there are. */
export function drawOneTable(view: TableView, room: ViewRoom, pen: ViewPen): string {
  const columns = placeColumns(view, room.widthPx);
  const rowPx = rowPxOf(view.rowHeightPx);
  const isLow = room.heightPx < LEAST_ENDS_PX;
  const head = view.showsHeader && !isLow ? HEAD_PX : 0;
  const foot = view.hasFooter && !isLow ? HEAD_PX : 0;
  const free = room.heightPx - head - foot;
  const isCut = view.rowCount * rowPx > free || columns.length < view.columns.length;
  const count = Math.max(
    0,
    Math.min(view.rowCount, Math.floor((free - (isCut ? NOTE_PX : 0)) / rowPx)),
  );
  const rows = view.order.slice(0, count);
  const lines = rows.map((row, index) =>
    columns.map((placed) => {
      const box = {
        left: placed.left,
        top: head + index * rowPx,
        width: placed.width,
        height: rowPx,
      };
      return drawCell(placed.column.cell(row), placed.column, box, pen);
    }),
  );
  const bottom = head + rows.length * rowPx;
  const grid = rows.map((_, index) => `M0 ${px(head + index * rowPx)}h${px(room.widthPx)}`);
  const parts = [
    ...lines.flat(),
    svgLine(grid.slice(head > 0 ? 0 : 1).join(''), pen.look.line),
    head > 0 ? drawEnds(columns, ({ name }) => name, 0, pen) : '',
    foot > 0 ? drawEnds(columns, ({ footer }) => footer, bottom, pen) : '',
    isCut ? note(view, { rows: rows.length, columns: columns.length }, room, pen) : '',
  ];
  return parts.join('');
}

/** What a table takes that is shown whole. */
export function tableHeightPx({
  showsHeader,
  hasFooter,
  rowCount,
  rowHeightPx,
}: TableView): number {
  const ends = (showsHeader ? HEAD_PX : 0) + (hasFooter ? HEAD_PX : 0);
  const wanted = ends + rowCount * rowPxOf(rowHeightPx);
  return ends === 0 ? wanted : Math.max(LEAST_ENDS_PX, wanted);
}

const rowPxOf = (heightPx: number) => Math.min(80, Math.max(20, heightPx));

/** Columns share the width; where that would make them too narrow, the last ones are left out. */
function placeColumns(
  { columns, order }: Pick<TableView, 'columns' | 'order'>,
  widthPx: number,
): readonly PlacedColumn[] {
  const fitting = columns.slice(0, Math.max(1, Math.floor(widthPx / LEAST_COLUMN_PX)));
  const widths = columnWidths(fitting, widthPx, wantedWidths(fitting, order));
  const all = widths.reduce((sum, width) => sum + width, 0);
  const part = Math.min(1, widthPx / Math.max(1, all));
  let left = 0;
  return fitting.map((column, index) => {
    const width = (widths[index] ?? 0) * part;
    const placed = { column, left, width };
    left += width;
    return placed;
  });
}

function place(align: TableColumn['align'], { left, width }: Pick<Box, 'left' | 'width'>) {
  if (align === 'end') return { x: left + width - PADDING, anchor: 'end' } as const;
  if (align === 'center') return { x: left + width / 2, anchor: 'middle' } as const;
  return { x: left + PADDING, anchor: 'start' } as const;
}

function drawCell(cell: TableCell, column: TableColumn, box: Box, pen: ViewPen): string {
  const { look, measure } = pen;
  const ground = cell.ground === null ? '' : svgBox(box, cell.ground);
  const y = box.top + box.height / 2 + SIZE * 0.36;
  const fill = cell.textColour ?? look.text;
  if (cell.bar === null && cell.spark === undefined) {
    const words = fitText(measure, firstLine(cell.text), SIZE, box.width - 2 * PADDING);
    return ground + svgText(words, { ...place(column.align, box), y, size: SIZE, fill });
  }
  const textRoom = Math.min(box.width * 0.5, measure(cell.text, SIZE) + 2 * PADDING);
  const bar = {
    left: box.left + PADDING,
    top: box.top + 5,
    width: box.width - textRoom - PADDING,
    height: box.height - 10,
  };
  const words = fitText(measure, cell.text, SIZE, textRoom - 2 * PADDING);
  const at = { x: box.left + box.width - PADDING, y, size: SIZE, fill, anchor: 'end' as const };
  const { bar: track, spark } = cell;
  const drawn = [
    track === null ? '' : drawTrack({ ...track, isUpright: false, ground: look.sunken }, bar, pen),
    spark === undefined || bar.width < LEAST_SPARK_PX
      ? ''
      : svgMoved(bar.left, bar.top, drawSpark(spark, bar.width, bar.height)),
  ];
  return ground + drawn.join('') + svgText(words, at);
}

function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return end < 0 ? text : `${text.slice(0, end)}…`;
}

function drawEnds(
  columns: readonly PlacedColumn[],
  wordsOf: (column: TableColumn) => string,
  top: number,
  { look, measure }: ViewPen,
): string {
  return columns
    .map(({ column, left, width }) => {
      const words = fitText(measure, wordsOf(column), SIZE, width - 2 * PADDING);
      const at = { ...place(column.align, { left, width }), y: top + 18, size: SIZE };
      return svgText(words, { ...at, fill: look.dimmed });
    })
    .join('');
}

function note(
  view: TableView,
  shown: { readonly rows: number; readonly columns: number },
  { widthPx, heightPx }: ViewRoom,
  { look, measure, words }: ViewPen,
): string {
  const more = view.columns.length - shown.columns;
  const parts = [
    shown.rows < view.rowCount
      ? filled(words.moreRows, { shown: shown.rows, count: view.rowCount })
      : '',
    more > 0 ? filled(words.moreColumns, { count: more }) : '',
  ].filter((part) => part !== '');
  const text = fitText(measure, parts.join(' · '), 11, widthPx - 2 * PADDING);
  return svgText(text, { x: PADDING, y: heightPx - 6, size: 11, fill: look.dimmed });
}
