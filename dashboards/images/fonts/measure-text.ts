import type { FontFace } from './font-face.ts';
import { isNoSign } from './strangers.ts';

/** Width of a text in pixels, in the regular weight of the fonts that pictures are drawn with. */
export type MeasureText = (text: string, sizePx: number) => number;

/** Of a character that the common fonts do not have: as wide as an ideograph, and as the box for what none has. */
const MISSING_EM = 1;
/** Strong text, and rounding, make it a little wider. */
const AIR = 1.03;
const MAX_REMEMBERED = 20_000;

/** @param faces asked in their order, as the fallback of fonts does it */
export function createMeasureText(faces: readonly FontFace[]): MeasureText {
  const known = new Map<number, number>();
  const widthOf = (codePoint: number): number => {
    const remembered = known.get(codePoint);
    if (remembered !== undefined) return remembered;
    let em = isNoSign(String.fromCodePoint(codePoint)) ? 0 : MISSING_EM;
    for (const face of faces) {
      const advance = face.advanceOf(codePoint);
      if (advance === null) continue;
      em = advance;
      break;
    }
    if (known.size < MAX_REMEMBERED) known.set(codePoint, em);
    return em;
  };
  return (text, sizePx) => {
    let em = 0;
    for (const character of text) em += widthOf(character.codePointAt(0) ?? 0);
    return em * sizePx * AIR;
  };
}

/** The text, or its beginning with an ellipsis, within a width; empty where not even that fits. */
export function fitText(
  measure: MeasureText,
  text: string,
  sizePx: number,
  widthPx: number,
): string {
  if (measure(text, sizePx) <= widthPx) return text;
  const characters = [...text];
  let low = 0;
  let high = characters.length;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    const cut = `${characters.slice(0, middle).join('')}…`;
    if (measure(cut, sizePx) <= widthPx) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? '' : `${characters.slice(0, low).join('').trimEnd()}…`;
}
