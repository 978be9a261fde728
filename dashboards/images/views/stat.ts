import type { StatTile, StatView } from '../../model/panel-views.ts';
import { tileGrid } from '../../panels/tile-grid.ts';
import { fitText } from '../fonts/measure-text.ts';
import { type Box, svgBox, svgGradient, svgMoved, svgText } from '../svg-parts.ts';
import { placeTiles } from './place-tiles.ts';
import { drawSpark } from './spark.ts';
import { valueSize, valueText, valueWidth } from './value-text.ts';
import type { ViewPen, ViewRoom } from './view-pen.ts';

const MARGIN = 10;
/** In lower tiles a line would lie behind the words. */
const LEAST_SPARK_PX = 72;

/** Single values in tiles, large enough to be read from afar. */
export function drawStat(view: StatView, room: ViewRoom, pen: ViewPen): string {
  const grid = tileGrid(view.tiles.length, room.widthPx, room.heightPx, view.orientation);
  return placeTiles(view.tiles, grid, (tile, box) => drawTile(tile, view, box, pen));
}

function drawTile(tile: StatTile, view: StatView, box: Box, pen: ViewPen): string {
  const { name, ground, sparkline } = tile;
  const isWide = name !== null && box.width > box.height * 2.4;
  const parts = [ground === null ? '' : groundOf(ground, box, pen)];
  if (sparkline !== null && (name === null || box.height >= LEAST_SPARK_PX)) {
    const height = box.height * 0.45;
    parts.push(svgMoved(0, box.height - height, drawSpark(sparkline, box.width, height)));
  }
  return parts.join('') + (isWide ? wideWords : tallWords)({ tile, view, box, pen });
}

function groundOf(
  { from, to }: NonNullable<StatTile['ground']>,
  box: Box,
  { nextId }: ViewPen,
): string {
  if (from === to) return svgBox({ ...box, left: 0, top: 0 }, from, { radius: 4 });
  const id = nextId();
  const defs = `<defs>${svgGradient(id, [
    { at: 0, colour: to },
    { at: 1, colour: from },
  ])}</defs>`;
  return defs + svgBox({ ...box, left: 0, top: 0 }, `url(#${id})`, { radius: 4 });
}

interface Words {
  readonly tile: StatTile;
  readonly view: StatView;
  readonly box: Box;
  readonly pen: ViewPen;
}

/** The name at the left, the value at the right. */
function wideWords({ tile, view, box, pen }: Words): string {
  const { value } = tile;
  const half = box.width * 0.5 - MARGIN;
  const middle = box.height / 2;
  const valueRoom = { width: half - changeRoom(tile, half, pen), height: box.height * 0.55 };
  const size = value === null ? 0 : sizeOf(tile, view, valueRoom, pen);
  const nameSize = Math.min(
    view.nameSizePx ?? Math.min(18, Math.max(12, box.height * 0.16)),
    box.height,
  );
  const nameRoom = value === null ? box.width - 2 * MARGIN : half;
  const name = fitText(pen.measure, tile.name ?? '', nameSize, nameRoom);
  const right = box.width - MARGIN;
  return (
    svgText(name, {
      x: MARGIN,
      y: middle + nameSize * 0.35,
      size: nameSize,
      fill: nameInk(tile, pen),
    }) +
    valueAndChange(
      tile,
      { x: right, y: middle + size * 0.36, size, width: half, anchor: 'end' },
      pen,
    )
  );
}

/** The name above the value. */
function tallWords({ tile, view, box, pen }: Words): string {
  const { name, sparkline } = tile;
  const isCentred = view.isCentred || (name === null && sparkline === null);
  const width = box.width - 2 * MARGIN;
  const part = name === null ? 0.55 : 0.42;
  const valueRoom = { width: width - changeRoom(tile, width, pen), height: box.height * part };
  const size = tile.value === null ? 0 : sizeOf(tile, view, valueRoom, pen);
  const nameSize =
    name === null ? 0 : (view.nameSizePx ?? Math.min(18, Math.max(12, box.height * 0.16)));
  const x = isCentred ? box.width / 2 : MARGIN;
  const anchor = isCentred ? 'middle' : 'start';
  const high = nameSize * 1.3 + size;
  const top = Math.max(
    2,
    sparkline === null ? (box.height - high) / 2 : Math.min(8, box.height * 0.1),
  );
  const words = fitText(pen.measure, name ?? '', nameSize, width);
  return (
    svgText(words, { x, y: top + nameSize, size: nameSize, fill: nameInk(tile, pen), anchor }) +
    valueAndChange(tile, { x, y: top + nameSize * 1.3 + size * 0.86, size, width, anchor }, pen)
  );
}

function nameInk({ ground, textColour }: StatTile, { look }: ViewPen): string {
  return ground === null ? look.text : textColour;
}

function sizeOf(
  tile: StatTile,
  view: StatView,
  room: { readonly width: number; readonly height: number },
  pen: ViewPen,
): number {
  if (view.valueSizePx !== null) return Math.min(view.valueSizePx, 200);
  return tile.value === null
    ? 0
    : valueSize(pen.measure, tile.value, room, { least: 12, most: 96 });
}

const CHANGE_SIZE = 13;

/** Nothing where the change would leave less than half to the value. */
function changeRoom({ change }: StatTile, width: number, { measure }: ViewPen): number {
  const room = change === null ? 0 : measure(change.text, CHANGE_SIZE) + 8;
  return room > width / 2 ? 0 : room;
}

interface ValuePlace {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly width: number;
  readonly anchor: 'start' | 'middle' | 'end';
}

function valueAndChange(tile: StatTile, place: ValuePlace, pen: ViewPen): string {
  const { value, change, textColour: fill } = tile;
  if (value === null) return '';
  const { x, y, size, width, anchor } = place;
  const beside = changeRoom(tile, width, pen);
  const own = Math.min(width - beside, valueWidth(pen.measure, value, size));
  const all = own + beside;
  const left = anchor === 'start' ? x : anchor === 'end' ? x - all : x - all / 2;
  const shown = valueText(pen.measure, value, width - beside, { x: left, y, size, fill });
  if (change === null || beside === 0) return shown;
  return shown + svgText(change.text, { x: left + own + 8, y, size: CHANGE_SIZE, fill });
}
