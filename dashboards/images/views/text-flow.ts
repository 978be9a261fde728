import { assertNever } from '../../../platform/model/assert-never.ts';
import type { TextPart } from '../../model/text-blocks.ts';
import { fitText } from '../fonts/measure-text.ts';
import { svgBox, svgText } from '../svg-parts.ts';
import type { ViewPen } from './view-pen.ts';
import { pieces } from './wrap-text.ts';

/** A piece of text that is drawn in one way. */
interface Run {
  readonly text: string;
  readonly look: 'plain' | 'strong' | 'code' | 'link' | 'struck';
}

type FlowItem = Run | 'break';

/** Texts and their looks in order; what is emphasised is drawn plain, for there is one face. */
function runsOf(parts: readonly TextPart[], look: Run['look'] = 'plain'): readonly FlowItem[] {
  return parts.flatMap((part): readonly FlowItem[] => {
    switch (part.kind) {
      case 'text':
        return [{ text: part.text.replaceAll(/\s+/g, ' '), look }];
      case 'code':
        return [{ text: part.text, look: 'code' }];
      case 'strong':
        return runsOf(part.parts, 'strong');
      case 'emphasis':
        return runsOf(part.parts, look);
      case 'struck':
        return runsOf(part.parts, 'struck');
      case 'link':
        return runsOf(part.parts, 'link');
      case 'break':
        return ['break'];
      default:
        return assertNever(part);
    }
  });
}

export interface FlowStyle {
  readonly size: number;
  readonly widthPx: number;
  /** Lines at most; the last ends with an ellipsis then. */
  readonly most: number;
  readonly isStrong?: boolean;
  readonly fill?: string;
}

interface Placed extends Run {
  readonly x: number;
  readonly line: number;
  /** What it is a part of. */
  readonly item: Run;
}

export interface Flow {
  readonly lines: number;
  readonly heightPx: number;
  /** With its upper left corner there. */
  readonly draw: (left: number, top: number) => string;
}

/** Breaks parts of a text into lines of a width. */
export function flowText(parts: readonly TextPart[], style: FlowStyle, pen: ViewPen): Flow {
  const { placed, lines } = placeRuns(runsOf(parts), style, pen);
  const lineHeight = Math.round(style.size * 1.45);
  const draw = (left: number, top: number) =>
    placed
      .map((run) => drawRun(run, left, top + run.line * lineHeight + style.size * 1.1, style, pen))
      .join('');
  return { lines, heightPx: lines * lineHeight, draw };
}

function placeRuns(
  items: readonly FlowItem[],
  { size, widthPx, most }: FlowStyle,
  { measure }: ViewPen,
): { readonly placed: readonly Placed[]; readonly lines: number } {
  const placed: Placed[] = [];
  let [x, line] = [0, 0];
  for (const item of items) {
    if (item === 'break') {
      [x, line] = [0, line + 1];
      continue;
    }
    for (const piece of pieces(item.text)) {
      const text = x === 0 ? piece.trimStart() : piece;
      if (text === '') continue;
      if (x > 0 && x + measure(text.trimEnd(), size) > widthPx) [x, line] = [0, line + 1];
      if (line >= most) return { placed: withEllipsis(placed, most), lines: most };
      const shown = x === 0 ? fitText(measure, text.trimStart(), size, widthPx) : text;
      const before = placed.at(-1);
      // One text for what stands together, so that it can be read as it is.
      if (x > 0 && before?.item === item && before.line === line) {
        placed[placed.length - 1] = { ...before, text: before.text + shown };
      } else placed.push({ text: shown, look: item.look, x, line, item });
      x += measure(shown, size);
    }
  }
  return { placed, lines: Math.min(most, line + 1) };
}

function withEllipsis(placed: readonly Placed[], most: number): readonly Placed[] {
  const last = placed.at(-1);
  return last === undefined || last.line !== most - 1
    ? placed
    : [...placed.slice(0, -1), { ...last, text: `${[...last.text].slice(0, -2).join('')}…` }];
}

function drawRun(
  { text, look, x }: Placed,
  left: number,
  y: number,
  { size, isStrong = false, fill: given }: FlowStyle,
  { measure, look: inks, theme }: ViewPen,
): string {
  const fill = look === 'link' ? (theme.series[0] ?? inks.text) : (given ?? inks.text);
  const width = measure(text.trimEnd(), size);
  const box = { left: left + x - 2, top: y - size * 0.95, width: width + 4, height: size * 1.3 };
  const ground = look === 'code' ? svgBox(box, inks.sunken, { radius: 3 }) : '';
  const strike = { left: left + x, top: y - size * 0.3, width, height: 1 };
  const struck = look === 'struck' ? svgBox(strike, fill) : '';
  const place = { x: left + x, y, size, fill, isStrong: isStrong || look === 'strong' };
  return ground + svgText(text.trimEnd(), place) + struck;
}
