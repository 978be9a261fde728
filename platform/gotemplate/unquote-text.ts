import { fromBytes, toBytes } from './utf8-text.ts';

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
