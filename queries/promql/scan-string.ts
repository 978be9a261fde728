/** A quoted literal's extent, or why it is none. */
export interface StringScan {
  /** Prometheus's message, or `null` when the literal is well formed. */
  readonly message: string | null;
  /** Just after the closing quote. */
  readonly end: number;
  readonly hasEscape: boolean;
}

const BACKTICK = 0x60;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;

/**
 * Finds the end of a quoted literal and judges its escapes, as Prometheus's lexer does.
 *
 * @param at offset just after the opening quote
 * @param quote its UTF-16 unit: `"`, `'` or a backtick (raw: no escapes, newlines allowed)
 */
export function scanQuoted(text: string, at: number, quote: number): StringScan {
  const isRaw = quote === BACKTICK;
  let hasEscape = false;
  let i = at;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === quote) return { message: null, end: i + 1, hasEscape };
    if (code === BACKSLASH && !isRaw) {
      hasEscape = true;
      const found = scanEscape(text, i + 1, quote);
      if (found.message !== null) return found;
      i = found.end - 1;
    } else if (code === NEWLINE && !isRaw) break;
    else if (code >= 0xd800) {
      const wide = (text.codePointAt(i) ?? 0) >= 0x10000;
      if (wide) i++;
      else if (code < 0xe000 || code === 0xfffd) return failure('invalid UTF-8 rune');
    }
  }
  return failure(isRaw ? 'unterminated raw string' : 'unterminated quoted string');
}

function failure(message: string): StringScan {
  return { message, end: 0, hasEscape: false };
}

/** `at` is the offset after the backslash. */
function scanEscape(text: string, at: number, quote: number): StringScan {
  const code = text.codePointAt(at);
  if (code === undefined) return failure('escape sequence not terminated');
  if (code === quote || (code < 128 && 'abfnrtv\\'.includes(String.fromCharCode(code)))) {
    return { message: null, end: at + 1, hasEscape: true };
  }
  if (code >= 0x30 && code <= 0x37) return scanDigits(text, at, 3, 8, 0xff);
  if (code === 0x78) return scanDigits(text, at + 1, 2, 16, 0xff);
  if (code === 0x75) return scanDigits(text, at + 1, 4, 16, 0x10ffff);
  if (code === 0x55) return scanDigits(text, at + 1, 8, 16, 0x10ffff);
  return failure(`unknown escape sequence ${unicodeName(code)}`);
}

function scanDigits(text: string, at: number, n: number, base: number, max: number): StringScan {
  let value = 0;
  for (let i = at; i < at + n; i++) {
    const code = text.codePointAt(i);
    if (code === undefined) return failure('escape sequence not terminated');
    const digit = digitValue(code);
    if (digit >= base) return failure(`illegal character ${unicodeName(code)} in escape sequence`);
    value = value * base + digit;
  }
  if (value > max || (value >= 0xd800 && value < 0xe000)) {
    return failure('escape sequence is an invalid Unicode code point');
  }
  return { message: null, end: at + n, hasEscape: true };
}

function digitValue(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x61 + 10 : 16;
}

const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

/** Go's `%#U`: `U+007A 'z'`, without the character where it does not print. */
function unicodeName(code: number): string {
  const hex = code.toString(16).toUpperCase().padStart(4, '0');
  const char = String.fromCodePoint(code);
  return PRINTABLE.test(char) ? `U+${hex} '${char}'` : `U+${hex}`;
}
