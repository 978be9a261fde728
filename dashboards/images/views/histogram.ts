import type { HistogramView } from '../../model/panel-views.ts';
import type { Box } from '../svg-parts.ts';
import { escapeXml, px } from '../svg-text.ts';
import { withLegend } from './legend.ts';
import { axisRoom, placeOn, uprightMarks, wordsBelow } from './number-axis.ts';
import type { ViewPen, ViewRoom } from './view-pen.ts';

/** How often values lie where. */
export function drawHistogram(view: HistogramView, room: ViewRoom, pen: ViewPen): string {
  return withLegend(view.legend, room, pen, (own) => drawBins(view, own, pen));
}

function drawBins(view: HistogramView, { widthPx, heightPx }: ViewRoom, pen: ViewPen): string {
  const texts = view.axis.ticks.map(({ text }) => text);
  const left = axisRoom(texts, widthPx, pen);
  const box = { left, top: 10, width: widthPx - left - 16, height: heightPx - 34 };
  const bins = view.edges.length - 1;
  if (box.width < 20 || box.height < 20 || bins < 1) return '';
  const slot = box.width / bins;
  const edges = view.edges.map(({ text }, index) => ({ x: left + index * slot, text }));
  const bars = view.series.map((series) => barsOf(series, view, box, slot));
  return uprightMarks(view.axis, box, pen) + bars.join('') + wordsBelow(edges, box, pen);
}

function barsOf(
  { bars, colour: given, fillPercent, lineWidthPx }: HistogramView['series'][number],
  { axis }: HistogramView,
  { left, top, height }: Box,
  slot: number,
): string {
  const y = (value: number) => top + height * (1 - Math.min(1, Math.max(0, placeOn(axis, value))));
  const d = bars.map(({ from, to, count }, bin) => {
    if (count <= 0) return '';
    const width = Math.max(1, slot - 2);
    return `M${px(left + bin * slot + 1)} ${px(y(from))}V${px(y(to))}h${px(width)}V${px(y(from))}Z`;
  });
  const colour = escapeXml(given);
  return `<path d="${d.join('')}" fill="${colour}" fill-opacity="${fillPercent / 100}" stroke="${colour}" stroke-width="${px(lineWidthPx)}"/>`;
}
