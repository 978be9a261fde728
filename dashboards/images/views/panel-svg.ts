import type { PanelView } from '../../model/panel-views.ts';
import { fitText } from '../fonts/measure-text.ts';
import { svgDocument } from '../svg-document.ts';
import { svgMoved, svgText } from '../svg-parts.ts';
import { escapeXml, px } from '../svg-text.ts';
import { drawView } from './draw-view.ts';
import { drawProblem } from './notes.ts';
import type { ViewPen, ViewRoom } from './view-pen.ts';

/** What a panel shows: its view, or why it has none, in words. */
export type PanelContent =
  | { readonly kind: 'view'; readonly view: PanelView }
  | { readonly kind: 'problem'; readonly message: string };

export interface PanelFrame extends ViewRoom {
  /** Empty: none, and no room for one. */
  readonly title: string;
  readonly isTransparent: boolean;
  /** What is said of its answers; a sign stands for them. */
  readonly notices: readonly { readonly level: 'warning' | 'error' }[];
}

const HEAD_PX = 30;
const PADDING = 8;
const TITLE_SIZE = 14;
const LEAST_ROOM = 10;

/** A panel as an SVG of its own, with its title: no script, nothing to fetch, every text escaped. */
export function panelSvg(content: PanelContent, frame: PanelFrame, pen: ViewPen): string {
  return svgDocument(frame, pen.look.ground, drawPanel(content, frame, pen));
}

/** A panel with its title and border as a part of a picture. */
export function drawPanel(content: PanelContent, frame: PanelFrame, pen: ViewPen): string {
  const { widthPx, heightPx } = frame;
  const { look } = pen;
  const border = frame.isTransparent
    ? ''
    : `<rect x="0.5" y="0.5" width="${px(widthPx - 1)}" height="${px(heightPx - 1)}" rx="4" fill="${look.ground}" stroke="${look.line}"/>`;
  const hasHead = frame.title !== '' || frame.notices.length > 0;
  const top = hasHead ? HEAD_PX : PADDING;
  const room = { widthPx: widthPx - 2 * PADDING, heightPx: heightPx - top - PADDING };
  if (room.widthPx < LEAST_ROOM || room.heightPx < LEAST_ROOM) return border;
  const drawn =
    content.kind === 'view'
      ? drawView(content.view, room, pen)
      : drawProblem(content.message, room, pen);
  return (
    border + (hasHead ? head(frame, pen) : '') + svgMoved(PADDING, top, clipped(drawn, room, pen))
  );
}

/** Nothing of a panel reaches over its border. */
function clipped(drawn: string, { widthPx, heightPx }: ViewRoom, { nextId }: ViewPen): string {
  if (drawn === '') return '';
  const id = nextId();
  return `<clipPath id="${id}"><rect x="-2" y="-2" width="${px(widthPx + 4)}" height="${px(heightPx + 4)}"/></clipPath><g clip-path="url(#${id})">${drawn}</g>`;
}

function head({ title, notices, widthPx }: PanelFrame, { measure, look, theme }: ViewPen): string {
  const isError = notices.some(({ level }) => level === 'error');
  const colour = theme.steps[isError ? 0 : 2] ?? look.dimmed;
  const room = widthPx - 2 * PADDING - 4 - (notices.length > 0 ? 20 : 0);
  const words = fitText(measure, title, TITLE_SIZE, room);
  const text = svgText(words, {
    x: PADDING + 2,
    y: 20,
    size: TITLE_SIZE,
    fill: look.text,
    isStrong: true,
  });
  if (notices.length === 0) return text;
  const x = Math.min(PADDING + measure(words, TITLE_SIZE) + 10, widthPx - PADDING - 16);
  const sign = `<path d="M${px(x + 7)} 8l7 13h-14Z" fill="none" stroke="${escapeXml(colour)}" stroke-width="1.5" stroke-linejoin="round"/><path d="M${px(x + 7)} 13v3.5m0 1.2v1.2" stroke="${escapeXml(colour)}" stroke-width="1.5"/>`;
  return text + sign;
}
