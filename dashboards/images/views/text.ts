import { assertNever } from '../../../platform/model/assert-never.ts';
import type { TextView } from '../../model/panel-views.ts';
import type { TextBlock, TextPart } from '../../model/text-blocks.ts';
import { fitText } from '../fonts/measure-text.ts';
import { svgBox, svgText } from '../svg-parts.ts';
import { type FlowStyle, flowText } from './text-flow.ts';
import type { ViewPen, ViewRoom } from './view-pen.ts';

const SIZE = 13;
const HEADINGS = [18, 16, 14] as const;
const GAP = 7;
const INDENT = 18;
const CODE_SIZE = 12;
const CODE_LINE_PX = 16;
const DEEPEST = 8;

/** A text as it is written; what has no room is left out, and an ellipsis says so. */
export function drawText(view: TextView, { widthPx, heightPx }: ViewRoom, pen: ViewPen): string {
  const column = { left: 0, widthPx, bottom: heightPx, depth: 0 };
  return drawBlocks(view.blocks, 0, column, pen).svg;
}

interface Column {
  readonly left: number;
  readonly widthPx: number;
  readonly bottom: number;
  readonly depth: number;
}

interface Drawn {
  readonly svg: string;
  /** Where the next may begin. */
  readonly y: number;
}

function drawBlocks(
  blocks: readonly TextBlock[],
  top: number,
  column: Column,
  pen: ViewPen,
): Drawn {
  let svg = '';
  let y = top;
  if (column.depth > DEEPEST || column.widthPx < 20) return { svg, y };
  for (const [index, block] of blocks.entries()) {
    if (y + SIZE > column.bottom) break;
    const drawn = drawBlock(block, y, column, pen);
    svg += drawn.svg;
    y = drawn.y + (index < blocks.length - 1 ? GAP : 0);
  }
  return { svg, y };
}

function drawBlock(block: TextBlock, y: number, column: Column, pen: ViewPen): Drawn {
  switch (block.kind) {
    case 'heading': {
      const size = HEADINGS[Math.min(HEADINGS.length, Math.max(1, block.level)) - 1] ?? SIZE;
      return flowed(block.parts, { size, isStrong: true }, y, column, pen);
    }
    case 'paragraph':
      return flowed(block.parts, { size: SIZE }, y, column, pen);
    case 'list':
      return drawList(block, y, column, pen);
    case 'quote': {
      const inner = { ...column, left: column.left + 12, widthPx: column.widthPx - 12 };
      const drawn = drawBlocks(block.blocks, y, { ...inner, depth: column.depth + 1 }, pen);
      const bar = { left: column.left, top: y, width: 3, height: drawn.y - y };
      return { svg: svgBox(bar, pen.look.line) + drawn.svg, y: drawn.y };
    }
    case 'code':
      return drawCode(block.text, y, column, pen);
    case 'rule': {
      const line = { left: column.left, top: y + 4, width: column.widthPx, height: 1 };
      return { svg: svgBox(line, pen.look.line), y: y + 9 };
    }
    case 'table':
      return drawCells(block, y, column, pen);
    default:
      return assertNever(block);
  }
}

function flowed(
  parts: readonly TextPart[],
  style: Pick<FlowStyle, 'size' | 'isStrong'>,
  y: number,
  { left, widthPx, bottom }: Column,
  pen: ViewPen,
): Drawn {
  const most = Math.max(1, Math.floor((bottom - y) / (style.size * 1.45)));
  const flow = flowText(parts, { ...style, widthPx, most }, pen);
  return { svg: flow.draw(left, y), y: y + flow.heightPx };
}

function drawList(
  { isOrdered, items }: Extract<TextBlock, { kind: 'list' }>,
  top: number,
  column: Column,
  pen: ViewPen,
): Drawn {
  const inner = {
    ...column,
    left: column.left + INDENT,
    widthPx: column.widthPx - INDENT,
    depth: column.depth + 1,
  };
  let svg = '';
  let y = top;
  for (const [index, item] of items.entries()) {
    if (y + SIZE > column.bottom) break;
    const mark = isOrdered ? `${index + 1}.` : '•';
    const place = { x: inner.left - 6, y: y + SIZE * 1.1, size: SIZE, fill: pen.look.dimmed };
    svg += svgText(mark, { ...place, anchor: 'end' });
    const drawn = drawBlocks(item, y, inner, pen);
    svg += drawn.svg;
    y = Math.max(y + SIZE * 1.45, drawn.y) + 2;
  }
  return { svg, y };
}

function drawCode(text: string, top: number, column: Column, { measure, look }: ViewPen): Drawn {
  const lines = text.replaceAll('\t', '  ').split('\n');
  const most = Math.max(1, Math.floor((column.bottom - top - 10) / CODE_LINE_PX));
  const shown = lines.slice(0, most);
  const height = shown.length * CODE_LINE_PX + 10;
  const box = { left: column.left, top, width: column.widthPx, height };
  const words = shown.map((line, index) => {
    const isCut = index === shown.length - 1 && lines.length > shown.length;
    const fitted = fitText(measure, isCut ? `${line} …` : line, CODE_SIZE, column.widthPx - 16);
    const y = top + 5 + (index + 1) * CODE_LINE_PX - 4;
    const place = { x: column.left + 8, y, size: CODE_SIZE, fill: look.text };
    return svgText(fitted, { ...place, isExact: true });
  });
  return { svg: svgBox(box, look.sunken, { radius: 3 }) + words.join(''), y: top + height };
}

/** Columns of equal widths. */
function drawCells(
  { head, rows }: Extract<TextBlock, { kind: 'table' }>,
  top: number,
  column: Column,
  pen: ViewPen,
): Drawn {
  const count = Math.max(1, head.length, ...rows.map((row) => row.length));
  const width = column.widthPx / count;
  let svg = '';
  let y = top;
  for (const [index, row] of [head, ...rows].entries()) {
    if (y + SIZE * 1.45 > column.bottom) break;
    const most = Math.max(1, Math.floor((column.bottom - y) / (SIZE * 1.45)));
    const style = { size: SIZE, widthPx: Math.max(8, width - 8), most, isStrong: index === 0 };
    const flows = row.map((parts) => flowText(parts, style, pen));
    const rowTop = y;
    svg += flows.map((flow, at) => flow.draw(column.left + at * width, rowTop)).join('');
    y += Math.max(SIZE * 1.45, ...flows.map(({ heightPx }) => heightPx)) + 4;
    svg += svgBox(
      { left: column.left, top: y - 2, width: column.widthPx, height: 1 },
      pen.look.line,
    );
  }
  return { svg, y };
}
