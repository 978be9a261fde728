import type { BundledFonts } from '../../images/fonts/bundled-fonts.ts';
import { isNoSign } from '../../images/fonts/strangers.ts';

/** A part of a text that one font has. */
export interface FontRun {
  readonly font: string;
  readonly text: string;
}

const MISSING = '■';

/**
 * Cuts texts where another font has to go on; a character that none has becomes ■.
 * @param onRare told of a font beside the common ones before a run of it
 */
export function createFontRuns(
  { files, faces, rare }: BundledFonts,
  onRare: (name: string, file: Buffer) => void = () => undefined,
): (text: string) => readonly FontRun[] {
  const names = [...files.keys()];
  const told = new Set<string>();
  const commonFontOf = (character: string) => {
    const codePoint = character.codePointAt(0) ?? 0;
    return names[faces.findIndex((face) => face.advanceOf(codePoint) !== null)];
  };
  const rareFontOf = (character: string) => {
    const font = rare(character.codePointAt(0) ?? 0);
    if (font !== null && !told.has(font.name)) {
      told.add(font.name);
      onRare(font.name, font.file);
    }
    return font?.name;
  };
  return (text) => {
    const runs: { font: string; text: string }[] = [];
    for (const character of text) {
      const own = commonFontOf(character) ?? rareFontOf(character);
      if (own === undefined && isNoSign(character)) continue;
      const font = own ?? commonFontOf(MISSING);
      if (font === undefined) continue;
      const shown = own === undefined ? MISSING : character;
      const last = runs.at(-1);
      if (last?.font === font) last.text += shown;
      else runs.push({ font, text: shown });
    }
    return runs;
  };
}
