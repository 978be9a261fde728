import { classAt, IS_DIGIT, IS_HEX } from '../promql/char-class.ts';
import { quoteGoRune } from '../promql/go-quote.ts';

/** Where a number token ends, and what Go's scanner has against it. */
export interface NumberScan {
  readonly end: number;
  /** Go's message, or `null` when the token is well formed. */
  readonly message: string | null;
}

const DOT = 0x2e;
const UNDERSCORE = 0x5f;

/**
 * Finds the extent of a number as Go's `text/scanner` does: decimal, `0x`, `0o`, `0b`, octal by a
 * leading zero, fractions, exponents, underscores between digits.
 *
 * @param start offset of the first digit, or of a dot with a digit behind it
 */
export function scanNumber(text: string, start: number): NumberScan {
  const prefix = prefixAt(text, start);
  const bodyStart = prefix === 'x' || prefix === 'o' || prefix === 'b' ? start + 2 : start;
  const digitBit = prefix === 'x' ? IS_HEX : IS_DIGIT;
  let at = endOfDigits(text, bodyStart, digitBit);
  const isFraction = text.charCodeAt(at) === DOT;
  if (isFraction) at = endOfDigits(text, at + 1, digitBit);
  const mantissa = text.slice(bodyStart, at);
  const exponent = exponentAt(text, at, prefix);
  const end = exponent?.end ?? at;
  const message =
    mantissaProblem(mantissa, prefix, isFraction) ??
    exponent?.message ??
    (prefix === 'x' && isFraction && exponent === null
      ? "hexadecimal mantissa requires a 'p' exponent"
      : null) ??
    octalProblem(mantissa, prefix, isFraction || exponent !== null) ??
    underscoreProblem(text.slice(start, end));
  return { end, message };
}

type Prefix = '' | '0' | 'x' | 'o' | 'b';

function prefixAt(text: string, start: number): Prefix {
  if (text.charAt(start) !== '0') return '';
  const letter = text.charAt(start + 1).toLowerCase();
  if (letter === 'x' || letter === 'o') return letter;
  // `0B` is a size of nothing.
  if (letter === 'b' && (classAt(text, start + 2) & IS_DIGIT) !== 0) return 'b';
  return '0';
}

const LITERAL: Readonly<Record<Prefix, string>> = {
  '': 'decimal literal',
  '0': 'octal literal',
  x: 'hexadecimal literal',
  o: 'octal literal',
  b: 'binary literal',
};

function mantissaProblem(mantissa: string, prefix: Prefix, isFraction: boolean): string | null {
  if (isFraction && (prefix === 'o' || prefix === 'b')) {
    return `invalid radix point in ${LITERAL[prefix]}`;
  }
  return /[0-9a-fA-F]/.test(mantissa) ? null : `${LITERAL[prefix]} has no digits`;
}

function octalProblem(mantissa: string, prefix: Prefix, isFloat: boolean): string | null {
  if (isFloat || prefix === '' || prefix === 'x') return null;
  const invalid = (prefix === 'b' ? /[2-9]/ : /[89]/).exec(mantissa)?.[0];
  if (invalid === undefined) return null;
  return `invalid digit ${quoteGoRune(invalid)} in ${LITERAL[prefix]}`;
}

function underscoreProblem(number: string): string | null {
  if (!number.includes('_')) return null;
  const separates = !/(?:^|[^0-9a-fA-FxXoObB])_|_(?![0-9a-fA-F])/.test(number);
  return separates ? null : "'_' must separate successive digits";
}

function exponentAt(text: string, at: number, prefix: Prefix): NumberScan | null {
  const letter = text.charAt(at);
  const lower = letter.toLowerCase();
  if (lower !== 'e' && lower !== 'p') return null;
  const sign = text.charAt(at + 1);
  const digits = at + (sign === '+' || sign === '-' ? 2 : 1);
  const end = endOfDigits(text, digits, IS_DIGIT);
  const quoted = quoteGoRune(letter);
  if (lower === 'e' && prefix !== '' && prefix !== '0') {
    return { end, message: `${quoted} exponent requires decimal mantissa` };
  }
  if (lower === 'p' && prefix !== 'x') {
    return { end, message: `${quoted} exponent requires hexadecimal mantissa` };
  }
  return { end, message: end === digits ? 'exponent has no digits' : null };
}

function endOfDigits(text: string, start: number, digitBit: number): number {
  let at = start;
  while ((classAt(text, at) & digitBit) !== 0 || text.charCodeAt(at) === UNDERSCORE) at++;
  return at;
}
