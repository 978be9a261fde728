/** Drawn for what no font has: the first of them that a font has. */
export const STAND_INS = ['\u25a1', '\u25a0', '?'] as const;

/** Joiners, selectors and marks that belong to the character before, and colours of skin. */
const NO_SIGN = /^(?:\p{Default_Ignorable_Code_Point}|\p{M}|\p{Emoji_Modifier})$/u;

/** Whether a character that no font has needs no stand-in: it is nothing by itself. */
export function isNoSign(character: string): boolean {
  return NO_SIGN.test(character);
}
