import { PICTURE_FONT } from './fonts/bundled-fonts.ts';
import { escapeXml, px } from './svg-text.ts';

/** A whole SVG of what was drawn from its upper left corner on. */
export function svgDocument(
  { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
  ground: string,
  drawn: string,
): string {
  const [width, height] = [px(widthPx), px(heightPx)];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${PICTURE_FONT}"><rect width="100%" height="100%" fill="${escapeXml(ground)}"/>${drawn}</svg>`;
}
