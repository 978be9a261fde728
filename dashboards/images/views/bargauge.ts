import type { BarGaugeView, GaugeBar } from '../../model/panel-views.ts';
import { readable } from '../../panels/colour.ts';
import { fitText } from '../fonts/measure-text.ts';
import { svgMoved, svgText } from '../svg-parts.ts';
import { filled } from './picture-words.data.ts';
import { drawTrack } from './track.ts';
import { valueText, valueWidth } from './value-text.ts';
import type { ViewPen, ViewRoom } from './view-pen.ts';

const NAME_SIZE = 12;
const NAME_PX = 18;
const LEAST_BAR_PX = 18;

/** Values as bars: one above the other, or beside each other where the panel is upright. */
export function drawBarGauge(view: BarGaugeView, room: ViewRoom, pen: ViewPen): string {
  const { orientation, bars } = view;
  const isUpright =
    orientation === 'vertical' ||
    (orientation === 'auto' && room.widthPx > room.heightPx * 1.2 && bars.length > 1);
  return isUpright ? upright(view, room, pen) : lying(view, room, pen);
}

function inkOf(view: BarGaugeView, bar: GaugeBar, { look }: ViewPen): string {
  return view.valueColour === 'text'
    ? look.text
    : readable(bar.value.colour, look.ground, look.text);
}

function trackOf(view: BarGaugeView, bar: GaugeBar, isUpright: boolean, { look }: ViewPen) {
  const { fraction, bands } = bar;
  const ground = view.showsUnfilled ? look.sunken : null;
  return { fraction, bands, colour: bar.value.colour, look: view.look, isUpright, ground };
}

function upright(view: BarGaugeView, { widthPx, heightPx }: ViewRoom, pen: ViewPen): string {
  const gap = view.bars.length > 12 ? 3 : 8;
  const most = Math.max(1, Math.floor((widthPx + gap) / (LEAST_BAR_PX + gap)));
  const bars = view.bars.slice(0, most);
  const width = (widthPx - gap * (bars.length - 1)) / bars.length;
  const valueSize = Math.max(10, Math.min(18, width / 4));
  const hasValues = view.valueColour !== 'hidden' && heightPx >= 60;
  const nameRoom = heightPx >= 60 ? NAME_PX : 0;
  const head = hasValues ? valueSize + 8 : 0;
  const box = { left: 0, top: head, width, height: Math.max(4, heightPx - head - nameRoom) };
  return bars
    .map((bar, index) => {
      const middle = { x: width / 2, anchor: 'middle' as const };
      const fill = inkOf(view, bar, pen);
      const place = { ...middle, y: valueSize, size: valueSize, fill };
      const name = nameRoom === 0 ? '' : fitText(pen.measure, bar.name, NAME_SIZE, width);
      const drawn =
        (hasValues ? valueText(pen.measure, bar.value, width, place) : '') +
        drawTrack(trackOf(view, bar, true, pen), box, pen) +
        svgText(name, { ...middle, y: heightPx - 4, size: NAME_SIZE, fill: pen.look.text });
      return svgMoved(index * (width + gap), 0, drawn);
    })
    .join('');
}

function lying(view: BarGaugeView, { widthPx, heightPx }: ViewRoom, pen: ViewPen): string {
  const gap = view.bars.length > 12 ? 3 : 8;
  const most = Math.max(1, Math.floor((heightPx + gap) / (LEAST_BAR_PX + gap)));
  const isCut = view.bars.length > most;
  const bars = view.bars.slice(0, isCut ? Math.max(1, most - 1) : most);
  const rows = isCut ? most : bars.length;
  const height = Math.min(90, (heightPx - gap * (rows - 1)) / rows);
  const size = Math.max(11, Math.min(20, height * 0.4));
  const widths = bars.map(({ value }) => valueWidth(pen.measure, value, size));
  const valueRoom =
    view.valueColour === 'hidden' ? 0 : Math.min(widthPx * 0.35, Math.max(...widths) + 10);
  const names = bars.map(({ name }) => pen.measure(name, NAME_SIZE));
  const isTight = height < 40;
  const beside = isTight ? Math.min(widthPx * 0.3, Math.max(...names) + 10) : 0;
  const drawn = bars.map((bar, index) => {
    const top = isTight ? 0 : NAME_PX;
    const box = { left: beside, top, width: widthPx - beside - valueRoom, height: height - top };
    const nameRoom = isTight ? beside - 8 : widthPx;
    const nameY = isTight ? height / 2 + 4 : NAME_SIZE;
    const name = fitText(pen.measure, bar.name, NAME_SIZE, nameRoom);
    const y = top + box.height / 2 + size * 0.36;
    const place = { x: widthPx, y, size, fill: inkOf(view, bar, pen), anchor: 'end' as const };
    const parts =
      svgText(name, { x: 0, y: nameY, size: NAME_SIZE, fill: pen.look.text }) +
      drawTrack(trackOf(view, bar, false, pen), box, pen) +
      (valueRoom === 0 ? '' : valueText(pen.measure, bar.value, valueRoom - 8, place));
    return svgMoved(0, index * (height + gap), parts);
  });
  if (!isCut) return drawn.join('');
  const more = filled(pen.words.more, { count: view.bars.length - bars.length });
  return drawn.join('') + svgText(more, { x: 0, y: heightPx - 4, size: 11, fill: pen.look.dimmed });
}
