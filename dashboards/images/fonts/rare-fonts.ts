import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FontFace, readFontFace } from './font-face.ts';
import { woffToSfnt } from './woff-to-sfnt.ts';

/** A part of the family that few texts need. */
export interface RareFont {
  readonly name: string;
  /** TrueType. */
  readonly file: Buffer;
  readonly face: FontFace;
}

/** The part that has a character; null where none has it. */
export type RareFonts = (codePoint: number) => RareFont | null;

type Range = readonly [from: number, to: number, part: string];

/**
 * Parts of `@fontsource/noto-sans-sc` beside the common ones: about a hundred files of 30 kB, each of which is
 * read with the first character that the package says is in it. What it says may be more than there is.
 * @param root folder of the package
 * @param fileOf name of the file of a part
 */
export function readRareFonts(root: string, fileOf: (part: string) => string): RareFonts {
  let ranges: readonly Range[] | null = null;
  const loaded = new Map<string, RareFont>();
  const load = (part: string): RareFont => {
    const known = loaded.get(part);
    if (known !== undefined) return known;
    const name = fileOf(part);
    const file = woffToSfnt(readFileSync(join(root, 'files', `${name}.woff`)));
    const font = { name, file, face: readFontFace(file) };
    loaded.set(part, font);
    return font;
  };
  return (codePoint) => {
    ranges ??= readRanges(readFileSync(join(root, 'unicode.json'), 'utf8'));
    for (const [from, to, part] of ranges) {
      if (codePoint < from || codePoint > to) continue;
      const font = load(part);
      if (font.face.advanceOf(codePoint) !== null) return font;
    }
    return null;
  };
}

/** Of the numbered parts: `"[87]": "U+2103,U+2190-2193"`. */
function readRanges(text: string): readonly Range[] {
  const parts = JSON.parse(text) as Readonly<Record<string, string>>;
  return Object.entries(parts).flatMap(([key, said]) => {
    const part = /^\[(\d+)\]$/.exec(key)?.[1];
    if (part === undefined) return [];
    return said.split(',').map((one): Range => {
      const [first = '', last = first] = one.replace(/^U\+/i, '').split('-');
      return [Number.parseInt(first, 16), Number.parseInt(last, 16), part];
    });
  });
}
