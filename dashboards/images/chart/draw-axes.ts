import type { ChartAxis, TimeChart } from '../../model/chart.ts';
import { tickFormat, unitFormat } from '../../panels/value-format.ts';
import { fitText } from '../fonts/measure-text.ts';
import { escapeXml, px } from '../svg-text.ts';
import type { ChartPen } from './chart-pen.ts';
import type { Placement, PlotArea } from './plot-area.ts';
import { type TimeTick, timeTicks } from './time-ticks.ts';
import type { ValueScale } from './value-scale.ts';

const SIZE = 11;
const GAP = 8;
const LABEL_WIDTH = 16;
const WIDEST_TEXT = 120;
const TICK_SPACE = 34;

/** An axis with its marks in words. */
export interface MarkedAxis {
  readonly axis: ChartAxis;
  readonly index: number;
  readonly marks: readonly { readonly value: number; readonly text: string }[];
  /** What it takes beside the plot. */
  readonly widthPx: number;
}

/** Marks for a plot so high, and the room that they take. */
export function markAxes(
  chart: TimeChart,
  scales: readonly ValueScale[],
  heightPx: number,
  pen: ChartPen,
): readonly MarkedAxis[] {
  const count = Math.min(8, Math.max(2, Math.floor(heightPx / TICK_SPACE)));
  return chart.axes.map((axis, index) => {
    const values = scales[index]?.ticksOf(count) ?? [];
    const texts = tickTexts(axis, values, pen);
    const marks = values.map((value, at) => ({
      value,
      text: fitText(pen.measure, texts[at] ?? '', SIZE, WIDEST_TEXT),
    }));
    const widest = Math.max(20, ...marks.map(({ text }) => pen.measure(text, SIZE)));
    return { axis, index, marks, widthPx: widest + GAP + (axis.label === '' ? 0 : LABEL_WIDTH) };
  });
}

function tickTexts(
  { unit, decimals }: ChartAxis,
  values: readonly number[],
  { tools }: ChartPen,
): readonly string[] {
  const known = unit === '' ? 'short' : unit;
  if (decimals === null) return tickFormat(tools, known)(values);
  const format = unitFormat(tools, known);
  return values.map((value) => format(value, decimals));
}

/** Grid, marks, and the axes' labels. Axes of one side stand beside one another. */
export function drawAxes(
  chart: TimeChart,
  axes: readonly MarkedAxis[],
  placement: Placement,
  pen: ChartPen,
): string {
  const { area } = placement;
  const beside = { left: area.left, right: area.right };
  const drawn = axes.map((marked) => {
    const { side } = marked.axis;
    const edge = beside[side];
    beside[side] += side === 'left' ? -marked.widthPx : marked.widthPx;
    return drawAxis(marked, edge, placement, pen);
  });
  return drawn.join('') + drawTime(chart, placement, pen);
}

function drawAxis(
  { axis, index, marks, widthPx }: MarkedAxis,
  edge: number,
  { area, yOf }: Placement,
  { theme }: ChartPen,
): string {
  const isLeft = axis.side === 'left';
  const x = isLeft ? edge - GAP : edge + GAP;
  const anchor = isLeft ? 'end' : 'start';
  let lastY = Number.POSITIVE_INFINITY;
  const shown = marks.flatMap(({ value, text }) => {
    const y = yOf(value, index);
    if (y === null || y < area.top - 0.5 || y > area.bottom + 0.5) return [];
    // Words that would touch are left out: in a low plot two marks are too many.
    const isFree = Math.abs(lastY - y) >= SIZE;
    if (isFree) lastY = y;
    return [{ y, text: isFree ? text : '' }];
  });
  const lines = shown.map(({ y }) => `M${px(area.left)} ${px(y)}H${px(area.right)}`).join('');
  const grid = index === 0 ? `<path d="${lines}" stroke="${theme.line}" fill="none"/>` : '';
  const texts = shown.map(({ y, text }) =>
    text === ''
      ? ''
      : `<text x="${px(x)}" y="${px(y + 4)}" font-size="${SIZE}" text-anchor="${anchor}" fill="${theme.dimmed}">${escapeXml(text)}</text>`,
  );
  if (axis.label === '') return grid + texts.join('');
  const at = isLeft ? edge - widthPx + SIZE : edge + widthPx - 4;
  const middle = (area.top + area.bottom) / 2;
  return `${grid}${texts.join('')}<text transform="translate(${px(at)} ${px(middle)}) rotate(-90)" font-size="${SIZE}" text-anchor="middle" fill="${theme.dimmed}">${escapeXml(axis.label)}</text>`;
}

/** Marks of time that do not touch: those that would are left out. */
function drawTime(
  chart: TimeChart,
  { area, xOf }: Placement,
  { measure, theme }: ChartPen,
): string {
  const count = Math.max(2, Math.floor((area.right - area.left) / 80));
  let freeFrom = 0;
  const parts = timeTicks(chart, chart.timeZone, count).map((tick) => {
    const x = xOf(tick.atMs);
    const width = Math.max(measure(tick.text, SIZE), measure(tick.date, SIZE));
    const left = textLeft(x, width, area);
    const line = `<path d="M${px(x)} ${px(area.top)}V${px(area.bottom)}" stroke="${theme.line}"/>`;
    if (left < freeFrom) return line;
    freeFrom = left + width + GAP;
    return line + timeText(tick, left + width / 2, area, theme.dimmed);
  });
  return parts.join('');
}

/** In the middle under its mark, and never beyond the plot's right end. */
function textLeft(x: number, width: number, { right }: PlotArea): number {
  return Math.min(x - width / 2, right - width);
}

function timeText(
  { text, date }: TimeTick,
  x: number,
  { bottom }: PlotArea,
  colour: string,
): string {
  const line = (words: string, y: number) =>
    `<text x="${px(x)}" y="${px(y)}" font-size="${SIZE}" text-anchor="middle" fill="${colour}">${escapeXml(words)}</text>`;
  return line(text, bottom + 16) + (date === '' ? '' : line(date, bottom + 30));
}

/** Under the plot, for two lines of text. */
export const TIME_AXIS_HEIGHT = 36;

/** Marks at both ends reach half their height beyond the plot. */
export const MARK_OVERHANG = 6;

/** Room for the axes' label, cut where the plot is lower. */
export function fitAxisLabels(chart: TimeChart, heightPx: number, pen: ChartPen): TimeChart {
  const axes = chart.axes.map((axis) => ({
    ...axis,
    label: fitText(pen.measure, axis.label, SIZE, heightPx),
  }));
  return { ...chart, axes };
}
