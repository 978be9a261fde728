import type { EmptyView } from '../../model/panel-views.ts';
import type { RowView, UnknownView } from '../../model/plain-views.ts';
import { fitText } from '../fonts/measure-text.ts';
import { svgBox, svgFill, svgText } from '../svg-parts.ts';
import { px } from '../svg-text.ts';
import { filled } from './picture-words.data.ts';
import type { ViewPen, ViewRoom } from './view-pen.ts';
import { wrapText } from './wrap-text.ts';

const SIZE = 12;
const LINE_PX = 17;

/** Nothing to draw, and why. */
export function drawEmpty(view: EmptyView, room: ViewRoom, pen: ViewPen): string {
  const title = view.text === '' ? pen.words.empty.title : view.text;
  const reason = room.heightPx > 50 ? pen.words.empty[view.reason] : '';
  return centred(title, reason, room, pen, pen.look.text);
}

/** Why a panel has nothing to show: it was refused, or took too long. */
export function drawProblem(problem: string, room: ViewRoom, pen: ViewPen): string {
  return centred(pen.words.refused, problem, room, pen, pen.theme.steps[0] ?? pen.look.text);
}

function centred(
  title: string,
  text: string,
  { widthPx, heightPx }: ViewRoom,
  { measure, look }: ViewPen,
  ink: string,
): string {
  const room = widthPx - 16;
  const most = Math.max(0, Math.min(4, Math.floor((heightPx - 24) / LINE_PX)));
  const lines =
    text === '' || most === 0 ? [] : wrapText(measure, text, { size: SIZE, widthPx: room, most });
  const x = widthPx / 2;
  const top = (heightPx - lines.length * LINE_PX) / 2;
  const words = lines.map((line, at) =>
    svgText(line, {
      x,
      y: top + 8 + (at + 1) * LINE_PX,
      size: SIZE,
      fill: look.dimmed,
      anchor: 'middle',
    }),
  );
  const head = fitText(measure, title, 14, room);
  return svgText(head, { x, y: top + 5, size: 14, fill: ink, anchor: 'middle' }) + words.join('');
}

/** A panel that we cannot draw says so, and what it would have asked. */
export function drawUnknown(
  view: UnknownView,
  { widthPx, heightPx }: ViewRoom,
  { measure, look, words }: ViewPen,
): string {
  const parts: string[] = [];
  let y = SIZE;
  const say = (text: string, fill: string, most: number) => {
    const fitting = Math.min(most, Math.floor((heightPx - y + SIZE) / LINE_PX));
    if (text === '' || fitting < 1) return;
    for (const line of wrapText(measure, text, { size: SIZE, widthPx, most: fitting })) {
      parts.push(svgText(line, { x: 0, y, size: SIZE, fill }));
      y += LINE_PX;
    }
  };
  say(filled(words.unknown, { plugin: view.plugin }), look.text, 2);
  say(view.reason, look.dimmed, 3);
  for (const query of view.queries) say(query, look.dimmed, 3);
  return parts.join('');
}

/** The head of a row of panels. */
export function drawRow(
  { title, isCollapsed, panelCount }: RowView,
  { widthPx, heightPx }: ViewRoom,
  { measure, look, words }: ViewPen,
): string {
  const count = isCollapsed ? filled(words.panels, { count: panelCount }) : '';
  const countWidth = count === '' ? 0 : measure(count, SIZE) + 12;
  const head = fitText(measure, title, 14, widthPx - 22 - countWidth);
  const y = heightPx / 2 + 5;
  return (
    svgFill(isCollapsed ? `M4 ${px(y - 10)}l6 5l-6 5Z` : `M2 ${px(y - 8)}h10l-5 6Z`, look.dimmed) +
    svgText(head, { x: 20, y, size: 14, fill: look.text, isStrong: true }) +
    svgText(count, { x: 20 + measure(head, 14) + 12, y, size: SIZE, fill: look.dimmed }) +
    svgBox({ left: 0, top: heightPx - 1, width: widthPx, height: 1 }, look.line)
  );
}
