import type { Legend, LegendRow } from '../../model/panel-views.ts';
import { fitText } from '../fonts/measure-text.ts';
import { svgBox, svgMoved, svgText } from '../svg-parts.ts';
import { filled } from './picture-words.data.ts';
import type { ViewPen, ViewRoom } from './view-pen.ts';

const SIZE = 11;
const ROW_PX = 18;
const KEY_PX = 16;
const GAP = 14;
const LEAST_CHART_PX = 70;

/** A chart and its legend share the room of a panel; where that is small there is no legend. */
export function withLegend(
  legend: Legend,
  { widthPx, heightPx }: ViewRoom,
  pen: ViewPen,
  draw: (room: ViewRoom) => string,
): string {
  if (legend.shows === 'hidden' || legend.rows.length === 0) return draw({ widthPx, heightPx });
  if (legend.placement === 'right' && widthPx >= 420) {
    const width = Math.round(Math.min(wantedWidth(legend, pen), widthPx * 0.45));
    const drawn = draw({ widthPx: widthPx - width - GAP, heightPx });
    const list = (legend.shows === 'table' ? table : column)(
      legend,
      { widthPx: width, heightPx },
      pen,
    );
    return drawn + svgMoved(widthPx - width, 0, list);
  }
  const most = Math.floor((heightPx * 0.4) / ROW_PX);
  const room = { widthPx, heightPx: most * ROW_PX };
  if (most < 1) return draw({ widthPx, heightPx });
  const flow = legend.shows === 'table' && most >= 2 ? null : flowOf(legend, room, pen);
  const rows = flow === null ? Math.min(most, legend.rows.length + 1) : flow.rows;
  const height = rows * ROW_PX + 4;
  if (heightPx - height < LEAST_CHART_PX) return draw({ widthPx, heightPx });
  const below = flow === null ? table(legend, { widthPx, heightPx: rows * ROW_PX }, pen) : flow.svg;
  return draw({ widthPx, heightPx: heightPx - height }) + svgMoved(0, heightPx - height + 4, below);
}

function figureName(figure: string, { words }: ViewPen): string {
  return Object.hasOwn(words.figures, figure) ? (words.figures[figure] ?? figure) : figure;
}

function wordsOf(row: LegendRow, legend: Legend, pen: ViewPen): string {
  const figures = row.texts.map(
    (text, at) => `${figureName(legend.figures[at] ?? '', pen)} ${text}`,
  );
  return [row.name, ...figures].join('  ');
}

function wantedWidth(legend: Legend, pen: ViewPen): number {
  if (legend.shows === 'table') {
    const columns = columnsOf(legend, pen).reduce((sum, { widthPx }) => sum + widthPx + GAP, 0);
    const names = legend.rows.map(({ name }) => pen.measure(name, SIZE));
    return KEY_PX + Math.min(200, Math.max(...names)) + columns + 4;
  }
  return (
    KEY_PX + Math.max(...legend.rows.map((row) => pen.measure(wordsOf(row, legend, pen), SIZE))) + 4
  );
}

function entry(row: LegendRow, words: string, x: number, y: number, pen: ViewPen): string {
  return (
    svgBox({ left: x, top: y + 7, width: 11, height: 4 }, row.colour, { radius: 2 }) +
    svgText(words, { x: x + KEY_PX, y: y + 13, size: SIZE, fill: pen.look.text })
  );
}

/** Entries in lines; what does not fit is counted at the end. */
function flowOf(
  legend: Legend,
  { widthPx, heightPx }: ViewRoom,
  pen: ViewPen,
): { readonly rows: number; readonly svg: string } {
  const most = Math.max(1, Math.floor(heightPx / ROW_PX));
  const moreRoom = pen.measure('+10000', SIZE) + GAP;
  const parts: string[] = [];
  let [x, row] = [0, 0];
  for (const [index, each] of legend.rows.entries()) {
    const widest = widthPx - KEY_PX - moreRoom;
    const words = fitText(pen.measure, wordsOf(each, legend, pen), SIZE, widest);
    const width = KEY_PX + pen.measure(words, SIZE);
    const isLast = row === most - 1;
    const room = isLast && index < legend.rows.length - 1 ? widthPx - moreRoom : widthPx;
    if (x > 0 && x + width > room) {
      if (isLast) {
        const place = { x, y: row * ROW_PX + 13, size: SIZE, fill: pen.look.dimmed };
        parts.push(svgText(`+${legend.rows.length - index}`, place));
        break;
      }
      [x, row] = [0, row + 1];
    }
    parts.push(entry(each, words, x, row * ROW_PX, pen));
    x += width + GAP;
  }
  return { rows: row + 1, svg: parts.join('') };
}

/** What fits of rows, and how many do not. */
function fittingRows(legend: Legend, lines: number): readonly LegendRow[] {
  const isCut = legend.rows.length > lines;
  return legend.rows.slice(0, isCut ? Math.max(0, lines - 1) : lines);
}

function moreLine(legend: Legend, shown: number, y: number, pen: ViewPen): string {
  const count = legend.rows.length - shown;
  if (count === 0) return '';
  const words = filled(pen.words.more, { count });
  return svgText(words, { x: KEY_PX, y: y + 13, size: SIZE, fill: pen.look.dimmed });
}

function column(legend: Legend, { widthPx, heightPx }: ViewRoom, pen: ViewPen): string {
  const rows = fittingRows(legend, Math.floor(heightPx / ROW_PX));
  const drawn = rows.map((row, index) => {
    const words = fitText(pen.measure, wordsOf(row, legend, pen), SIZE, widthPx - KEY_PX);
    return entry(row, words, 0, index * ROW_PX, pen);
  });
  return drawn.join('') + moreLine(legend, rows.length, rows.length * ROW_PX, pen);
}

interface FigureColumn {
  readonly head: string;
  readonly at: number;
  readonly widthPx: number;
}

function columnsOf(legend: Legend, pen: ViewPen): readonly FigureColumn[] {
  return legend.figures.map((figure, at) => {
    const head = figureName(figure, pen);
    const texts = [head, ...legend.rows.map(({ texts: own }) => own[at] ?? '')];
    return { head, at, widthPx: Math.max(...texts.map((text) => pen.measure(text, SIZE))) };
  });
}

/** A column for each figure, as many as leave half of the width to the names. */
function table(legend: Legend, { widthPx, heightPx }: ViewRoom, pen: ViewPen): string {
  let taken = 0;
  const columns = columnsOf(legend, pen).flatMap((each) => {
    if (taken + each.widthPx + GAP > widthPx / 2) return [];
    taken += each.widthPx + GAP;
    return [{ ...each, before: taken }];
  });
  const ends = columns.map(({ before }) => widthPx - taken + before);
  const rows = fittingRows(legend, Math.floor(heightPx / ROW_PX) - 1);
  const cell = (text: string, index: number, y: number, fill: string) =>
    svgText(text, { x: ends[index] ?? 0, y: y + 13, size: SIZE, fill, anchor: 'end' });
  const head = columns.map((each, index) => cell(each.head, index, 0, pen.look.dimmed));
  const lines = rows.map((row, at) => {
    const y = (at + 1) * ROW_PX;
    const name = fitText(pen.measure, row.name, SIZE, widthPx - KEY_PX - taken - 4);
    const texts = columns.map((each, index) =>
      cell(row.texts[each.at] ?? '', index, y, pen.look.text),
    );
    return entry(row, name, 0, y, pen) + texts.join('');
  });
  const more = moreLine(legend, rows.length, (rows.length + 1) * ROW_PX, pen);
  return head.join('') + lines.join('') + more;
}
