/** Bits of `CHAR_CLASS`. */
export const IS_ALPHA = 1;
export const IS_DIGIT = 2;
export const IS_SPACE = 4;
export const IS_HEX = 8;
export const IS_UPPER = 16;

/** What each ASCII character is to PromQL, as bits; anything from 128 up is 0. */
export const CHAR_CLASS: Uint8Array = buildTable();

function buildTable(): Uint8Array {
  const table = new Uint8Array(128);
  const mark = (from: string, to: string, bits: number): void => {
    for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code++) {
      table[code] = (table[code] ?? 0) | bits;
    }
  };
  mark('a', 'z', IS_ALPHA);
  mark('A', 'Z', IS_ALPHA | IS_UPPER);
  mark('_', '_', IS_ALPHA);
  mark('0', '9', IS_DIGIT | IS_HEX);
  mark('a', 'f', IS_HEX);
  mark('A', 'F', IS_HEX);
  for (const space of [' ', '\t', '\n', '\r']) mark(space, space, IS_SPACE);
  return table;
}

/** Class bits of the UTF-16 unit at `at`; 0 past the end. */
export function classAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? (CHAR_CLASS[code] ?? 0) : 0;
}
