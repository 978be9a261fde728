import { quoteGo } from './go-quote.ts';

/** A number read from text, or why it is none, in Go's words. */
export type NumberReading =
  | { readonly kind: 'value'; readonly value: number }
  | { readonly kind: 'error'; readonly message: string };

const MAX_INT64 = 0x7fffffffffffffffn;

/**
 * Reads a number the lexer accepted, as Prometheus 3.x does: first as a Go integer with automatic
 * base (so `010` is 8), then as a Go float. Underscores may separate digits.
 */
export function readNumber(text: string): NumberReading {
  const first = text.charCodeAt(0);
  if (!(first >= 0x30 && first <= 0x39) && first !== 0x2e) return readSpecial(text);
  if (first !== 0x30 && !text.includes('_')) return readFloat(text, text);
  if (!UNDERSCORES_SEPARATE_DIGITS.test(text)) return syntaxError(text);
  const digits = text.replaceAll('_', '');
  if (HEX.test(digits)) return readHex(text, digits);
  if (OCTAL.test(digits)) return { kind: 'value', value: Number.parseInt(digits, 8) };
  return readFloat(text, digits);
}

const UNDERSCORES_SEPARATE_DIGITS = /^(?:0[xX]_?)?[0-9a-fA-F.+-]+(?:_[0-9a-fA-F.+-]+)*$/;
const HEX = /^0[xX][0-9a-fA-F]+$/;
const OCTAL = /^0[0-7]+$/;
const DECIMAL = /^(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;

/** `Inf` or `NaN`; the lexer lets nothing else through that does not begin with a digit. */
function readSpecial(text: string): NumberReading {
  const value = text.toLowerCase() === 'inf' ? Number.POSITIVE_INFINITY : Number.NaN;
  return { kind: 'value', value };
}

/** Go has no hexadecimal float without an exponent, so what overflows an int64 is an error. */
function readHex(text: string, digits: string): NumberReading {
  if (BigInt(digits) > MAX_INT64) return syntaxError(text);
  return { kind: 'value', value: Number(digits) };
}

function readFloat(text: string, digits: string): NumberReading {
  if (!DECIMAL.test(digits)) return syntaxError(text);
  const value = Number(digits);
  if (Number.isFinite(value)) return { kind: 'value', value };
  return {
    kind: 'error',
    message: `error parsing number: strconv.ParseFloat: parsing ${quoteGo(text)}: value out of range`,
  };
}

function syntaxError(text: string): NumberReading {
  return {
    kind: 'error',
    message: `error parsing number: strconv.ParseFloat: parsing ${quoteGo(text)}: invalid syntax`,
  };
}

/**
 * Shortest text that reads back as the same number: `0.1`, `1e+21`, `Inf`, `-Inf`, `NaN`, `-0`.
 */
export function printNumber(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return 'Inf';
  if (value === Number.NEGATIVE_INFINITY) return '-Inf';
  return Object.is(value, -0) ? '-0' : String(value);
}
