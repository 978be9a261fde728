import type { BundledFonts } from '../../images/fonts/bundled-fonts.ts';

/** A part of a text that one font has. */
export interface FontRun {
  readonly font: string;
  readonly text: string;
}

const MISSING = '■';

/** Cuts texts where another font has to go on; a character that none has becomes ■. */
export function createFontRuns({
  files,
  faces,
}: BundledFonts): (text: string) => readonly FontRun[] {
  const names = [...files.keys()];
  const fontOf = (character: string) => {
    const codePoint = character.codePointAt(0) ?? 0;
    return names[faces.findIndex((face) => face.advanceOf(codePoint) !== null)];
  };
  return (text) => {
    const runs: { font: string; text: string }[] = [];
    for (const character of text) {
      const own = fontOf(character);
      const font = own ?? fontOf(MISSING);
      if (font === undefined) continue;
      const shown = own === undefined ? MISSING : character;
      const last = runs.at(-1);
      if (last?.font === font) last.text += shown;
      else runs.push({ font, text: shown });
    }
    return runs;
  };
}
