import { quoteText } from '../model/go-quote.ts';
import { unquoteText } from './unquote-text.ts';

export type NumberLiteral =
  | {
      readonly kind: 'number';
      readonly int: bigint | null;
      readonly float: number;
      readonly isFloat: boolean;
    }
  | { readonly kind: 'error'; readonly message: string };

const MAX_INT64 = 0x7fffffffffffffffn;
const SIGNED = /^([+-]?)(.*)$/s;
const UNDERSCORES = /^(?:0[xXoObB]?_)?[^_]+(?:_[^_]+)*$/;
const INTEGER = /^(?:0[xX][\da-fA-F]+|0[oO][0-7]+|0[bB][01]+|0[0-7]+|[1-9]\d*|0)$/;
const DECIMAL = /^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const HEX_FLOAT = /^0[xX]([\da-fA-F]*)\.?([\da-fA-F]*)[pP]([+-]?\d+)$/;

/** Reads a number as Go's text/template does: an int where it can be one, `0x`, `0o`, `0b` too. */
export function readNumberLiteral(text: string): NumberLiteral {
  const [, sign = '', written = ''] = SIGNED.exec(text) ?? [];
  const syntax = { kind: 'error', message: `illegal number syntax: ${quoteText(text)}` } as const;
  if (written.includes('_') && !UNDERSCORES.test(written)) return syntax;
  const digits = written.replaceAll('_', '');
  if (INTEGER.test(digits)) return readInteger(text, sign, digits);
  const magnitude = readFloat(digits);
  if (magnitude === null) return syntax;
  const float = sign === '-' ? -magnitude : magnitude;
  if (!Number.isFinite(float)) return syntax;
  if (!/[.eEpP]/.test(digits)) return overflow(text);
  const isWhole = Number.isInteger(float) && Math.abs(float) < 2 ** 63;
  return { kind: 'number', int: isWhole ? BigInt(float) : null, float, isFloat: true };
}

/** A leading zero means octal, as in Go. */
function readInteger(text: string, sign: string, digits: string): NumberLiteral {
  const isOctal = /^0\d/.test(digits);
  const magnitude = BigInt(isOctal ? `0o${digits.slice(1)}` : digits);
  const int = sign === '-' ? -magnitude : magnitude;
  if (int > MAX_INT64 || int < -MAX_INT64 - 1n) return overflow(text);
  return { kind: 'number', int, float: Number(int), isFloat: false };
}

function overflow(text: string): NumberLiteral {
  return { kind: 'error', message: `integer overflow: ${quoteText(text)}` };
}

function readFloat(digits: string): number | null {
  if (DECIMAL.test(digits)) return Number(digits);
  const [, whole = '', fraction = '', exponent = '0'] = HEX_FLOAT.exec(digits) ?? [];
  if (whole + fraction === '') return null;
  return Number(BigInt(`0x${whole}${fraction}`)) * 2 ** (Number(exponent) - 4 * fraction.length);
}

/** Reads `'a'`, `'\n'` as the number of its rune. */
export function readCharacterLiteral(text: string): NumberLiteral {
  const inner = unquoteText(text);
  const runes = inner === null ? [] : [...inner];
  const [rune] = runes;
  if (inner === '') return { kind: 'error', message: 'invalid syntax' };
  if (rune === undefined || runes.length !== 1) {
    return { kind: 'error', message: `malformed character constant: ${text}` };
  }
  const code = rune.codePointAt(0) ?? 0;
  const value = code >= 0xdc80 && code <= 0xdcff ? code - 0xdc00 : code;
  return { kind: 'number', int: BigInt(value), float: value, isFloat: false };
}
