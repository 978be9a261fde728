import type { PieSlice, PieView } from '../../model/panel-views.ts';
import { arcPath } from '../../panels/arc-path.ts';
import { fitText } from '../fonts/measure-text.ts';
import { svgText } from '../svg-parts.ts';
import { escapeXml } from '../svg-text.ts';
import { withLegend } from './legend.ts';
import type { ViewPen, ViewRoom } from './view-pen.ts';

const SIZE = 11;
const LINE_PX = 13;
const WIDEST = 110;

/** Parts of a sum as slices of a circle or ring. */
export function drawPie(view: PieView, room: ViewRoom, pen: ViewPen): string {
  return withLegend(view.legend, room, pen, (own) => drawSlices(view, own, pen));
}

function drawSlices(view: PieView, { widthPx, heightPx }: ViewRoom, pen: ViewPen): string {
  const outer = Math.max(8, Math.min(widthPx, heightPx) / 2 - 6);
  const inner = view.shape === 'donut' ? outer * 0.6 : 0;
  const circle = { x: widthPx / 2, y: heightPx / 2, outer, inner };
  const slices = view.slices.map(({ from, to, colour }) => {
    const d = arcPath({ ...circle, from, to });
    return `<path d="${d}" fill="${escapeXml(colour)}" stroke="${pen.look.ground}" stroke-width="1.5"/>`;
  });
  return slices.join('') + view.slices.map((slice) => wordsOn(slice, view, circle, pen)).join('');
}

/** What a slice says, where it has room for it. */
function wordsOn(
  slice: PieSlice,
  { labels }: PieView,
  { x, y, outer, inner }: Readonly<Record<'x' | 'y' | 'outer' | 'inner', number>>,
  { measure }: ViewPen,
): string {
  const words = labels.map((label) => {
    const text =
      label === 'name' ? slice.name : label === 'value' ? slice.value.text : slice.percentText;
    return fitText(measure, text, SIZE, WIDEST);
  });
  const angle = ((slice.from + slice.to) / 2 - 0.25) * 2 * Math.PI;
  const radius = inner > 0 ? (inner + outer) / 2 : outer * 0.68;
  const widest = words.reduce((most, word) => Math.max(most, measure(word, SIZE)), 0);
  // Along its arc, and across the ring.
  const along = (slice.to - slice.from) * 2 * Math.PI * radius;
  const isWhole = slice.to - slice.from > 0.4;
  const across = inner > 0 ? (outer - inner) * 1.2 : outer;
  if (!isWhole && (along < words.length * LINE_PX || Math.min(along * 1.5, across) < widest))
    return '';
  const middle = { x: x + radius * Math.cos(angle), y: y + radius * Math.sin(angle) };
  return words
    .map((word, index) =>
      svgText(word, {
        x: middle.x,
        y: middle.y + 4 + (index - (words.length - 1) / 2) * LINE_PX,
        size: SIZE,
        fill: slice.textColour,
        anchor: 'middle',
      }),
    )
    .join('');
}
