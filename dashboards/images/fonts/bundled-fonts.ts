import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type FontFace, readFontFace } from './font-face.ts';
import { type RareFonts, readRareFonts } from './rare-fonts.ts';
import { woffToSfnt } from './woff-to-sfnt.ts';

/** Family of all text in pictures, whatever fonts the machine has. */
export const PICTURE_FONT = 'Noto Sans SC';

const PACKAGE = '@fontsource/noto-sans-sc';
const SCRIPTS = ['latin', 'latin-ext', 'cyrillic', 'chinese-simplified'];
/** Parts of the family that hold arrows, signs of comparison and shapes, such as ≥, → and ℃. */
const SIGNS = ['87', '90', '99', '100', '102', '105', '107', '109'];

/** The fonts that come with us, of one weight: the common parts, and the others as they are needed. */
export interface BundledFonts {
  /** TrueType files, by a name for each. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** In the order in which they are asked for a character. */
  readonly faces: readonly FontFace[];
  /** Asked for what none of them has. */
  readonly rare: RareFonts;
}

const nameOf = (part: string) => `noto-sans-sc-${part}-400-normal`;

/** Reads them out of `@fontsource/noto-sans-sc` (3 MB, about 40 ms). */
export function readBundledFonts(): BundledFonts {
  const root = dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`));
  const files = new Map<string, Buffer>();
  const faces: FontFace[] = [];
  for (const script of [...SCRIPTS, ...SIGNS]) {
    const name = nameOf(script);
    const sfnt = woffToSfnt(readFileSync(join(root, 'files', `${name}.woff`)));
    files.set(name, sfnt);
    faces.push(readFontFace(sfnt));
  }
  return { files, faces, rare: readRareFonts(root, nameOf) };
}
