import { Resvg } from '@resvg/resvg-js';
import { PICTURE_FONT } from '../fonts/bundled-fonts.ts';
import type { FontFace } from '../fonts/font-face.ts';
import type { SvgPicture } from './raster-message.ts';

/** The fonts as resvg reads them, and what they can draw. */
export interface RasterFonts {
  readonly files: readonly string[];
  readonly faces: readonly FontFace[];
}

/** Drawn for what no font has: the first of them that a font has. */
const STAND_INS = ['\u25a1', '\u25a0', '?'];

const ZOOM = 2;
/** Of the PNG: 96 MB while it is drawn. */
const MOST_PIXELS = 24_000_000;
const MAX_SVG_CHARACTERS = 16_000_000;

/**
 * A PNG of twice the size, for screens that are that fine; less for one that would have more than 24
 * million pixels. Nothing but our own fonts is read.
 * @throws RangeError for an SVG of more than 16 million characters
 */
export function svgToPng(
  { svg, widthPx, heightPx }: SvgPicture,
  { files, faces }: RasterFonts,
): Buffer {
  if (svg.length > MAX_SVG_CHARACTERS) throw new RangeError(`an SVG of ${svg.length} characters`);
  const value = Math.min(ZOOM, Math.sqrt(MOST_PIXELS / (widthPx * heightPx)));
  const drawing = new Resvg(withoutStrangers(svg, faces), {
    font: { loadSystemFonts: false, fontFiles: [...files], defaultFontFamily: PICTURE_FONT },
    fitTo: { mode: 'zoom', value },
    logLevel: 'off',
  });
  return drawing.render().asPng();
}

/**
 * The picture without characters that no font has: resvg draws everything after one of them, up to the
 * end of its text, as boxes.
 */
function withoutStrangers(svg: string, faces: readonly FontFace[]): string {
  const isKnown = (character: string) => {
    const codePoint = character.codePointAt(0) ?? 0;
    return faces.some((face) => face.advanceOf(codePoint) !== null);
  };
  const drawn = new Map<string, string>();
  const stranger = STAND_INS.find(isKnown) ?? '?';
  return svg.replaceAll(/\P{ASCII}/gu, (character) => {
    const known = drawn.get(character);
    if (known !== undefined) return known;
    const found = isKnown(character) ? character : stranger;
    drawn.set(character, found);
    return found;
  });
}
