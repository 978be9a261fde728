/**
 * Double-quoted form of a text with Go's escapes, as Prometheus prints label values and as its
 * parser reads them back. Lone surrogates U+DC80…U+DCFF stand for raw bytes (see `StringLiteral`)
 * and become `\x80`…`\xff`.
 */
export function quoteGo(text: string): string {
  if (!NEEDS_ESCAPE.test(text)) return `"${text}"`;
  let out = '"';
  for (const char of text) out += escapeChar(char, '"');
  return `${out}"`;
}

/** Go's `%q` of one character: `'é'`, `'\''`, `'\n'`; past the end of the input it is `'�'`. */
export function quoteGoRune(char: string): string {
  return `'${escapeChar(char, "'")}'`;
}

/** Anything but printable ASCII without quotes and backslash takes the slow path. */
const NEEDS_ESCAPE = /[^ !#-[\]-~]/;

const NAMED_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
  ['\\', '\\\\'],
]);

/** Go's `unicode.IsPrint`: letters, marks, numbers, punctuation, symbols and the ASCII space. */
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

function escapeChar(char: string, quote: string): string {
  if (char === quote) return `\\${quote}`;
  const named = NAMED_ESCAPES.get(char);
  if (named !== undefined) return named;
  if (PRINTABLE.test(char)) return char;
  const code = char.codePointAt(0) ?? 0;
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}
