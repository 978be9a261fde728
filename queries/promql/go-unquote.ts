/**
 * The text inside a quoted literal whose escapes the lexer has already accepted.
 *
 * `\x` and octal escapes give bytes, as in Go; bytes that do not join into UTF-8 are kept as the
 * lone surrogates U+DC80…U+DCFF (see `StringLiteral`).
 *
 * @param text the query
 * @param start offset just after the opening quote
 * @param end offset of the closing quote
 */
export function unquoteGo(text: string, start: number, end: number): string {
  let out = '';
  let pending: number[] = [];
  let i = start;
  while (i < end) {
    const slash = text.indexOf('\\', i);
    const stop = slash === -1 || slash >= end ? end : slash;
    if (stop > i) {
      out += decodeBytes(pending) + text.slice(i, stop);
      pending = [];
    }
    if (stop === end) break;
    const read = readEscape(text, stop + 1);
    if (read.isByte && read.code >= 0x80) pending.push(read.code);
    else {
      out += decodeBytes(pending) + String.fromCodePoint(read.code);
      pending = [];
    }
    i = read.end;
  }
  return out + decodeBytes(pending);
}

interface Escape {
  readonly code: number;
  readonly isByte: boolean;
  readonly end: number;
}

const SIMPLE: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
};

const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** Reads the escape whose letter stands at `at`. */
function readEscape(text: string, at: number): Escape {
  const letter = text.charAt(at);
  const simple = SIMPLE[letter];
  if (simple !== undefined) return { code: simple, isByte: false, end: at + 1 };
  const digits = HEX_DIGITS[letter];
  if (digits !== undefined) {
    const code = Number.parseInt(text.slice(at + 1, at + 1 + digits), 16);
    return { code, isByte: letter === 'x', end: at + 1 + digits };
  }
  if (letter >= '0' && letter <= '7') {
    return { code: Number.parseInt(text.slice(at, at + 3), 8), isByte: true, end: at + 3 };
  }
  return { code: text.codePointAt(at) ?? 0, isByte: false, end: at + 1 };
}

/** UTF-8 where the bytes allow it, a lone surrogate per stray byte where they do not. */
function decodeBytes(bytes: readonly number[]): string {
  let out = '';
  let i = 0;
  while (i < bytes.length) {
    const width = sequenceWidth(bytes, i);
    if (width === 0) {
      out += String.fromCharCode(0xdc00 + (bytes[i] ?? 0));
      i += 1;
    } else {
      out += new TextDecoder().decode(Uint8Array.from(bytes.slice(i, i + width)));
      i += width;
    }
  }
  return out;
}

/** Length of the valid UTF-8 sequence at `i`, or 0. */
function sequenceWidth(bytes: readonly number[], i: number): number {
  const lead = bytes[i] ?? 0;
  const width = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
  if (width === 0 || i + width > bytes.length) return 0;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes.slice(i, i + width)));
    return width;
  } catch {
    // A fatal decoder reports malformed input by throwing: that is the answer asked for.
    return 0;
  }
}
