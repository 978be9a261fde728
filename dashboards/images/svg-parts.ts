import { escapeXml, px } from './svg-text.ts';

export interface TextPlace {
  readonly x: number;
  /** Of the base line. */
  readonly y: number;
  readonly size: number;
  readonly fill: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** Every space counts. */
  readonly isExact?: boolean;
  /** Drawn a little thicker: there is one weight of the fonts. */
  readonly isStrong?: boolean;
}

/** A text in one line; nothing for no words. It must have been fitted to its room. */
export function svgText(words: string, place: TextPlace): string {
  if (words === '') return '';
  const { x, y, size, fill, anchor = 'start', isExact = false, isStrong = false } = place;
  const colour = escapeXml(fill);
  const aligned = anchor === 'start' ? '' : ` text-anchor="${anchor}"`;
  const strong = isStrong ? ` stroke="${colour}" stroke-width="${px(size / 32)}"` : '';
  const exact = isExact ? ' xml:space="preserve"' : '';
  return `<text x="${px(x)}" y="${px(y)}" font-size="${px(size)}"${aligned} fill="${colour}"${strong}${exact}>${escapeXml(words)}</text>`;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A filled box; nothing where it has no room. */
export function svgBox(
  { left, top, width, height }: Box,
  fill: string,
  { radius = 0, opacity = 1 }: { readonly radius?: number; readonly opacity?: number } = {},
): string {
  if (!(width > 0) || !(height > 0)) return '';
  const rounded = radius === 0 ? '' : ` rx="${px(radius)}"`;
  const faint = opacity === 1 ? '' : ` fill-opacity="${opacity}"`;
  return `<rect x="${px(left)}" y="${px(top)}" width="${px(width)}" height="${px(height)}"${rounded} fill="${escapeXml(fill)}"${faint}/>`;
}

/** A path of our own making in a colour. */
export function svgFill(d: string, fill: string, opacity = 1): string {
  if (d === '') return '';
  const faint = opacity === 1 ? '' : ` fill-opacity="${opacity}"`;
  return `<path d="${d}" fill="${escapeXml(fill)}"${faint}/>`;
}

export function svgLine(d: string, stroke: string, width = 1): string {
  return d === ''
    ? ''
    : `<path d="${d}" fill="none" stroke="${escapeXml(stroke)}" stroke-width="${px(width)}"/>`;
}

/** Moves what was drawn from the corner on. */
export function svgMoved(x: number, y: number, drawn: string): string {
  return drawn === '' ? '' : `<g transform="translate(${px(x)} ${px(y)})">${drawn}</g>`;
}

export interface GradientStop {
  /** 0 to 1. */
  readonly at: number;
  readonly colour: string;
}

/** A gradient to fill with as `url(#id)`; upright ones run from the bottom to the top. */
export function svgGradient(id: string, stops: readonly GradientStop[], isUpright = false): string {
  const ends = isUpright ? 'x1="0" y1="1" x2="0" y2="0"' : 'x1="0" y1="0" x2="1" y2="0"';
  const marks = stops.map(
    ({ at, colour }) =>
      `<stop offset="${Math.round(at * 1000) / 1000}" stop-color="${escapeXml(colour)}"/>`,
  );
  return `<linearGradient id="${id}" ${ends}>${marks.join('')}</linearGradient>`;
}
