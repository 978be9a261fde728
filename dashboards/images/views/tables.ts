import type { TableFrames, TableView } from '../../model/panel-views.ts';
import { fitText } from '../fonts/measure-text.ts';
import { svgMoved, svgText } from '../svg-parts.ts';
import { filled } from './picture-words.data.ts';
import { drawOneTable, tableHeightPx } from './table.ts';
import type { ViewPen, ViewRoom } from './view-pen.ts';

const SIZE = 11;
const NAME_PX = 18;
const GAP_PX = 10;
/** Below this there is room for rows only. */
const LEAST_PX = 100;

/**
 * A table. Nobody can choose among several frames in a picture: they stand below each other where all of
 * them fit, else the chosen one is shown with the names of the others.
 */
export function drawTable(view: TableView, room: ViewRoom, pen: ViewPen): string {
  const { frames } = view;
  if (frames === null) return drawOneTable(view, room, pen);
  const all = frames.names.flatMap((name, index) => {
    const table = index === frames.chosen ? view : frames.at(index);
    return table.kind === 'table' ? [{ name, table, heightPx: tableHeightPx(table) }] : [];
  });
  const wanted = all.reduce((sum, { heightPx }) => sum + NAME_PX + heightPx + GAP_PX, -GAP_PX);
  if (wanted > room.heightPx) return chosenTable(view, frames, room, pen);
  let top = 0;
  const parts = all.map(({ name, table, heightPx }) => {
    const drawn = drawOneTable(table, { ...room, heightPx }, pen);
    const part = line(name, top + 13, room, pen) + svgMoved(0, top + NAME_PX, drawn);
    top += NAME_PX + heightPx + GAP_PX;
    return part;
  });
  return parts.join('');
}

function chosenTable(
  view: TableView,
  { names, chosen }: TableFrames,
  room: ViewRoom,
  pen: ViewPen,
): string {
  if (room.heightPx < LEAST_PX) return drawOneTable(view, room, pen);
  const others = names.filter((_, index) => index !== chosen);
  const words = filled(pen.words.otherTables, {
    name: names[chosen] ?? '',
    count: others.length,
    names: others.join(', '),
  });
  const own = { ...room, heightPx: room.heightPx - NAME_PX };
  return drawOneTable(view, own, pen) + line(words, room.heightPx - 4, room, pen);
}

function line(words: string, y: number, { widthPx }: ViewRoom, { measure, look }: ViewPen): string {
  const text = fitText(measure, words, SIZE, widthPx);
  return svgText(text, { x: 0, y, size: SIZE, fill: look.dimmed });
}
