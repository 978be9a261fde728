import { Resvg } from '@resvg/resvg-js';
import { PICTURE_FONT } from '../fonts/bundled-fonts.ts';
import type { RasterFonts } from '../fonts/font-files.ts';
import { isNoSign, STAND_INS } from '../fonts/strangers.ts';
import type { SvgPicture } from './raster-message.ts';

const ZOOM = 2;
/** Of the PNG: 96 MB while it is drawn. */
const MOST_PIXELS = 24_000_000;
const MAX_SVG_CHARACTERS = 16_000_000;

/**
 * A PNG of twice the size, for screens that are that fine; less for one that would have more than 24
 * million pixels. Nothing but our own fonts is read.
 * @throws RangeError for an SVG of more than 16 million characters
 */
export function svgToPng({ svg, widthPx, heightPx }: SvgPicture, fonts: RasterFonts): Buffer {
  if (svg.length > MAX_SVG_CHARACTERS) throw new RangeError(`an SVG of ${svg.length} characters`);
  const value = Math.min(ZOOM, Math.sqrt(MOST_PIXELS / (widthPx * heightPx)));
  const { text, files } = withoutStrangers(svg, fonts);
  const drawing = new Resvg(text, {
    font: { loadSystemFonts: false, fontFiles: files, defaultFontFamily: PICTURE_FONT },
    fitTo: { mode: 'zoom', value },
    logLevel: 'off',
  });
  return drawing.render().asPng();
}

/**
 * The picture without characters that no font has: resvg draws everything after one of them, up to the
 * end of its text, as boxes. With the files of the fonts that the others need.
 */
function withoutStrangers(
  svg: string,
  { files, faces, rareFile }: RasterFonts,
): { readonly text: string; readonly files: string[] } {
  const isCommon = (character: string) => {
    const codePoint = character.codePointAt(0) ?? 0;
    return faces.some((face) => face.advanceOf(codePoint) !== null);
  };
  const needed = new Set(files);
  const drawn = new Map<string, string>();
  const stranger = STAND_INS.find(isCommon) ?? '?';
  const shownAs = (character: string) => {
    if (isCommon(character)) return character;
    const file = rareFile(character.codePointAt(0) ?? 0);
    if (file === null) return isNoSign(character) ? '' : stranger;
    needed.add(file);
    return character;
  };
  const text = svg.replaceAll(/\P{ASCII}/gu, (character) => {
    const known = drawn.get(character) ?? shownAs(character);
    drawn.set(character, known);
    return known;
  });
  return { text, files: [...needed] };
}
