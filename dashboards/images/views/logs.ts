import { DateTime } from 'luxon';
import type { LogsView, ShownLine } from '../../model/panel-views.ts';
import { zoneOf } from '../../panels/time-ticks.ts';
import { fitText } from '../fonts/measure-text.ts';
import { svgText } from '../svg-parts.ts';
import { filled } from './picture-words.data.ts';
import type { ViewPen, ViewRoom } from './view-pen.ts';
import { wrapText } from './wrap-text.ts';

const SIZE = 11;
const LINE_PX = 16;
const MOST_LABELS = 6;
const MOST_WRAPPED = 8;
/** What a line of the picture could show at all. */
const MOST_TEXT = 2_000;

/** Lines of logs, as many as there is room for. */
export function drawLogs(view: LogsView, { widthPx, heightPx }: ViewRoom, pen: ViewPen): string {
  const { measure, look, words } = pen;
  const sample = instantOf('0', view.timeZone);
  const left = view.showsTime ? measure(sample, SIZE) + 10 : 0;
  const most = Math.floor(heightPx / LINE_PX);
  const parts: string[] = [];
  let row = 0;
  let shown = 0;
  for (const line of view.lines) {
    const texts = textsOf(line, view, widthPx - left, pen);
    const isLast = shown === view.lines.length - 1;
    if (row + texts.length > most - (isLast ? 0 : 1)) break;
    const y = row * LINE_PX + 12;
    const time = view.showsTime ? instantOf(line.timestamp, view.timeZone) : '';
    parts.push(svgText(time, { x: 0, y, size: SIZE, fill: look.dimmed }));
    for (const [at, text] of texts.entries()) {
      const place = { x: left, y: y + at * LINE_PX, size: SIZE, fill: look.text };
      parts.push(svgText(text, { ...place, isExact: true }));
    }
    row += texts.length;
    shown += 1;
  }
  if (shown < view.lines.length) {
    const more = filled(words.moreRows, { shown, count: view.lines.length });
    parts.push(svgText(more, { x: 0, y: heightPx - 4, size: SIZE, fill: look.dimmed }));
  }
  return parts.join('');
}

function textsOf(line: ShownLine, view: LogsView, widthPx: number, { measure }: ViewPen) {
  const labels = view.showsLabels
    ? line.labels
        .slice(0, MOST_LABELS)
        .map(([name, value]) => `${name}=${value}`)
        .join(' ')
    : '';
  const times = line.repeats === 0 ? '' : `×${line.repeats + 1}  `;
  const text = times + (labels === '' ? '' : `${labels}  `) + line.text.slice(0, MOST_TEXT);
  if (!view.wraps) return [fitText(measure, text.replaceAll(/\s*\n\s*/g, ' '), SIZE, widthPx)];
  return wrapText(measure, text, { size: SIZE, widthPx, most: MOST_WRAPPED });
}

/** `01-15 08:00:00.000` in the panel's zone. */
function instantOf(timestamp: string, timeZone: string): string {
  const atMs = Number(BigInt(timestamp) / 1_000_000n);
  return DateTime.fromMillis(atMs, { zone: zoneOf(timeZone) }).toFormat('MM-dd HH:mm:ss.SSS');
}
