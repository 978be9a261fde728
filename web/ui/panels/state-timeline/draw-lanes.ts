import type {
  StateSpan,
  StateTimelineView,
} from '../../../../dashboards/model/state-timeline-view.ts';
import type { Look } from '../../../../dashboards/panels/look.data.ts';
import { CANVAS_FONT } from '../time-marks.ts';

/** Where the lanes lie, in CSS pixels. */
export interface Room {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The lanes with their names, and the states in words where they fit. */
export function drawLanes(
  context: CanvasRenderingContext2D,
  view: StateTimelineView,
  room: Room,
  look: Look,
): void {
  const { lanes, fromMs, toMs, rowHeight, mode } = view;
  const slot = room.height / Math.max(1, lanes.length);
  const high = Math.max(2, slot * rowHeight);
  const perMs = room.width / (toMs - fromMs);
  context.font = CANVAS_FONT;
  for (const [index, { name, spans }] of lanes.entries()) {
    const y = room.top + index * slot + (slot - high) / 2;
    context.globalAlpha = 1;
    context.fillStyle = look.dimmed;
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    context.fillText(fitting(context, name, room.left - 10), room.left - 6, y + high / 2);
    for (const span of spans) {
      const x = room.left + (span.fromMs - fromMs) * perMs;
      const gap = mode === 'history' ? 2 : 0.5;
      const width = Math.max(1, (span.toMs - span.fromMs) * perMs - gap);
      context.globalAlpha = view.fillPercent / 100;
      context.fillStyle = span.colour;
      context.fillRect(x, y, width, high);
      context.globalAlpha = 1;
      drawWords(context, view, span, { left: x, top: y, width, height: high });
    }
  }
}

function drawWords(
  context: CanvasRenderingContext2D,
  view: StateTimelineView,
  span: StateSpan,
  box: Room,
): void {
  if (view.showsValues === 'never' || box.height < 12) return;
  const width = context.measureText(span.text).width;
  if (view.showsValues === 'auto' && width + 8 > box.width) return;
  const text = fitting(context, span.text, box.width - 4);
  context.fillStyle = span.textColour;
  context.textAlign = view.align;
  const x = { start: 4, center: box.width / 2, end: box.width - 4 }[view.align];
  context.fillText(text, box.left + x, box.top + box.height / 2 + 0.5);
}

/** As much of a text as a width has room for. */
function fitting(context: CanvasRenderingContext2D, text: string, widthPx: number): string {
  if (context.measureText(text).width <= widthPx) return text;
  const part = Math.floor((text.length * widthPx) / context.measureText(text).width) - 1;
  return part <= 0 ? '' : `${text.slice(0, part)}…`;
}
