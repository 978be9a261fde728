/** Powers of ten that a double holds exactly. */
const POWERS = Array.from({ length: 23 }, (_, power) => 10 ** power);
const MAX_EXACT = Number.MAX_SAFE_INTEGER;

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const INFINITE = /^[+-]?inf(?:inity)?$/i;

const ZERO = 0x30;
const NINE = 0x39;

/**
 * A number as Go reads it, without hexadecimals and underscores: `1`, `-2.5e-3`, `NaN`, `+Inf`.
 * Correctly rounded.
 * @returns undefined when the bytes are no number, or one beyond what a double holds
 */
export function readNumber(bytes: Uint8Array, start: number, end: number): number | undefined {
  let at = start;
  const isNegative = bytes[at] === 0x2d;
  if (isNegative || bytes[at] === 0x2b) at++;
  let mantissa = 0;
  let point = -1;
  const firstDigit = at;
  for (; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= ZERO && byte <= NINE) mantissa = mantissa * 10 + (byte - ZERO);
    else if (byte === 0x2e && point === -1) point = at;
    else break;
  }
  const isWhole = at === end && at > firstDigit + (point === -1 ? 0 : 1);
  const decimals = point === -1 ? 0 : at - point - 1;
  if (isWhole && mantissa <= MAX_EXACT && decimals <= 22) {
    const value = decimals === 0 ? mantissa : mantissa / (POWERS[decimals] ?? 1);
    return isNegative ? -value : value;
  }
  return readSlowly(bytes, start, end);
}

function readSlowly(bytes: Uint8Array, start: number, end: number): number | undefined {
  return parseNumber(String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 1_000))));
}

/** The same for a text. */
export function parseNumber(text: string): number | undefined {
  if (DECIMAL.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : undefined;
  }
  if (INFINITE.test(text)) {
    return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  return text.toLowerCase() === 'nan' ? Number.NaN : undefined;
}
