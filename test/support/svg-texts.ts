import type { MeasureText } from '../../dashboards/images/fonts/measure-text.ts';

/** A text of an SVG where it stands in the picture, in pixels. */
export interface SvgText {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface OpenText {
  readonly x: number;
  readonly y: number;
  readonly anchor: string;
  readonly parts: { text: string; size: number }[];
  size: number;
}

const TOKENS = /<(\/?)([\w:]+)((?:\s+[\w:-]+="[^"]*")*)\s*(\/?)>|([^<]+)/g;

/** The texts of an SVG that only moves groups (`translate`); throws for one that is not well-formed. */
export function svgTexts(svg: string, measure: MeasureText): readonly SvgText[] {
  const found: SvgText[] = [];
  const open: { readonly tag: string; readonly x: number; readonly y: number }[] = [];
  let text: OpenText | null = null;
  let end = 0;
  for (const match of svg.matchAll(TOKENS)) {
    if (match.index !== end) throw new Error(`not well-formed at ${svg.slice(end, end + 80)}`);
    end = match.index + match[0].length;
    const [, slash, tag = '', attributes = '', alone, words] = match;
    const at = open.at(-1) ?? { x: 0, y: 0 };
    if (words !== undefined) {
      text?.parts.push({ text: unescaped(words), size: text.size });
      continue;
    }
    if (slash === '/') {
      if (open.pop()?.tag !== tag) throw new Error(`</${tag}> closes something else`);
      if (tag === 'text' && text !== null) {
        found.push(placed(text, measure));
        text = null;
      }
      continue;
    }
    const read = (name: string) => new RegExp(`\\s${name}="([^"]*)"`).exec(attributes)?.[1];
    const [dx = 0, dy = 0] = (/translate\(([^)]*)\)/.exec(attributes)?.[1] ?? '')
      .split(' ')
      .map(Number);
    if (tag === 'text' && !attributes.includes('rotate')) {
      const [x, y] = [at.x + Number(read('x') ?? 0), at.y + Number(read('y') ?? 0)];
      text = {
        x,
        y,
        anchor: read('text-anchor') ?? 'start',
        size: Number(read('font-size') ?? 0),
        parts: [],
      };
    }
    if (tag === 'tspan' && text !== null) text.size = Number(read('font-size') ?? text.size);
    if (alone !== '/') open.push({ tag, x: at.x + dx, y: at.y + dy });
  }
  if (open.length > 0 || end !== svg.length) throw new Error('the SVG has no end');
  return found;
}

function placed({ x, y, anchor, parts }: OpenText, measure: MeasureText): SvgText {
  // Without the air that is measured beside every text.
  const width = parts.reduce((sum, part) => sum + measure(part.text, part.size), 0) / 1.03;
  const size = Math.max(...parts.map((part) => part.size));
  const left = x - width * (anchor === 'middle' ? 0.5 : anchor === 'end' ? 1 : 0);
  const text = parts.map((part) => part.text).join('');
  return { text, left, right: left + width, top: y - size * 0.75, bottom: y + size * 0.1 };
}

function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
