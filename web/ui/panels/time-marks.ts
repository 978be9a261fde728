import type { Look } from '../../../dashboards/panels/look.data.ts';
import { timeTicks } from '../../../dashboards/panels/time-ticks.ts';

interface TimeRoom {
  readonly fromMs: number;
  readonly toMs: number;
  readonly timeZone: string;
  readonly left: number;
  readonly width: number;
  /** Where the marks stand. */
  readonly bottom: number;
}

/** Draws the marks of an axis of time below a chart on a canvas. */
export function drawTimeMarks(context: CanvasRenderingContext2D, room: TimeRoom, look: Look): void {
  const { fromMs, toMs, left, width, bottom } = room;
  context.font = CANVAS_FONT;
  context.fillStyle = look.dimmed;
  context.strokeStyle = look.line;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  for (const { atMs, text } of timeTicks(room, width)) {
    const x = left + ((atMs - fromMs) / (toMs - fromMs)) * width;
    const half = context.measureText(text).width / 2;
    context.beginPath();
    context.moveTo(x, bottom);
    context.lineTo(x, bottom + 4);
    context.stroke();
    context.fillText(text, Math.min(left + width - half, Math.max(left + half, x)), bottom + 7);
  }
}

export const CANVAS_FONT = '11px system-ui, sans-serif';
