import type { TimeChart } from '../../model/chart.ts';
import { fitText } from '../fonts/measure-text.ts';
import { svgDocument } from '../svg-document.ts';
import { escapeXml, px } from '../svg-text.ts';
import type { ChartPen } from './chart-pen.ts';
import { drawAxes, fitAxisLabels, MARK_OVERHANG, markAxes, TIME_AXIS_HEIGHT } from './draw-axes.ts';
import { drawSeries } from './draw-series.ts';
import { drawThresholdAreas, drawThresholdLines } from './draw-thresholds.ts';
import { layOutLegend } from './legend-layout.ts';
import { type Placement, placementOf } from './plot-area.ts';
import { valueScale } from './value-scale.ts';

/** A time in which something held, behind the data. */
export interface ChartBand {
  readonly fromMs: number;
  readonly toMs: number;
  readonly colour: string;
}

/** The picture around a chart. */
export interface ChartFrame {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Empty: none, and no room for one. */
  readonly title: string;
  readonly bands: readonly ChartBand[];
  /** Said at the right end of the title's line; the title is cut for it. */
  readonly remark?: { readonly text: string; readonly colour: string };
  /** Said in the middle where no series has a value. */
  readonly emptyText: string;
  /** Words for figures of the legend, by reducer; left out: in English. */
  readonly figureNames?: Readonly<Record<string, string>>;
}

const MARGIN = 12;
const TITLE_SIZE = 14;
const TITLE_HEIGHT = 28;
const LEAST_PLOT = 40;

/** A chart as a whole SVG document: no script, nothing to fetch, every text escaped. */
export function timeChartSvg(chart: TimeChart, frame: ChartFrame, pen: ChartPen): string {
  const drawn = drawTimeChart(chart, { ...frame, marginPx: MARGIN, clipId: 'plot' }, pen);
  return svgDocument(frame, pen.theme.ground, drawn);
}

/** Where a chart is drawn as a part of a picture. */
export interface ChartRoom extends ChartFrame {
  readonly marginPx: number;
  /** Of no other element of the picture. */
  readonly clipId: string;
}

/** A chart from the upper left corner on, without its ground. */
export function drawTimeChart(given: TimeChart, room: ChartRoom, tools: ChartPen): string {
  const pen = { ...tools, figureNames: room.figureNames };
  const { widthPx, heightPx, marginPx, clipId } = room;
  const inner = widthPx - 2 * marginPx;
  const titleHeight = room.title === '' ? 0 : TITLE_HEIGHT;
  const free = heightPx - 2 * marginPx - titleHeight - TIME_AXIS_HEIGHT - MARK_OVERHANG;
  const maxHeightPx = Math.max(0, Math.min(free * 0.4, free - LEAST_PLOT));
  const legend = layOutLegend(given, { widthPx: inner, maxHeightPx }, pen);
  const plotHeight = Math.max(1, free - legend.heightPx);
  const chart = fitAxisLabels(given, plotHeight, pen);
  const scales = chart.axes.map((_, index) => valueScale(chart, index));
  const axes = markAxes(chart, scales, plotHeight, pen);
  const widthOf = (side: 'left' | 'right') =>
    axes.reduce((sum, { axis, widthPx: own }) => sum + (axis.side === side ? own : 0), 0);
  const top = marginPx + titleHeight + MARK_OVERHANG;
  const left = marginPx + widthOf('left');
  const right = Math.max(left + 1, widthPx - marginPx - widthOf('right'));
  const placement = placementOf({ left, top, right, bottom: top + plotHeight }, chart, scales);
  const clip = `<clipPath id="${clipId}"><rect x="${px(left)}" y="${px(top - 2)}" width="${px(right - left)}" height="${px(plotHeight + 4)}"/></clipPath>`;
  const parts = [
    `<defs>${clip}</defs>`,
    titleOf(room, inner, pen),
    drawAxes(chart, axes, placement, pen),
    `<g clip-path="url(#${clipId})">`,
    drawThresholdAreas(chart, placement),
    drawBands(room.bands, placement),
    drawSeries(chart, placement, clipId),
    drawThresholdLines(chart, placement, pen),
    '</g>',
    hasValues(chart) ? '' : emptyText(room.emptyText, placement, pen),
    legend.draw(marginPx, top + plotHeight + TIME_AXIS_HEIGHT),
  ];
  return parts.join('');
}

function titleOf(
  { title, marginPx, remark }: ChartRoom,
  widthPx: number,
  { measure, theme }: ChartPen,
): string {
  if (title === '') return '';
  const y = marginPx + TITLE_SIZE;
  const words = fitText(measure, remark?.text ?? '', REMARK_SIZE, widthPx * 0.6);
  const beside = words === '' ? 0 : measure(words, REMARK_SIZE) + 24;
  const text = escapeXml(fitText(measure, title, TITLE_SIZE, widthPx - beside));
  const head = `<text x="${marginPx}" y="${y}" font-size="${TITLE_SIZE}" fill="${theme.text}">${text}</text>`;
  if (words === '' || remark === undefined) return head;
  const right = marginPx + widthPx;
  const mark = `<rect x="${px(right - beside + 14)}" y="${y - 11}" width="3" height="13" fill="${escapeXml(remark.colour)}"/>`;
  return `${head}${mark}<text x="${px(right)}" y="${y}" font-size="${REMARK_SIZE}" text-anchor="end" fill="${theme.dimmed}">${escapeXml(words)}</text>`;
}

const REMARK_SIZE = 11;
/** A band is as wide at least, wherever it begins. */
const LEAST_BAND = 3;

/** Its beginning and its foot are marked as well, since its ground is faint. */
function drawBands(bands: readonly ChartBand[], { area, xOf }: Placement): string {
  return bands
    .map(({ fromMs, toMs, colour }) => {
      const from = Math.min(area.right - LEAST_BAND, Math.max(area.left, xOf(fromMs)));
      const to = Math.min(area.right, Math.max(xOf(toMs), from + LEAST_BAND));
      if (xOf(toMs) < area.left || to <= from) return '';
      const rect = (y: number, width: number, height: number, opacity: number) =>
        `<rect x="${px(from)}" y="${px(y)}" width="${px(width)}" height="${px(height)}" fill="${escapeXml(colour)}" fill-opacity="${opacity}"/>`;
      const begins = xOf(fromMs) >= area.left - 1;
      return [
        rect(area.top, to - from, area.bottom - area.top, 0.1),
        begins ? rect(area.top, LEAST_BAND / 2, area.bottom - area.top, 0.8) : '',
        rect(area.bottom - 4, to - from, 4, 0.8),
      ].join('');
    })
    .join('');
}

function hasValues({ series }: TimeChart): boolean {
  return series.some(({ values }) => values.some((value) => value !== null));
}

function emptyText(text: string, { area }: Placement, { theme, measure }: ChartPen): string {
  const words = escapeXml(fitText(measure, text, 13, area.right - area.left));
  return `<text x="${px((area.left + area.right) / 2)}" y="${px((area.top + area.bottom) / 2)}" font-size="13" text-anchor="middle" fill="${theme.dimmed}">${words}</text>`;
}
