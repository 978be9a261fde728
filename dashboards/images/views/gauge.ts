import type { GaugeDial, GaugeView } from '../../model/panel-views.ts';
import { type Arc, arcPath } from '../../panels/arc-path.ts';
import { readable } from '../../panels/colour.ts';
import { tileGrid } from '../../panels/tile-grid.ts';
import { fitText } from '../fonts/measure-text.ts';
import { type Box, svgFill, svgText } from '../svg-parts.ts';
import { placeTiles } from './place-tiles.ts';
import { valueSize, valueText } from './value-text.ts';
import type { ViewPen, ViewRoom } from './view-pen.ts';

/** The arc is open by a quarter of the circle. */
const START = 0.625;
const SWEEP = 0.75;
const NAME_PX = 20;
const LABEL_SIZE = 10;
const LEAST_NAMED_PX = 76;
const LEAST_LABELLED_PX = 110;

/** Values on arcs that are open below. */
export function drawGauge(view: GaugeView, room: ViewRoom, pen: ViewPen): string {
  const grid = tileGrid(view.dials.length, room.widthPx, room.heightPx, view.orientation, 1.2);
  const hasNames = view.dials.length > 1 && grid.tileHeightPx >= LEAST_NAMED_PX;
  const showsLabels = view.showsLabels && grid.tileHeightPx >= LEAST_LABELLED_PX;
  const shown = { ...view, showsLabels };
  return placeTiles(view.dials, grid, (dial, box) => {
    const name = hasNames ? nameOf(dial, box, pen) : '';
    return (
      drawDial(dial, shown, { ...box, height: box.height - (hasNames ? NAME_PX : 0) }, pen) + name
    );
  });
}

function nameOf({ name }: GaugeDial, { width, height }: Box, { measure, look }: ViewPen): string {
  const words = fitText(measure, name, 12, width - 4);
  return svgText(words, {
    x: width / 2,
    y: height - 6,
    size: 12,
    fill: look.text,
    anchor: 'middle',
  });
}

function drawDial(
  dial: GaugeDial,
  view: GaugeView,
  { width, height }: Pick<Box, 'width' | 'height'>,
  pen: ViewPen,
): string {
  const { look, measure } = pen;
  const widest = Math.max(0, ...dial.labels.map(({ text }) => measure(text, LABEL_SIZE)));
  const beside = view.showsLabels ? Math.min(width * 0.25, widest + 10) : 4;
  const radius = Math.max(
    12,
    Math.min(width / 2 - beside, (height - (view.showsLabels ? 18 : 4)) / 1.76),
  );
  const x = width / 2;
  const y = radius + (view.showsLabels ? 16 : 4);
  const thick = radius * 0.26;
  const band = Math.max(2, radius * 0.06);
  const inner = view.showsBands ? radius - band - 2 : radius;
  const arc = (from: number, to: number, outer: number, breadth: number) =>
    arcPath(onDial({ x, y, outer, inner: outer - breadth, from, to }));
  const room = { width: (inner - thick) * 1.7, height: inner * 0.6 };
  const size = valueSize(measure, dial.value, room, { least: 11, most: 60 });
  const fill = readable(dial.value.colour, look.ground, look.text);
  return [
    svgFill(arc(0, 1, inner, thick), look.sunken),
    dial.fraction !== null && dial.fraction > 0
      ? svgFill(arc(0, dial.fraction, inner, thick), dial.value.colour)
      : '',
    ...(view.showsBands
      ? dial.bands.map((each) => svgFill(arc(each.from, each.to, radius, band), each.colour))
      : []),
    ...(view.showsLabels ? dial.labels : []).map((label) =>
      labelOf(label, { x, y, radius: radius + 9, room: beside - 6 }, pen),
    ),
    valueText(measure, dial.value, room.width, {
      x,
      y: y + size * 0.3,
      size,
      fill,
      anchor: 'middle',
    }),
  ].join('');
}

function onDial({ from, to, ...rest }: Arc): Arc {
  return { ...rest, from: START + SWEEP * from, to: START + SWEEP * to };
}

function labelOf(
  { at, text }: GaugeDial['labels'][number],
  { x, y, radius, room }: Readonly<Record<'x' | 'y' | 'radius' | 'room', number>>,
  { measure, look }: ViewPen,
): string {
  const turn = (START + SWEEP * at - 0.25) * 2 * Math.PI;
  const across = Math.cos(turn);
  const anchor = across < -0.3 ? 'end' : across > 0.3 ? 'start' : 'middle';
  const place = { x: x + radius * across, y: y + radius * Math.sin(turn), size: LABEL_SIZE };
  const words = fitText(measure, text, LABEL_SIZE, anchor === 'middle' ? 2 * room : room);
  return svgText(words, { ...place, anchor, fill: look.dimmed });
}
