import type { BarChartView } from '../../model/panel-views.ts';
import { type BarBox, barBoxes } from '../../panels/barchart/bar-boxes.ts';
import { fitText } from '../fonts/measure-text.ts';
import { type Box, svgLine, svgText } from '../svg-parts.ts';
import { escapeXml, px } from '../svg-text.ts';
import { withLegend } from './legend.ts';
import { AXIS_SIZE, axisRoom, lyingMarks, placeOn, uprightMarks } from './number-axis.ts';
import type { ViewPen, ViewRoom } from './view-pen.ts';

/** Bars by category, upright or lying, beside or upon each other. */
export function drawBarChart(view: BarChartView, room: ViewRoom, pen: ViewPen): string {
  return withLegend(view.legend, room, pen, (own) => drawBars(view, own, pen));
}

function drawBars(view: BarChartView, { widthPx, heightPx }: ViewRoom, pen: ViewPen): string {
  const isLying = view.direction === 'horizontal';
  const beside = isLying ? view.categories : view.axis.ticks.map(({ text }) => text);
  const left = axisRoom(beside, widthPx, pen);
  const ends = view.showsValues && isLying ? endRoom(view, widthPx, pen) : 10;
  const box = { left, top: 14, width: widthPx - left - ends, height: heightPx - 38 };
  if (box.width < 20 || box.height < 20) return '';
  const marks = isLying ? lyingMarks(view.axis, box, pen) : uprightMarks(view.axis, box, pen);
  const names = isLying ? namesBeside(view, box, pen) : namesBelow(view, box, pen);
  const boxes = barBoxes(view, box);
  return marks + names + boxes.map((bar) => drawBar(bar, view, pen)).join('') + levels(view, box);
}

function endRoom(view: BarChartView, widthPx: number, pen: ViewPen): number {
  const texts = view.series.flatMap(({ bars }) => bars.map((bar) => bar?.text ?? ''));
  return axisRoom(texts, widthPx, pen);
}

function drawBar(bar: BarBox, view: BarChartView, { measure, look }: ViewPen): string {
  const { x, y, width, height, isNegative, text } = bar;
  const { fillPercent = 80, lineWidthPx = 1 } = view.series[bar.series] ?? {};
  const colour = escapeXml(bar.colour);
  const rect = `<rect x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}" fill="${colour}" fill-opacity="${fillPercent / 100}" stroke="${colour}" stroke-width="${px(lineWidthPx)}"/>`;
  const isLying = view.direction === 'horizontal';
  const fits = isLying ? height >= 12 : width >= measure(text, AXIS_SIZE);
  if (!view.showsValues || !fits || view.stacking !== 'none') return rect;
  const style = { size: AXIS_SIZE, fill: look.text };
  const words = isLying
    ? svgText(text, {
        ...style,
        x: isNegative ? x - 4 : x + width + 4,
        y: y + height / 2 + 4,
        anchor: isNegative ? 'end' : 'start',
      })
    : svgText(text, {
        ...style,
        x: x + width / 2,
        y: isNegative ? y + height + 12 : y - 4,
        anchor: 'middle',
      });
  return rect + words;
}

function namesBeside({ categories }: BarChartView, box: Box, { measure, look }: ViewPen): string {
  const slot = box.height / categories.length;
  const every = Math.max(1, Math.ceil(14 / slot));
  return categories
    .map((name, index) => {
      if (index % every !== 0) return '';
      const words = fitText(measure, name, AXIS_SIZE, box.left - 10);
      const y = box.top + (index + 0.5) * slot + 4;
      const place = { x: box.left - 6, y, size: AXIS_SIZE, fill: look.dimmed };
      return svgText(words, { ...place, anchor: 'end' });
    })
    .join('');
}

function namesBelow({ categories }: BarChartView, box: Box, { measure, look }: ViewPen): string {
  const slot = box.width / categories.length;
  const every = Math.max(1, Math.ceil(44 / slot));
  return categories
    .map((name, index) => {
      if (index % every !== 0) return '';
      const x = box.left + (index + 0.5) * slot;
      // Neither over its neighbour's words nor over the picture's edge.
      const room = Math.min(slot * every - 6, 2 * Math.min(x, box.left + box.width + 10 - x));
      const words = fitText(measure, name, AXIS_SIZE, room);
      const place = { x, y: box.top + box.height + 16, size: AXIS_SIZE, fill: look.dimmed };
      return svgText(words, { ...place, anchor: 'middle' });
    })
    .join('');
}

function levels({ axis, direction, levels: all }: BarChartView, box: Box): string {
  return all
    .map(({ value, colour }) => {
      const part = placeOn(axis, value);
      if (!(part >= 0 && part <= 1)) return '';
      const d =
        direction === 'horizontal'
          ? `M${px(box.left + box.width * part)} ${px(box.top)}v${px(box.height)}`
          : `M${px(box.left)} ${px(box.top + box.height * (1 - part))}h${px(box.width)}`;
      return svgLine(d, colour, 1.5);
    })
    .join('');
}
