import { fitText } from '../fonts/measure-text.ts';
import { svgDocument } from '../svg-document.ts';
import { svgMoved, svgText } from '../svg-parts.ts';
import { filled } from '../views/picture-words.data.ts';
import { type ViewPen, viewPen } from '../views/view-pen.ts';
import { wrapText } from '../views/wrap-text.ts';
import type { BoardLayout } from './board-layout.ts';
import type { BoardMeans } from './board-means.ts';
import type { BoardPicture, BoardRequest, PanelPicture } from './board-picture.ts';
import type { PanelPart } from './draw-panels.ts';

const TITLE_SIZE = 20;
const SIZE = 12;
const LINE_PX = 18;
const NOTE_PX = 28;
const MOST_LINES = 3;

export interface BoardParts extends Pick<BoardPicture, 'title' | 'rangeText' | 'variableTexts'> {
  readonly layout: BoardLayout;
  readonly parts: readonly PanelPart[];
  readonly room: { readonly widthPx: number; readonly marginPx: number };
  readonly means: BoardMeans;
}

/** The whole picture and its panels: title, range and variables above the grid. */
export function composeBoard(
  request: BoardRequest,
  { layout, parts, room, means, ...said }: BoardParts,
): Pick<BoardPicture, 'svg' | 'widthPx' | 'heightPx' | 'panels' | 'rows'> {
  const pen = viewPen(
    { tools: means.library, measure: means.measure },
    request.theme,
    request.language,
    'board',
  );
  const { widthPx } = room;
  if (request.only !== null) {
    const panels = parts.map((part) => panelPicture(part, 0, 0, pen));
    const svg = panels[0]?.svg ?? '';
    return { svg, widthPx, heightPx: layout.heightPx, panels, rows: [] };
  }
  const head = drawHead({ ...said, scope: request.scope }, widthPx - 2 * room.marginPx, pen);
  const top = room.marginPx + head.heightPx;
  const note = layout.leftOut === 0 ? 0 : NOTE_PX;
  const heightPx = Math.ceil(top + layout.heightPx + note + room.marginPx);
  const drawn = [
    svgMoved(room.marginPx, room.marginPx, head.svg),
    ...parts.map(({ laid, drawn: part }) =>
      svgMoved(room.marginPx + laid.left, top + laid.top, part),
    ),
    note === 0 ? '' : leftOutNote(layout, { room, y: heightPx - room.marginPx - 6 }, pen),
  ];
  return {
    svg: svgDocument({ widthPx, heightPx }, pen.look.ground, drawn.join('')),
    widthPx,
    heightPx,
    panels: parts
      .filter(({ laid }) => laid.placed.panel.kind !== 'row')
      .map((part) => panelPicture(part, room.marginPx, top, pen)),
    rows: parts
      .filter(({ laid }) => laid.placed.panel.kind === 'row')
      .map(({ laid, title }) => ({ title, top: top + laid.top })),
  };
}

function panelPicture(
  { laid, title, drawn, problem }: PanelPart,
  left: number,
  top: number,
  { look }: ViewPen,
): PanelPicture {
  const { panel, key } = laid.placed;
  const { widthPx, heightPx } = laid;
  return {
    key,
    panelId: panel.id,
    kind: panel.kind,
    title,
    svg: svgDocument({ widthPx, heightPx }, look.ground, drawn),
    widthPx,
    heightPx,
    left: left + laid.left,
    top: top + laid.top,
    problem,
  };
}

function drawHead(
  {
    title,
    rangeText,
    variableTexts,
    scope,
  }: Pick<BoardPicture, 'title' | 'rangeText' | 'variableTexts'> & { readonly scope: string },
  widthPx: number,
  { measure, look }: ViewPen,
): { readonly svg: string; readonly heightPx: number } {
  const where = [scope, rangeText].filter((text) => text !== '').join(' · ');
  const chosen = variableTexts.join('  ·  ');
  const wrapped = { size: SIZE, widthPx, most: MOST_LINES };
  const lines = [
    fitText(measure, where, SIZE, widthPx),
    ...(chosen === '' ? [] : wrapText(measure, chosen, wrapped)),
  ];
  const name = fitText(measure, title, TITLE_SIZE, widthPx);
  const parts = [
    svgText(name, { x: 0, y: TITLE_SIZE, size: TITLE_SIZE, fill: look.text, isStrong: true }),
    ...lines.map((line, at) =>
      svgText(line, { x: 0, y: 44 + at * LINE_PX, size: SIZE, fill: look.dimmed }),
    ),
  ];
  return { svg: parts.join(''), heightPx: 44 + lines.length * LINE_PX };
}

function leftOutNote(
  { leftOut: count }: BoardLayout,
  { room, y }: { readonly room: BoardParts['room']; readonly y: number },
  { measure, look, words }: ViewPen,
): string {
  const text = filled(words.leftOut, { count });
  const shown = fitText(measure, text, SIZE, room.widthPx - 2 * room.marginPx);
  return svgText(shown, { x: room.marginPx, y, size: SIZE, fill: look.dimmed });
}
