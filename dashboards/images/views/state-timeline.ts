import type { StateLane, StateSpan, StateTimelineView } from '../../model/state-timeline-view.ts';
import { fitText } from '../fonts/measure-text.ts';
import { type Box, svgBox, svgText } from '../svg-parts.ts';
import { withLegend } from './legend.ts';
import { AXIS_SIZE, axisRoom, timeBelow } from './number-axis.ts';
import { filled } from './picture-words.data.ts';
import type { ViewPen, ViewRoom } from './view-pen.ts';

const LEAST_LANE_PX = 14;
const MOST_SPANS = 5_000;

/** States over time, a lane for each; lanes that have no room are counted. */
export function drawStateTimeline(view: StateTimelineView, room: ViewRoom, pen: ViewPen): string {
  const legend = {
    shows: 'list',
    placement: 'bottom',
    figures: [],
    rows: view.legend.map(({ text, colour }, series) => ({
      name: text,
      colour,
      series,
      texts: [],
      numbers: [],
    })),
  } as const;
  return withLegend(legend, room, pen, (own) => drawLanes(view, own, pen));
}

function drawLanes(view: StateTimelineView, { widthPx, heightPx }: ViewRoom, pen: ViewPen): string {
  const names = view.lanes.map(({ name }) => name);
  const left = Math.min(axisRoom(names, widthPx, pen), widthPx * 0.3);
  const box = { left, top: 4, width: widthPx - left - 10, height: heightPx - 28 };
  if (box.width < 20 || box.height < LEAST_LANE_PX) return '';
  const fitting = Math.max(1, Math.floor(box.height / LEAST_LANE_PX));
  const isCut = view.lanes.length > fitting;
  const lanes = view.lanes.slice(0, isCut ? Math.max(1, fitting - 1) : fitting);
  const slot = box.height / (isCut ? fitting : Math.max(1, lanes.length));
  const drawn = lanes.map((lane, index) =>
    drawLane(lane, view, { ...box, top: box.top + index * slot, height: slot }, pen),
  );
  const more = filled(pen.words.more, { count: view.lanes.length - lanes.length });
  const y = box.top + box.height - slot / 2 + 4;
  const last = isCut ? svgText(more, { x: left, y, size: AXIS_SIZE, fill: pen.look.dimmed }) : '';
  return drawn.join('') + last + timeBelow(view, box, pen);
}

function drawLane(
  { name, spans }: StateLane,
  view: StateTimelineView,
  lane: Box,
  pen: ViewPen,
): string {
  const high = Math.max(2, lane.height * view.rowHeight);
  const top = lane.top + (lane.height - high) / 2;
  const perMs = lane.width / (view.toMs - view.fromMs || 1);
  const gap = view.mode === 'history' ? 2 : 0.5;
  const words = fitText(pen.measure, name, AXIS_SIZE, lane.left - 8);
  const place = { x: lane.left - 6, y: top + high / 2 + 4, size: AXIS_SIZE, fill: pen.look.dimmed };
  const boxes = spans.slice(0, MOST_SPANS).map((span) => {
    const from = Math.max(lane.left, lane.left + (span.fromMs - view.fromMs) * perMs);
    const to = Math.min(lane.left + lane.width, lane.left + (span.toMs - view.fromMs) * perMs);
    const box = { left: from, top, width: Math.max(1, to - from - gap), height: high };
    return (
      svgBox(box, span.colour, { opacity: view.fillPercent / 100 }) +
      spanWords(span, view, box, pen)
    );
  });
  return svgText(words, { ...place, anchor: 'end' }) + boxes.join('');
}

function spanWords(
  span: StateSpan,
  view: StateTimelineView,
  box: Box,
  { measure }: ViewPen,
): string {
  if (view.showsValues === 'never' || box.height < 12) return '';
  if (view.showsValues === 'auto' && measure(span.text, AXIS_SIZE) + 8 > box.width) return '';
  const text = fitText(measure, span.text, AXIS_SIZE, box.width - 4);
  const x = { start: 4, center: box.width / 2, end: box.width - 4 }[view.align];
  return svgText(text, {
    x: box.left + x,
    y: box.top + box.height / 2 + 4,
    size: AXIS_SIZE,
    fill: span.textColour,
    anchor: view.align === 'center' ? 'middle' : view.align,
  });
}
