import { fromBytes, toBytes } from './utf8-text.ts';

// Go's quoted literals, written and read.

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

const SIMPLE: ReadonlyMap<string, string> = new Map([
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\\', '\\'],
]);

const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([\s\S]))/y;

/**
 * The text inside of a Go literal: `"…"`, `` `…` `` or `'…'`; null where it is malformed. Escaped
 * bytes that join into UTF-8 are joined.
 */
export function unquoteText(literal: string): string | null {
  const quote = literal.charAt(0);
  const inner = literal.slice(1, -1);
  if (quote === '`') return inner.replaceAll('\r', '');
  if (inner.includes('\n')) return null;
  if (!inner.includes('\\')) return inner.includes(quote) ? null : inner;
  let out = '';
  let at = 0;
  let hasBytes = false;
  while (at < inner.length) {
    const char = inner.charAt(at);
    if (char === quote) return null;
    if (char !== '\\') {
      out += char;
      at += 1;
      continue;
    }
    ESCAPE.lastIndex = at;
    const read = readEscape(ESCAPE.exec(inner), quote);
    if (read === null) return null;
    hasBytes ||= read.length === 1 && read >= '\udc80' && read <= '\udcff';
    out += read;
    at = ESCAPE.lastIndex;
  }
  return hasBytes ? joinBytes(out) : out;
}

function readEscape(found: RegExpExecArray | null, quote: string): string | null {
  if (found === null) return null;
  const [, byte, short, long, octal, letter] = found;
  if (byte !== undefined) return oneByte(Number.parseInt(byte, 16));
  if (octal !== undefined) {
    const value = Number.parseInt(octal, 8);
    return value > 255 ? null : oneByte(value);
  }
  const code = short ?? long;
  if (code !== undefined) {
    const value = Number.parseInt(code, 16);
    return value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)
      ? null
      : String.fromCodePoint(value);
  }
  if (letter === quote) return letter;
  return SIMPLE.get(letter ?? '') ?? null;
}

function oneByte(value: number): string {
  return String.fromCharCode(value < 0x80 ? value : 0xdc00 + value);
}

const BYTES = /(?<![\ud800-\udbff])[\udc80-\udcff]{2,}/g;

/** Lone bytes that stand behind each other and make runes become those runes. */
function joinBytes(text: string): string {
  return text.replace(BYTES, (run) => fromBytes(toBytes(run)));
}
