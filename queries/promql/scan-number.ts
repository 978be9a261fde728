import { classAt, IS_ALPHA, IS_DIGIT, IS_HEX } from './char-class.ts';

/** Where a number or duration ends, or how far it was read before it turned out to be neither. */
export type NumberScan = { readonly kind: 'number' | 'duration' | 'bad'; readonly end: number };

/**
 * Finds the extent of a number or duration token the way Prometheus 3.x does. It does not judge
 * the value: `08`, `1m1m` and `1e999` are found here and refused (or not) when read.
 */
export function scanNumberOrDuration(text: string, start: number): NumberScan {
  const plain = endOfDigits(text, start, IS_DIGIT);
  const next = plain < text.length ? text.charCodeAt(plain) : 0;
  if (plain > start && (classAt(text, plain) & IS_ALPHA) === 0 && next !== DOT) {
    return { kind: 'number', end: plain };
  }
  const scan = new NumberScanner(text, start);
  if (scan.scan()) return { kind: 'number', end: scan.at };
  return scanDurationTail(text, scan.at);
}

const DOT = 0x2e;
const UNDERSCORE = 0x5f;

function endOfDigits(text: string, start: number, classBit: number): number {
  let at = start;
  while ((classAt(text, at) & classBit) !== 0) at++;
  return at;
}

/** The rest of a duration after its first digits: a unit, then further digits and units. */
function scanDurationTail(text: string, start: number): NumberScan {
  if (!'smhdwy'.includes(text.charAt(start) || '-')) return { kind: 'bad', end: start };
  let at = start + 1;
  if (text.charAt(at) === 's') at++;
  while ((classAt(text, at) & IS_DIGIT) !== 0) {
    at = endOfDigits(text, at, IS_DIGIT);
    if (!'smhdw'.includes(text.charAt(at) || '-')) return { kind: 'bad', end: at };
    at++;
    if (text.charAt(at) === 's') at++;
  }
  const trailing = (classAt(text, at) & (IS_ALPHA | IS_DIGIT)) !== 0;
  return trailing ? { kind: 'bad', end: at + 1 } : { kind: 'duration', end: at };
}

/** The general form: hexadecimal, fractions, exponents, underscores. */
class NumberScanner {
  at: number;
  private readonly text: string;
  private digits = IS_DIGIT;
  private dotSeen = false;
  private exponentSeen = false;

  constructor(text: string, start: number) {
    this.text = text;
    this.at = start;
  }

  /** True when a number stands here; `at` is then its end, otherwise where the attempt stopped. */
  scan(): boolean {
    const start = this.at;
    if (this.accept('0') && this.accept('xX')) {
      this.accept('_');
      this.digits = IS_HEX;
    }
    this.accept('.');
    if ((classAt(this.text, this.at) & this.digits) !== 0) this.at++;
    for (;;) {
      const step = this.step();
      if (step === 'bad') return false;
      if (step === 'end') break;
    }
    return this.at > start && (classAt(this.text, this.at) & (IS_ALPHA | IS_DIGIT)) === 0;
  }

  private step(): 'more' | 'end' | 'bad' {
    const code = this.text.charCodeAt(this.at);
    if (code === DOT) return this.dot();
    if (code === 0x65 || code === 0x45) return this.exponent();
    if (code === UNDERSCORE) {
      this.at++;
      return this.accept('._eE') || this.at >= this.text.length ? 'bad' : 'more';
    }
    const end = endOfDigits(this.text, this.at, this.digits);
    if (end === this.at) return 'end';
    this.at = end;
    return 'more';
  }

  private dot(): 'more' | 'bad' {
    this.at++;
    if (this.dotSeen) return 'bad';
    this.dotSeen = true;
    return this.accept('_.') || this.digits === IS_HEX ? 'bad' : 'more';
  }

  private exponent(): 'more' | 'bad' {
    this.at++;
    if (this.exponentSeen) return 'bad';
    this.exponentSeen = true;
    this.accept('+-');
    return this.accept('._eE') || this.at >= this.text.length ? 'bad' : 'more';
  }

  private accept(set: string): boolean {
    if (this.at >= this.text.length || !set.includes(this.text.charAt(this.at))) return false;
    this.at++;
    return true;
  }
}
