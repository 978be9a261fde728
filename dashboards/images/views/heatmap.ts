import type { HeatmapView } from '../../model/panel-views.ts';
import { colourAt } from '../../panels/colour.ts';
import { fitText } from '../fonts/measure-text.ts';
import { type Box, svgBox, svgFill, svgMoved, svgText } from '../svg-parts.ts';
import { px } from '../svg-text.ts';
import { AXIS_SIZE, axisRoom, timeBelow } from './number-axis.ts';
import type { ViewPen, ViewRoom } from './view-pen.ts';

const SCALE_PX = 24;
const SCALE_STRIPS = 24;

/** Boxes of time and value, with the scale of their colours below. */
export function drawHeatmap(view: HeatmapView, room: ViewRoom, pen: ViewPen): string {
  const { widthPx, heightPx } = room;
  const hasScale = view.showsLegend && heightPx > 120;
  const words = view.edges.length > 0 ? view.edges : view.rows.map(({ name }) => name);
  const left = Math.min(axisRoom(words, widthPx, pen), widthPx * 0.3);
  const height = heightPx - (hasScale ? SCALE_PX : 0) - 30;
  const box = { left, top: 6, width: widthPx - left - 8, height };
  if (box.width < 20 || box.height < 10) return '';
  const scale = hasScale
    ? svgMoved(left, heightPx - SCALE_PX + 4, drawScale(view.scale, box.width, pen))
    : '';
  return cells(view, box) + rowWords(words, view, box, pen) + timeBelow(view, box, pen) + scale;
}

/** One path for each colour: a heat map has thousands of boxes and some dozens of colours. */
function cells(view: HeatmapView, box: Box): string {
  const { fromMs, toMs, columnsMs, stepMs, rows } = view;
  const perMs = box.width / (toMs - fromMs || 1);
  const rowHeight = box.height / Math.max(1, rows.length);
  const gap = stepMs * perMs > 4 && rowHeight > 4 ? view.gapPx : 0;
  const high = Math.max(1, rowHeight - gap);
  const paths = new Map<string, string[]>();
  for (const [column, startMs] of columnsMs.entries()) {
    const from = Math.max(box.left, box.left + (startMs - fromMs) * perMs);
    const to = Math.min(box.left + box.width, box.left + (startMs + stepMs - fromMs) * perMs);
    if (to <= from) continue;
    const wide = Math.max(1, to - from - gap);
    for (const [row, cell] of (view.cells[column] ?? []).entries()) {
      if (cell === null) continue;
      const y = box.top + box.height - (row + 1) * rowHeight + gap / 2;
      const d = `M${px(from)} ${px(y)}h${px(wide)}v${px(high)}h${px(-wide)}Z`;
      const known = paths.get(cell.colour);
      if (known === undefined) paths.set(cell.colour, [d]);
      else known.push(d);
    }
  }
  return [...paths].map(([colour, parts]) => svgFill(parts.join(''), colour)).join('');
}

function rowWords(
  words: readonly string[],
  { edges, rows }: HeatmapView,
  box: Box,
  { measure, look }: ViewPen,
): string {
  const offset = edges.length > 0 ? 0 : 0.5;
  const slot = box.height / Math.max(1, rows.length);
  const every = Math.max(1, Math.ceil(16 / slot));
  return words
    .map((word, index) => {
      if (index % every !== 0) return '';
      const middle = box.top + box.height - (index + offset) * slot;
      const y = Math.min(box.top + box.height - 4, Math.max(box.top + 5, middle)) + 4;
      const shown = fitText(measure, word, AXIS_SIZE, box.left - 8);
      const place = { x: box.left - 6, y, size: AXIS_SIZE, fill: look.dimmed };
      return svgText(shown, { ...place, anchor: 'end' });
    })
    .join('');
}

function drawScale(
  { colours, minimumText, maximumText }: HeatmapView['scale'],
  widthPx: number,
  { measure, look }: ViewPen,
): string {
  const low = measure(minimumText, AXIS_SIZE);
  const width = Math.max(20, Math.min(240, widthPx - low - measure(maximumText, AXIS_SIZE) - 16));
  const strip = width / SCALE_STRIPS;
  const strips = Array.from({ length: SCALE_STRIPS }, (_, index) =>
    svgBox(
      { left: low + 8 + index * strip, top: 4, width: strip + 0.5, height: 10 },
      colourAt(colours, index / (SCALE_STRIPS - 1)),
    ),
  );
  const style = { y: 13, size: AXIS_SIZE, fill: look.dimmed };
  return (
    svgText(minimumText, { ...style, x: 0 }) +
    strips.join('') +
    svgText(maximumText, { ...style, x: low + width + 16 })
  );
}
