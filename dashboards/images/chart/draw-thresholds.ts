import type { ChartThreshold, TimeChart } from '../../model/chart.ts';
import { fitText } from '../fonts/measure-text.ts';
import { escapeXml, px } from '../svg-text.ts';
import type { ChartPen } from './chart-pen.ts';
import type { Placement } from './plot-area.ts';

const SIZE = 11;
const LINE_HEIGHT = 14;

/** The areas between level lines, behind the data: each from its value up to the next of its axis. */
export function drawThresholdAreas({ thresholds }: TimeChart, placement: Placement): string {
  const { area } = placement;
  return thresholds
    .filter(({ shows }) => shows === 'area' || shows === 'line-and-area')
    .map((threshold) => {
      const from = yWithin(threshold, placement);
      const next = thresholds
        .filter(({ axis, value }) => axis === threshold.axis && value > threshold.value)
        .sort((a, b) => a.value - b.value)[0];
      const to = next ? yWithin(next, placement) : area.top;
      if (from === null || to === null || from <= to) return '';
      return `<rect x="${px(area.left)}" y="${px(to)}" width="${px(area.right - area.left)}" height="${px(from - to)}" fill="${escapeXml(threshold.colour)}" fill-opacity="0.12"/>`;
    })
    .join('');
}

function yWithin({ value, axis }: ChartThreshold, { yOf, area }: Placement): number | null {
  const y = yOf(value, axis);
  return y === null ? null : Math.min(area.bottom, Math.max(area.top, y));
}

/** The lines, over the data, with their labels at the right end: none lies on another. */
export function drawThresholdLines(chart: TimeChart, placement: Placement, pen: ChartPen): string {
  const { area } = placement;
  const lines = chart.thresholds
    .filter(({ shows }) => shows !== 'area')
    .flatMap((threshold) => {
      const y = placement.yOf(threshold.value, threshold.axis);
      return y === null || y < area.top - 1 || y > area.bottom + 1 ? [] : [{ threshold, y }];
    })
    .sort((a, b) => a.y - b.y);
  let last = area.top;
  return lines
    .map(({ threshold, y }) => {
      const colour = escapeXml(threshold.colour);
      const dash = threshold.shows === 'dashed' ? ' stroke-dasharray="6 4"' : '';
      const line = `<path d="M${px(area.left)} ${px(y)}H${px(area.right)}" stroke="${colour}" stroke-width="1.5"${dash}/>`;
      const text = fitText(pen.measure, threshold.label, SIZE, (area.right - area.left) / 2);
      const above = y - 4;
      const below = y + LINE_HEIGHT - 2;
      const baseline = above - LINE_HEIGHT >= last - 1 ? above : below;
      if (text === '' || baseline > area.bottom || baseline - LINE_HEIGHT < last - 1) return line;
      last = baseline;
      return `${line}<text x="${px(area.right - 4)}" y="${px(baseline)}" font-size="${SIZE}" text-anchor="end" fill="${colour}" stroke="${pen.theme.ground}" stroke-width="3" stroke-linejoin="round" paint-order="stroke">${escapeXml(text)}</text>`;
    })
    .join('');
}
