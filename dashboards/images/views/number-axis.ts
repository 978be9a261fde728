import type { NumberAxis } from '../../model/panel-views.ts';
import { timeTicks } from '../chart/time-ticks.ts';
import { fitText } from '../fonts/measure-text.ts';
import { type Box, svgLine, svgText } from '../svg-parts.ts';
import { px } from '../svg-text.ts';
import type { ViewPen } from './view-pen.ts';

export const AXIS_SIZE = 11;

/** Room that the words of an axis need beside a chart. */
export function axisRoom(texts: readonly string[], widthPx: number, { measure }: ViewPen): number {
  const widest = texts.reduce((most, text) => Math.max(most, measure(text, AXIS_SIZE)), 0);
  return Math.min(widest + 10, widthPx * 0.35);
}

/** Where a value lies on an axis: 0 to 1, and beyond. */
export function placeOn({ minimum, maximum }: NumberAxis, value: number): number {
  return (value - minimum) / (maximum - minimum || 1);
}

/** Lines and words of an upright axis of numbers; marks that would touch are left out. */
export function uprightMarks(axis: NumberAxis, box: Box, pen: ViewPen): string {
  let lines = '';
  let words = '';
  let freeBelow = Number.POSITIVE_INFINITY;
  for (const { value, text } of axis.ticks) {
    const y = box.top + box.height * (1 - placeOn(axis, value));
    lines += `M${px(box.left)} ${px(y)}h${px(box.width)}`;
    if (y + AXIS_SIZE > freeBelow) continue;
    freeBelow = y;
    const shown = fitText(pen.measure, text, AXIS_SIZE, box.left - 8);
    const place = { x: box.left - 6, y: y + 4, size: AXIS_SIZE, fill: pen.look.dimmed };
    words += svgText(shown, { ...place, anchor: 'end' });
  }
  return svgLine(lines, pen.look.line) + words;
}

/** The same, lying, with its words below. */
export function lyingMarks(axis: NumberAxis, box: Box, pen: ViewPen): string {
  let lines = '';
  const marks = axis.ticks.map(({ value, text }) => {
    const x = box.left + box.width * placeOn(axis, value);
    lines += `M${px(x)} ${px(box.top)}v${px(box.height)}`;
    return { x, text };
  });
  return svgLine(lines, pen.look.line) + wordsBelow(marks, box, pen);
}

/** Words below a chart, centred at their places but inside of it; what would touch is left out. */
export function wordsBelow(
  marks: readonly { readonly x: number; readonly text: string }[],
  { left, top, width, height }: Box,
  { measure, look }: ViewPen,
): string {
  let freeFrom = Number.NEGATIVE_INFINITY;
  return marks
    .map(({ x, text }) => {
      const wide = measure(text, AXIS_SIZE);
      const start = Math.max(left - 6, Math.min(x - wide / 2, left + width + 6 - wide));
      if (start < freeFrom) return '';
      freeFrom = start + wide + 8;
      const place = { x: start, y: top + height + 16, size: AXIS_SIZE, fill: look.dimmed };
      return svgText(text, place);
    })
    .join('');
}

/** Marks of time below a chart, those that begin a day with its date: `11-22 00:00`. */
export function timeBelow(
  {
    fromMs,
    toMs,
    timeZone,
  }: Readonly<Record<'fromMs' | 'toMs', number>> & { readonly timeZone: string },
  box: Box,
  pen: ViewPen,
): string {
  const count = Math.max(2, Math.floor(box.width / LEAST_TIME_PX));
  const marks = timeTicks({ fromMs, toMs }, timeZone, count).map(({ atMs, text, date }) => ({
    x: box.left + ((atMs - fromMs) / (toMs - fromMs || 1)) * box.width,
    // Of days and months it is the year.
    text: date === '' ? text : `${date.length > 4 ? date.slice(5) : date} ${text}`,
  }));
  return wordsBelow(marks, box, pen);
}

const LEAST_TIME_PX = 90;
