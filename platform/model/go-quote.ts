// Texts and runes as Go's fmt quotes them. Lone surrogates U+DC80…U+DCFF stand for bytes that are no UTF-8.

const PLAIN = /^[ !#-[\]-~]*$/;
/** Go's `unicode.IsPrint`: letters, marks, numbers, punctuation, symbols and the ASCII space. */
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

const NAMED: ReadonlyMap<string, string> = new Map([
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
  ['\\', '\\\\'],
]);

/** `"a\n"`, as `%q` prints a text; with `ascii` as `%+q` does. */
export function quoteText(text: string, ascii = false): string {
  if (PLAIN.test(text)) return `"${text}"`;
  let out = '"';
  for (const char of text) out += escapeChar(char, '"', ascii);
  return `${out}"`;
}

/** `'x'`, as `%q` prints a rune. */
export function quoteRune(char: string, ascii = false): string {
  return `'${escapeChar(char, "'", ascii)}'`;
}

function escapeChar(char: string, quote: string, ascii: boolean): string {
  if (char === quote) return `\\${quote}`;
  const named = NAMED.get(char);
  if (named !== undefined) return named;
  const code = char.codePointAt(0) ?? 0;
  if (PRINTABLE.test(char) && !(ascii && code >= 0x80)) return char;
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
  if (code < 0x80) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, '0');
}

/** `U+0040 '@'`, as `%#U` prints a rune. */
export function describeRune(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return PRINTABLE.test(char) ? `${name} '${char}'` : name;
}
